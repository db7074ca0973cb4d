import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import { readRange } from '#platform/streams'
import type { provisioning } from '../contract.ts'
import { archiveKey, beginExport, findExport, listExports as listAll } from '../exports.sql.ts'
import { exportTenant } from '../flows/export-tenant.ts'
import type { Needs } from '../needs.ts'

export const startExport: Serve<typeof provisioning, 'startExport', Needs> = async (_input, ctx) => {
  const id = newId('exp')
  await ctx.transaction(async (tx) => {
    if (!(await beginExport(tx.db, id)))
      ctx.fail('still_running', 'An archive is being made right now. It will be in the list in a moment.')
    await tx.start.flow(exportTenant, { exportId: id, days: ctx.config.exportDays }, { key: id })
  })
  return (await findExport(ctx.db, id))!
}

export const listExports: Serve<typeof provisioning, 'listExports', Needs> = async (_input, ctx) => ({
  exports: await listAll(ctx.db),
})

export const download: Serve<typeof provisioning, 'download', Needs> = async (
  { exportId, range, ifNoneMatch },
  ctx,
) => {
  const found = await findExport(ctx.db, exportId)
  if (!found || found.state === 'failed') return ctx.fail('not_found', 'There is no such archive.')
  if (found.state === 'running') ctx.fail('still_running', 'The archive is still being made.')
  if (found.state === 'expired') ctx.fail('expired', 'This archive was removed after its time. Please make a new one.')
  const bytes = found.bytes!
  const etag = `"${found.sha256}"`
  const type = 'application/zip'
  const headers = {
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'content-disposition': `attachment; filename="${exportId}.zip"`,
  }
  if (ifNoneMatch === etag) return { content: '', type, etag, headers, status: 304 }
  const part = readRange(range, bytes)
  if (part === 'unsatisfiable')
    return { content: '', type, status: 416, headers: { ...headers, 'content-range': `bytes */${bytes}` } }
  const { content } = await ctx.adapters.blobs.get(archiveKey(ctx.tenant, exportId), part)
  if (!part) return { content, type, bytes, etag, headers }
  return {
    content,
    type,
    status: 206,
    bytes: part.end - part.start + 1,
    etag,
    headers: { ...headers, 'content-range': `bytes ${part.start}-${part.end}/${bytes}` },
  }
}

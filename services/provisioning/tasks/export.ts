import { Permanent } from '#platform/errors'
import { BlobTooLarge } from '#platform/ports'
import type { Work } from '#platform/service'
import { openArchive } from '../archive.ts'
import type { provisioning } from '../contract.ts'
import { archiveKey } from '../exports.sql.ts'
import type { Needs } from '../needs.ts'

/** Writes the archive of the tenant of the task. Streams: nothing is held but what is on its way to the store. */
export const exportTenant: Work<typeof provisioning, 'export', Needs> = async ({ exportId }, ctx, run) => {
  const { blobs, tenants } = ctx.adapters
  const key = archiveKey(ctx.tenant, exportId)
  // What an attempt left that ended with its process: other bytes, as time has gone on.
  await blobs.remove(key)
  const { content, manifest } = await openArchive(ctx.tenant, {
    rows: tenants!,
    blobs,
    leaveOut: archiveKey(ctx.tenant, ''),
    now: ctx.now(),
    signal: run.signal,
    onPart: (what) => run.progress(0.5, what),
  })
  try {
    const [stored, made] = await Promise.all([blobs.put(key, content, ctx.config.exportBytesMax), manifest])
    return { bytes: stored.bytes, sha256: stored.sha256, rows: made.rows, files: made.files.length }
  } catch (error) {
    content.destroy()
    await blobs.remove(key)
    if (error instanceof BlobTooLarge)
      throw new Permanent(`The archive would be larger than ${ctx.config.exportBytesMax} bytes.`)
    throw error
  }
}

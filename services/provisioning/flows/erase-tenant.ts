import { provisioning, type Receipt } from '#contracts/provisioning'
import { flow, type Run } from '#engine/flow'
import type { Ctx } from '#platform/service'
import { beginErasing, erasedTenant, keepReceipt } from '../erasures.sql.ts'
import type { Needs } from '../needs.ts'
import { receiptKey, signText } from '../signing.ts'

type OwnCtx = Ctx<typeof provisioning, Needs>
export type AskedErasure = { erasureId: string; dueAt: string; settleMs: number }
type Pass = {
  tables: { table: string; rows: number }[]
  files: { count: number; bytes: number }
  left: { table: string; rows: number }[]
  people: number
}

/** What no installation can take back, said in the receipt. */
const beyond = [
  'Mails and messages that were sent: their receivers have them.',
  'Lines that were logged: they name identifiers and no contents.',
  'Backups that were made before: they end with their own time.',
]

/**
 * Erases an organisation after the time in which it can be taken back. Runs in the tenant of the installation, since the tenant it is about goes; its name is
 * nowhere in the run. Passes go on until two in a row, with a pause between, found nothing: a worker that was still at it has then been seen.
 */
export const eraseTenant = flow(
  'erase-tenant',
  1,
  async (run: Run<OwnCtx>, { erasureId, dueAt, settleMs }: AskedErasure) => {
    await run.sleep('grace', new Date(dueAt))
    const isBegun = await run.step('begin', (ctx) => beginErasing(ctx.db, erasureId))
    if (!isBegun) return 'It was taken back.'
    const passes: Pass[] = []
    for (let clean = 0; clean < 2; ) {
      if (passes.length > 0) await run.sleep(`settle ${passes.length}`, settleMs)
      const pass: Pass = await run.task(`pass ${passes.length + 1}`, provisioning.tasks.erase, { erasureId })
      passes.push(pass)
      clean = pass.tables.length === 0 && pass.files.count === 0 && pass.people === 0 ? clean + 1 : 0
    }
    await run.step('receipt', async (ctx) => {
      const { tenant, askedAt } = (await erasedTenant(ctx.db, erasureId))!
      const receipt = receiptOf(passes, {
        erasure: erasureId,
        tenant,
        askedAt: askedAt.toISOString(),
        erasedAt: ctx.now().toISOString(),
      })
      const text = JSON.stringify(receipt)
      await keepReceipt(ctx.db, erasureId, text, signText(receiptKey(ctx), text))
    })
    return 'Everything is erased.'
  },
)

function receiptOf(passes: Pass[], about: Pick<Receipt, 'erasure' | 'tenant' | 'askedAt' | 'erasedAt'>): Receipt {
  const counts = new Map<string, number>()
  for (const { table, rows } of passes.flatMap((p) => p.tables)) counts.set(table, (counts.get(table) ?? 0) + rows)
  const tables = [...counts].map(([table, rows]) => ({ table, rows })).sort((a, b) => (a.table < b.table ? -1 : 1))
  return {
    ...about,
    tables,
    rows: tables.reduce((sum, t) => sum + t.rows, 0),
    files: {
      count: passes.reduce((sum, p) => sum + p.files.count, 0),
      bytes: passes.reduce((sum, p) => sum + p.files.bytes, 0),
    },
    people: passes.reduce((sum, p) => sum + p.people, 0),
    passes: passes.length,
    left: passes.at(-1)!.left,
    beyond,
  }
}

import { provisioning } from '#contracts/provisioning'
import { flow, type Run, TaskFailed } from '#engine/flow'
import type { Ctx } from '#platform/service'
import { archiveKey, expireExport, failExport, finishExport } from '../exports.sql.ts'
import type { Needs } from '../needs.ts'

type OwnCtx = Ctx<typeof provisioning, Needs>

/** Makes an archive, keeps it for some days, removes it. */
export const exportTenant = flow(
  'export-tenant',
  1,
  async (run: Run<OwnCtx>, input: { exportId: string; days: number }) => {
    const { exportId, days } = input
    try {
      const made = await run.task('export', provisioning.tasks.export, { exportId })
      await run.step('ready', async (ctx) => {
        await finishExport(ctx.db, exportId, made, days)
        await ctx.publish('exported', { tenant: run.tenant, export: exportId, at: ctx.now().toISOString() })
      })
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error
      const reason = error.message
      await run.step('failed', (ctx) => failExport(ctx.db, exportId, reason))
      return
    }
    await run.sleep('kept', days * 86_400_000)
    await run.step('expired', async (ctx) => {
      await expireExport(ctx.db, exportId)
      await ctx.adapters.blobs.remove(archiveKey(run.tenant, exportId))
    })
  },
)

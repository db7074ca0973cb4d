import { notification } from '#contracts/notification'
import { flow, type Run, TaskFailed } from '#engine/flow'
import { forgetFarewell } from '../kept.sql.ts'
import type { AuthCtx } from '../needs.ts'

/**
 * The last mail: whoever did not delete their account themselves must learn of it. Then the address is forgotten, whether the mail was taken or refused; until
 * then it stands in one row, and neither this run nor its task holds it.
 */
export const sayFarewell = flow(
  'say-farewell',
  1,
  async (run: Run<AuthCtx>, { farewellId, language }: { farewellId: string; language: string }) => {
    try {
      await run.task('tell', notification.tasks.inform, { subjectId: farewellId, kind: 'account-deleted', language })
    } catch (error) {
      // Nobody could be told within a day. What was asked for is to be forgotten.
      if (!(error instanceof TaskFailed)) throw error
    }
    await run.step('forget', (ctx) => forgetFarewell(ctx.db, farewellId))
  },
)

import { patiently, Stopped } from './commit.ts'
import { type Core, reasonOf } from './core.ts'
import { setDown } from './pausing.sql.ts'
import type { Live } from './replay.ts'
import { quiet } from './saga.ts'

/**
 * Brings a run to rest that was paused: nothing new is begun, what is under way ends and is committed, then it leaves memory. Its tasks and children
 * go on; what comes of them, and the times that pass, it sees when it is resumed.
 */
export async function rest(core: Core, live: Live, drop: (reason: string) => void): Promise<void> {
  if (live.isResting) return
  live.isResting = true
  await quiet(live)
  if (live.isGone) return
  try {
    await patiently(core.patience, () => core.database.owner.run(setDown(live.row.id, live.worker)))
    drop('the run is paused')
  } catch (error) {
    if (error instanceof Stopped) return
    core.log.error({ run: live.row.id, reason: reasonOf(error) }, 'a run could not be paused')
  }
}

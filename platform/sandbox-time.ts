import { monthStart } from './day.ts'
import { newId } from './ids.ts'
import { runInSandbox } from './sandbox.ts'
import { beginRun, noteRun, ranSince } from './sandbox-time.sql.ts'
import type { Ctx } from './service.ts'

type Counting = Pick<Ctx, 'db' | 'log' | 'now'>

/**
 * `runInSandbox` for what an organisation uploaded: the time of each run is counted for its tenant, in the table `sandbox_runs` of the service.
 *
 * Counted is the wall time in which the child runs the function, in ms, rounded up; also of a run that fails, is stopped or is killed for its limits. Not counted
 * are the wait for a place, the start of the child, the loading of our own code before the function begins, and what the service does with the answer. A run is put down before it
 * begins, again each second while it goes on, and when it is over. So when this process is killed the run counts what was known: all but its last
 * second, and its row stays as one that is not over. A run belongs to the month (UTC) in which it was put down.
 *
 * @example
 * await countedSandbox(ctx, 'check')<Uint8Array, Checked>(module, 'checkPack', zip, limits)
 */
export const countedSandbox = ({ db, log, now }: Counting, what: string): typeof runInSandbox =>
  async function run(module, exportName, input, limits) {
    const id = newId('sbr')
    await beginRun(db, id, what, now())
    let ms = 0
    const put = (isOver: boolean) =>
      noteRun(db, id, ms, isOver).catch((error) =>
        log.warn({ err: error, run: id, ms }, 'the time of a run in the sandbox could not be put down'),
      )
    let putting: Promise<unknown> = Promise.resolve()
    const onRan = (ranMs: number) => {
      ms = Math.ceil(ranMs)
      putting = putting.then(() => put(false))
    }
    try {
      return await runInSandbox(module, exportName, input, { ...limits, onRan })
    } finally {
      await putting
      await put(true)
    }
  }

/** Time that was counted for the tenant in the month (UTC) of `now()`, in ms. */
export const countedThisMonth = ({ db, now }: Pick<Ctx, 'db' | 'now'>): Promise<number> =>
  ranSince(db, new Date(monthStart(now())))

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

/** What was used in a month and how much there is, in ms; without `max` there is no limit. `resets`: when it begins anew (ISO 8601). */
export type TimeLeft = { used: number; max?: number; resets: string }
type Asking = { ask(): Promise<TimeLeft>; log: Ctx['log'] }
type Limited = TimeLeft & { max: number }

/** What is left of a limited time. Undefined where it is not limited, and when nobody answers: that limits nobody, and a run is counted all the same. */
export async function limitedTime({ ask, log }: Asking): Promise<Limited | undefined> {
  try {
    const { max, ...time } = await ask()
    return max === undefined ? undefined : { ...time, max }
  } catch (error) {
    log.warn({ err: error }, 'what is left of the function time is not known, so it limits nothing')
    return undefined
  }
}

export const isUsedUp = ({ used, max }: Limited): boolean => used >= max

/** Does `work` unless the time is used up, and asks again afterwards, since who is asked tells on that it is near or reached. @throws what `refusal` makes of it */
export async function withinTime<T>(
  asking: Asking,
  refusal: (time: Limited) => Error,
  work: () => Promise<T>,
): Promise<T> {
  const time = await limitedTime(asking)
  if (!time) return work()
  if (isUsedUp(time)) throw refusal(time)
  try {
    return await work()
  } finally {
    await limitedTime(asking)
  }
}

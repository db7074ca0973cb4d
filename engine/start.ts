import type { Task, TaskInput } from '#platform/contract'
import type { Db } from '#platform/database'
import { newId } from '#platform/ids'
import type { FlowRef, Start } from '#platform/service'
import { asJson, newsChannel, workChannel } from './core.ts'
import { cancelSql } from './engine.sql.ts'
import { signalTo } from './gates.ts'
import { type Conflict, startFlowsSql, startTasksSql } from './starts.sql.ts'

export type Starting = {
  /** The ctx's own statements: inside a transaction the start is part of it. */
  db: Db
  tenant: string
  trace: string
  nameOf(task: Task): string
  /** Wakes a channel after the current commit. */
  wake(channel: string): void
}

/** A start was refused because its key is taken. Nothing was started. */
export class AlreadyStarted extends Error {
  constructor(keys: string[]) {
    super(keys.length === 1 ? `"${keys[0]}" has been started already` : 'some of the keys have been started already')
    this.name = 'AlreadyStarted'
  }
}

/** What can be said of one start. */
export type StartItem = {
  key: string
  /** 1 to 10, higher first; 5 unless said otherwise. */
  priority?: number
  /** Not before this time, or this long from now, by the clock of the database; picked up within half a second. */
  at?: Date
  afterMs?: number
}
export type StartPolicy = {
  /**
   * When the key is taken: `join` (the default) leaves it at that, `reject` throws AlreadyStarted and starts nothing, `replace` cancels whoever has it, if not over,
   * and starts anew.
   */
  onConflict?: Conflict
}
export type TaskStartItem = StartItem & {
  /** What a limit per key counts by. */
  limitKey?: string
}

/** What `startThrough` gives: `ctx.start` and more. */
export type EngineStart = Start & {
  /** Many starts in one statement, all or none. Gives how many were not there before. */
  flows<I>(flow: FlowRef<I>, items: (StartItem & { input: I })[], policy?: StartPolicy): Promise<number>
  tasks<K extends Task>(
    task: K,
    items: (TaskStartItem & { input: TaskInput<K> })[],
    policy?: StartPolicy,
  ): Promise<number>
}

/** `ctx.start`, and batches beside it. Needs no engine in this process, only the database. */
export function startThrough(s: Starting): EngineStart {
  const { db, tenant, trace } = s
  const flows: EngineStart['flows'] = async ({ name, version }, items, policy) => {
    const rows = items.map((i) => ({ id: newId('run'), flow: name, version, ...startOf(i) }))
    return started(rows, policy, (conflict) => startFlowsSql(tenant, trace, rows, conflict))
  }
  const tasks: EngineStart['tasks'] = async (task, items, policy) => {
    const name = s.nameOf(task)
    const attempts_max = task.attemptsMax
    const rows = items.map((i) => ({ id: newId('tsk'), name, attempts_max, limit_key: i.limitKey, ...startOf(i) }))
    return started(rows, policy, (conflict) => startTasksSql(tenant, trace, rows, conflict))
  }
  async function started(
    rows: { key: string }[],
    { onConflict = 'join' }: StartPolicy = {},
    statement: (conflict: Conflict) => Parameters<Db['run']>[0],
  ): Promise<number> {
    if (rows.length === 0) return 0
    const count = await db.run(statement(onConflict))
    if (onConflict === 'reject' && count < rows.length) throw new AlreadyStarted(rows.map((r) => r.key))
    s.wake(workChannel)
    if (onConflict === 'replace') s.wake(newsChannel)
    return count
  }
  return {
    flows,
    tasks,
    flow: async (flow, input, options) => void (await flows(flow, [{ ...options, input }], options)),
    task: async (task, input, options) => void (await tasks(task, [{ ...options, input }], options)),
    async cancel(flow, key, reason) {
      await db.run(cancelSql({ tenant, flow: flow.name, key, reason }))
      s.wake(newsChannel)
      // One with compensations that nobody holds is due at once.
      s.wake(workChannel)
    },
    async signal(flow, key, name, payload) {
      await signalTo(db, { tenant, flow: flow.name, key }, name, payload)
      // For the holder, or for whoever takes a run that was let go.
      s.wake(newsChannel)
      s.wake(workChannel)
    },
  }
}

function startOf({ key, input, priority = 5, at, afterMs }: StartItem & { input: unknown }) {
  if (!Number.isInteger(priority) || priority < 1 || priority > 10)
    throw new RangeError(`The priority is a whole number from 1 to 10, not ${priority}.`)
  return { key, input: asJson(input), priority, at, after_ms: afterMs }
}

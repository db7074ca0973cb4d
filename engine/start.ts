import type { Task, TaskInput } from '#platform/contract'
import type { Db, Sql } from '#platform/database'
import { newId } from '#platform/ids'
import type { FlowRef, Start } from '#platform/service'
import { gathered } from './commit.ts'
import { asJson, newsChannel, workChannel } from './core.ts'
import { eagerOn } from './eager.ts'
import { cancelSql } from './engine.sql.ts'
import { signalTo } from './gates.ts'
import type { TaskRow } from './queue.sql.ts'
import {
  type Conflict,
  type NewRun,
  type NewTask,
  startFlowsSql,
  startFlowsTogether,
  startTasksEagerly,
  startTasksSql,
  startTasksTogether,
  type Whose,
} from './starts.sql.ts'

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
  const runOf = ({ name, version }: FlowRef<any>, item: StartItem & { input: unknown }): NewRun => ({
    ...{ id: newId('run'), flow: name, version },
    ...startOf(item),
  })
  const taskOf = (task: Task, item: TaskStartItem & { input: unknown }): NewTask => ({
    ...{ id: newId('tsk'), name: s.nameOf(task), attempts_max: task.attemptsMax, limit_key: item.limitKey },
    ...startOf(item),
  })
  const flows: EngineStart['flows'] = async (flow, items, policy) => {
    const rows = items.map((i) => runOf(flow, i))
    return started(rows, policy, (conflict) => startFlowsSql(tenant, trace, rows, conflict))
  }
  const tasks: EngineStart['tasks'] = async (task, items, policy) => {
    const rows = items.map((i) => taskOf(task, i))
    return started(rows, policy, (conflict) => startTasksSql(tenant, trace, rows, conflict))
  }
  const isShared = ({ onConflict = 'join' }: StartPolicy) => db.isShared && onConflict === 'join'
  async function started(
    rows: { key: string }[],
    { onConflict = 'join' }: StartPolicy = {},
    statement: (conflict: Conflict) => Sql,
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
    async flow(flow, input, options) {
      const item = { ...options, input }
      if (!isShared(options)) return void (await flows(flow, [item], options))
      await togetherOn(db).flow({ ...runOf(flow, item), tenant_id: tenant, trace })
      s.wake(workChannel)
    },
    async task(task, input, options) {
      const item = { ...options, input }
      if (!isShared(options)) return void (await tasks(task, [item], options))
      const isBegun = await togetherOn(db).task({ ...taskOf(task, item), tenant_id: tenant, trace })
      if (!isBegun) s.wake(workChannel)
    },
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

type NewOfTenant = NewTask & Whose
/** A task answers whether it was begun here. */
type Together = { flow(row: NewRun & Whose): Promise<unknown>; task(row: NewOfTenant): Promise<boolean> }
const together = new WeakMap<Db, Together>()
/** Single starts of one moment, whoever asked for them, in one statement and one commit. */
function togetherOn(db: Db): Together {
  const lanesOf = <N, O>(commit: (rows: N[]) => Promise<O[]>) =>
    gathered<N, O>({ isClosed: () => false, isShort: true }, 2, commit)
  let found = together.get(db)
  if (!found) {
    found = {
      flow: lanesOf(async (rows) => {
        await db.run(startFlowsTogether(rows))
        return rows
      }),
      task: lanesOf((rows) => putTasks(db, rows)),
    }
    together.set(db, found)
  }
  return found
}

async function putTasks(db: Db, rows: NewOfTenant[]): Promise<boolean[]> {
  const isLate = ({ at, after_ms }: NewTask) => at !== undefined || after_ms !== undefined
  const put = async (worker: string, mayBegin: boolean[]) => {
    if (!mayBegin.includes(true)) {
      await db.run(startTasksTogether(rows))
      return { begun: [], answer: rows.map(() => false) }
    }
    const items = rows.map((row, i) => (mayBegin[i] ? { ...row, eager: true } : row))
    const begun = await db.many<TaskRow>(startTasksEagerly(items, worker))
    const ids = new Set(begun.map((b) => b.id))
    return { begun, answer: rows.map((row) => ids.has(row.id)) }
  }
  const eager = eagerOn.get(db)
  if (!eager) return (await put('', [])).answer
  return eager.storing(
    rows.map((row) => (isLate(row) ? undefined : row.name)),
    put,
  )
}

function startOf({ key, input, priority = 5, at, afterMs }: StartItem & { input: unknown }) {
  if (!Number.isInteger(priority) || priority < 1 || priority > 10)
    throw new RangeError(`The priority is a whole number from 1 to 10, not ${priority}.`)
  return { key, input: asJson(input), priority, at, after_ms: afterMs }
}

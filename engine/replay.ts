import type { EventType } from '#platform/contract'
import { changedError, isChanged, unasked } from './changed.ts'
import type { Performing } from './effects.ts'
import { ChildFailed, RunCancelled, StepFailed, TaskFailed } from './flow.ts'
import type { PastRow, RunRow } from './runs.sql.ts'
import type { Undo } from './saga.ts'

/** What is known of a step that is not, or not only, in memory. */
export type Past = Pick<
  PastRow,
  'position' | 'kind' | 'state' | 'result' | 'error' | 'due_ms' | 'finished_at' | 'task_id' | 'task' | 'input_hash'
>
/** A step the flow waits for. */
export type Pending = {
  kind: Past['kind']
  taskId?: string
  /** Of a wait for an event: what the contract says of it. */
  event?: EventType
  isGate?: boolean
  /** Of a sleep or wait that is stored, by the monotonic clock of this process; Infinity without limit. */
  dueAt?: number
  timer?: NodeJS.Timeout
  resolve(value: unknown): void
  reject(error: unknown): void
}
/** A run in memory: the flow's promise hangs here and goes on as soon as a step is committed. */
export type Live = {
  row: RunRow
  /** The lease it was taken under. */
  worker: string
  /** Steps remembered from before that the flow has not asked for again. While there are some, new steps wait in `later`. */
  past: Map<string, Past>
  later: (() => void)[]
  pending: Map<string, Pending>
  counts: Map<string, number>
  position: number
  abort: AbortController
  /** Over, let go or taken over: its promises never resolve, and are collected with it. */
  isGone: boolean
  /** Loaded and running; until then news only sets `hasNews`. */
  isAttached: boolean
  hasNews: boolean
  cancelReason?: string
  /** The cancel came with compensations to run: the run is over only after them. */
  isCancelling: boolean
  /** It was paused: what is under way ends, and nothing new is begun here. */
  isResting: boolean
  /** The body of the flow is over, and its compensations run. */
  isUndoing: boolean
  undos: { name: string; position: number; undo: Undo }[]
  /** It asked to begin anew with this input. */
  next?: { input: unknown }
  /** New steps being performed or committed. */
  underway: Set<Promise<void>>
  /** Tasks, children and waits that are just being asked for; also under way. */
  asking: Set<Promise<void>>
  /** Its body is over, or the last of its compensations: what others of its branches ask for is not begun any more, and its waits do not make it idle. */
  isOver: boolean
  changeTimer?: NodeJS.Timeout
  touchedAt: number
  /** It has asked for events, now or before. */
  hears: boolean
}

/** How a live run reaches the world. All of them are called for steps that are not remembered, in live mode. */
export type Acts = {
  perform(live: Live, name: string, position: number, effect: (...given: any[]) => unknown, options: Performing): void
  ask(live: Live, name: string, position: number, what: AskedTask | AskedChild | Wait): void
  now(live: Live, name: string, position: number): void
  /** Remembers which entry of a race came first. */
  won(live: Live, name: string, position: number, index: number): void
  registerUndo(live: Live, name: string, position: number): void
  taskName(task: any): string
  /** A remembered sleep or wait was asked for again and is not over. */
  resume(live: Live, name: string, dueMs: number | null): void
  /** Ends the run: it cannot go on. */
  fail(live: Live, error: Error): void
}
export type AskedTask = {
  kind: 'task'
  task: any
  input: unknown
  given: unknown[]
  priority?: number
  limitKey?: string
}
export type AskedChild = {
  kind: 'child'
  flow: { name: string; version: number }
  key: string
  input: unknown
  given: unknown[]
  priority?: number
}
type Patience = { delayMs?: number; dueAt?: Date }
export type Wait = Patience & { kind: 'sleep' | 'signal' | 'event'; signal?: string; subject?: string; form?: unknown }

/** How long a flow may take to ask again for everything it asked for before; only awaiting something foreign takes time here. */
const replayMs = 1000

export type Outcome = Pick<Past, 'state' | 'result' | 'error' | 'finished_at'>
/** Gives a step its outcome: if the flow waits for it, it goes on in the next microtask; if it has not asked again yet, it will find it. */
export function deliver(live: Live, name: string, past: Outcome): void {
  const { state, result, error, finished_at } = past
  const unread = live.past.get(name)
  if (unread) Object.assign(unread, { state, result, error, finished_at })
  const pending = live.pending.get(name)
  if (!pending || live.isGone) return
  live.pending.delete(name)
  clearTimeout(pending.timer)
  live.touchedAt = performance.now()
  const reason = past.error ?? past.state
  if (past.state === 'completed') pending.resolve(valueFor(pending.kind, past))
  // A cancel ends the tasks before a replay sees them; the flow was told of the cancel, not of a failure.
  else if (past.state === 'cancelled' && live.isCancelling && !live.isUndoing)
    pending.reject(new RunCancelled(live.cancelReason!))
  else if (pending.kind === 'task') pending.reject(new TaskFailed(name, reason))
  else if (pending.kind === 'child') pending.reject(new ChildFailed(name, reason))
  else pending.reject(new StepFailed(name, reason))
}
function valueFor(kind: Past['kind'], past: Outcome): unknown {
  if (kind === 'now') return past.finished_at
  if (kind === 'sleep' || kind === 'undo') return undefined
  if (kind !== 'signal' && kind !== 'event') return past.result
  const { received, payload } = past.result as { received: boolean; payload?: unknown }
  return received ? payload : undefined
}

/** Throws into everything the flow waits for. `isCancelling` when its compensations are to run. */
export function cancelLive(live: Live, reason: string, isCancelling = false): void {
  live.cancelReason = reason
  live.isCancelling = isCancelling
  live.abort.abort(new RunCancelled(reason))
  live.later = []
  for (const pending of live.pending.values()) {
    clearTimeout(pending.timer)
    pending.reject(new RunCancelled(reason))
  }
  live.pending.clear()
}

/** Lets a run go from memory. */
export function dropLive(live: Live, reason: string): void {
  live.isGone = true
  live.later = []
  clearTimeout(live.changeTimer)
  for (const pending of live.pending.values()) clearTimeout(pending.timer)
  live.abort.abort(new Error(reason))
}

/** Where in a run something is asked: steps of one part of a map, or of a compensation, have names of their own. */
export type Place = { prefix: string; isUndo: boolean }
export type Asked = Place & {
  kind: Past['kind']
  base: string
  task?: string
  /** What a task or child is asked with: the same at every replay. */
  given?: unknown[]
  event?: EventType
  isGate?: boolean
  begin(name: string, position: number): void
  /** Called with the position of a remembered step. */
  seen?(position: number): void
}

/** The name with its number among repeats. */
export function numbered(live: Live, base: string): string {
  const count = (live.counts.get(base) ?? 0) + 1
  live.counts.set(base, count)
  return count === 1 ? base : `${base}#${count}`
}

/** Asks for a step: answered from memory, or begun. */
export function ask(live: Live, acts: Acts, asked: Asked): Promise<any> {
  const { kind, base, prefix, isUndo, event, isGate, begin } = asked
  const { promise, resolve, reject } = Promise.withResolvers<any>()
  // A failure that nobody awaits yet must not end the process; it is still thrown to whoever awaits it.
  promise.catch(() => {})
  if (live.isGone || (live.isOver && !isUndo)) return promise
  const isRefused = isUndo ? false : live.cancelReason !== undefined || live.isUndoing
  if (isRefused && !live.isCancelling) {
    reject(new RunCancelled(live.cancelReason ?? 'the run is over'))
    return promise
  }
  if (base.includes('#')) {
    reject(new Error(`The step name "${base}" holds a #, which numbers repeated names.`))
    return promise
  }
  const name = numbered(live, prefix + base)
  const past = live.past.get(name)
  // A cancelled flow replays what it remembers, so that it registers its compensations again, and goes no further.
  if (isRefused && (live.isUndoing || !past || past.state === 'running' || past.state === 'queued')) {
    reject(new RunCancelled(live.cancelReason ?? 'the run is over'))
    return promise
  }
  if (past) asked.seen?.(past.position)
  live.pending.set(name, { kind, event, isGate, resolve, reject })
  live.hears ||= event !== undefined
  live.touchedAt = performance.now()
  if (past) remember(live, acts, name, past, asked)
  else if (live.past.size === 0) begin(name, live.position++)
  else {
    // Everything the flow saw was committed before it saw it, so a flow that has not changed asks again for all of it before, or while, it asks
    // for something new.
    live.later.push(() => begin(name, live.position++))
    live.changeTimer ??= setTimeout(() => {
      live.changeTimer = undefined
      if (live.later.length > 0)
        acts.fail(live, changedError(live, `it asks for the new step "${name}", but ${unasked(live)}`))
    }, replayMs)
  }
  return promise
}

function remember(live: Live, acts: Acts, name: string, past: Past, asked: Asked): void {
  if (isChanged(live, acts, name, past, asked)) return
  live.past.delete(name)
  const pending = live.pending.get(name)!
  if (past.task_id) pending.taskId = past.task_id
  if (past.state !== 'running' && past.state !== 'queued') deliver(live, name, past)
  else if (asked.kind !== 'task') acts.resume(live, name, past.due_ms)
  if (live.past.size > 0) return
  clearTimeout(live.changeTimer)
  live.changeTimer = undefined
  for (const begin of live.later.splice(0)) begin()
}

import type { EventType } from '#platform/contract'
import { ChildFailed, type Run, StepFailed, TaskFailed } from './flow.ts'
import { askGate, type Form } from './gates.ts'
import { type Acts, type Asked, ask, type Live, numbered, type Past, type Place } from './replay.ts'

/** The object a flow function gets; with another `place`, a part of a map or a compensation. */
export function runOf(live: Live, acts: Acts, place: Place = { prefix: '', isUndo: false }): Run {
  const { row } = live
  const put = (kind: Past['kind'], base: string, begin: Asked['begin'], more: Partial<Asked> = {}) =>
    ask(live, acts, { ...place, kind, base, begin, ...more })
  return {
    id: row.id,
    tenant: row.tenant_id,
    key: row.key,
    trace: row.trace,
    step: (name, effect, options = {}) =>
      put('step', name, (full, at) => acts.perform(live, full, at, effect, options)),
    call: (name, effect, options = {}) =>
      put('step', name, (full, at) => acts.perform(live, full, at, effect, { ...options, isOutside: true })),
    task(name, task, input, options) {
      const given = [input]
      const begin: Asked['begin'] = (full, at) =>
        acts.ask(live, full, at, { kind: 'task', task, input, given, ...options })
      return put('task', name, begin, { task: acts.taskName(task), given })
    },
    child(flow, input, options = {}) {
      const given = [flow.name, options.key, input]
      const begin: Asked['begin'] = (full, at) => {
        const { key = `${row.id}/${row.rounds > 0 ? `${row.rounds}/` : ''}${full}`, priority } = options
        acts.ask(live, full, at, { kind: 'child', flow, input, given, key, priority })
      }
      return put('child', options.name ?? flow.name, begin, { given })
    },
    sleep: (name, until) =>
      put('sleep', name, (full, at) =>
        acts.ask(
          live,
          full,
          at,
          until instanceof Date ? { kind: 'sleep', dueAt: until } : { kind: 'sleep', delayMs: Math.max(0, until) },
        ),
      ),
    waitFor: (awaited: string | EventType, options: { subject?: string; form?: Form; timeoutMs?: number } = {}) => {
      const { form, timeoutMs } = options
      if (typeof awaited !== 'string') return waitForEvent(live, acts, place, awaited, options)
      if (form) return askGate(live, acts, place, awaited, { form, timeoutMs })
      return put('signal', `wait:${awaited}`, (full, at) =>
        acts.ask(live, full, at, { kind: 'signal', signal: awaited, delayMs: timeoutMs }),
      )
    },
    now: () => put('now', 'now', (full, at) => acts.now(live, full, at)),
    all: allOf,
    race: (entries) => race(live, acts, put, entries) as any,
    map: (items, fn, options) => mapOver(live, acts, place, items, fn, options?.concurrency ?? 8),
    async compensate(name, undo) {
      // Noted before it is stored: a cancel may come between the two, and whoever goes on with the run will find it stored.
      const note = (position: number) => {
        live.undos.push({ name: place.prefix + name, position, undo })
      }
      const begin: Asked['begin'] = (full, at) => {
        note(at)
        acts.registerUndo(live, full, at)
      }
      await put('undo', `compensate:${name}`, begin, { seen: note })
    },
    continueWith: async (input) => {
      if (live.undos.length > 0)
        throw new Error('A run with compensations cannot begin anew: they do not reach beyond it.')
      live.next = { input }
      throw new Continued()
    },
    try: tried,
  }
}

async function waitForEvent(
  live: Live,
  acts: Acts,
  place: Place,
  event: EventType,
  options: { subject?: string; timeoutMs?: number },
): Promise<unknown> {
  const { subject, timeoutMs } = options
  if ('subject' in options && !subject) throw new Error(`The wait for ${event.type} names an empty subject.`)
  // The # numbers repeated names.
  const base = `wait:${event.type}${subject === undefined ? '' : ` ${subject.replaceAll('#', '%23')}`}`
  const begin: Asked['begin'] = (full, at) =>
    acts.ask(live, full, at, { kind: 'event', signal: event.type, subject, delayMs: timeoutMs })
  return ask(live, acts, { ...place, kind: 'event', base, event, begin })
}

/** Ends the body of a flow that begins anew. */
class Continued extends Error {
  constructor() {
    super('the run continues with another input')
  }
}

async function allOf(entries: readonly unknown[]): Promise<any> {
  const settled = await Promise.allSettled(entries.map((e) => e || undefined))
  const failed = settled.find((s) => s.status === 'rejected')
  if (failed) throw failed.reason
  return settled.map((s) => (s as PromiseFulfilledResult<any>).value)
}

/** Which entry came first in time would not replay, so it is remembered, like a reading of the clock. */
async function race(
  live: Live,
  acts: Acts,
  put: (kind: 'race', base: string, begin: Asked['begin']) => Promise<number>,
  entries: readonly Promise<unknown>[],
): Promise<unknown> {
  if (entries.length === 0) throw new Error('A race without entries never ends.')
  const first = Promise.race(
    entries.map((entry, i) =>
      entry.then(
        () => i,
        () => i,
      ),
    ),
  )
  const index = await put('race', 'race', (name, at) => void first.then((i) => acts.won(live, name, at, i)))
  return entries[index]
}

async function mapOver<A, B>(
  live: Live,
  acts: Acts,
  place: Place,
  items: readonly A[],
  fn: (item: A, part: Run, index: number) => Promise<B>,
  concurrency: number,
): Promise<B[]> {
  const label = numbered(live, `${place.prefix}map`)
  const results: Promise<B>[] = []
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const i = next++
      const part = runOf(live, acts, { ...place, prefix: `${label}[${i}]/` })
      const result = (async () => fn(items[i]!, part, i))()
      results[i] = result
      await result.catch(() => {})
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(concurrency, items.length)) }, lane))
  return allOf(results)
}

function tried<T>(promise: Promise<T>): Promise<{ ok: true; value: T } | { ok: false; reason: string }> {
  return promise.then(
    (value) => ({ ok: true, value }),
    (error) => {
      if (error instanceof TaskFailed || error instanceof StepFailed || error instanceof ChildFailed)
        return { ok: false, reason: error.message }
      throw error
    },
  )
}

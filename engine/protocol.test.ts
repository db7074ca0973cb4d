/*
 * A model of the protocol of lease, fence and commit, explored whole: every order in which two workers, the database and a network that delays
 * and repeats can do their steps, with one crash, one stall, one failed attempt and one lost answer. What the statements in tasks.sql.ts and
 * workers.sql.ts check is a rule here, so that leaving a rule out shows what it is for.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

type Rules = {
  /** A commit counts only while the task is held under the lease of its sender. */
  fence: boolean
  /** The fence knows the attempt, too. */
  attemptInFence: boolean
  /** A claim of a lease that was removed takes nothing. */
  leaseInClaim: boolean
}
type Message = { kind: 'claim' | 'done' | 'again'; worker: number; lease: string; attempt: number }
type Worker = { lease: string; attempt: number | null; isSent: boolean; isStalled: boolean; isDown: boolean }
type State = {
  task: { state: 'queued' | 'running' | 'done'; lease: string | null; attempt: number; result: string | null }
  /** Effects committed together with a result. */
  effects: number
  leases: string[]
  expired: string[]
  workers: Worker[]
  /** Sent to the database and not executed yet; a crash of the sender does not call it back. */
  flight: Message[]
  left: { crashes: number; stalls: number; failures: number; losses: number }
  wrong: string | null
}

const begin: State = {
  task: { state: 'queued', lease: null, attempt: 0, result: null },
  effects: 0,
  leases: ['a', 'b'],
  expired: [],
  workers: ['a', 'b'].map((lease) => ({ lease, attempt: null, isSent: false, isStalled: false, isDown: false })),
  flight: [],
  left: { crashes: 1, stalls: 1, failures: 1, losses: 1 },
  wrong: null,
}

/** Everything that can happen next. */
function nexts(state: State, rules: Rules): State[] {
  const found: State[] = []
  const then = (change: (next: State) => void) => {
    const next: State = JSON.parse(JSON.stringify(state))
    change(next)
    next.flight.sort((x, y) => JSON.stringify(x).localeCompare(JSON.stringify(y)))
    next.wrong ??= wrongWith(next)
    found.push(next)
  }
  for (const [i, worker] of state.workers.entries()) if (!worker.isDown) workerSteps(state, i, then)
  for (const [i, message] of state.flight.entries()) databaseSteps(state, rules, i, message, then)
  for (const lease of state.leases) {
    const owner = state.workers.find((w) => w.lease === lease)
    // A healthy worker moves its lease in time.
    if (!state.expired.includes(lease) && (!owner || owner.isDown || owner.isStalled))
      then((next) => next.expired.push(lease))
  }
  return found
}

function workerSteps(state: State, i: number, then: (change: (next: State) => void) => void): void {
  const worker = state.workers[i]!
  if (worker.isStalled) {
    then((next) => {
      next.workers[i]!.isStalled = false
      // Its next heartbeat moves a lease that nobody has removed.
      next.expired = next.expired.filter((lease) => lease !== worker.lease)
    })
  } else {
    const send = (kind: Message['kind']) =>
      then((next) => {
        next.flight.push({ kind, worker: i, lease: worker.lease, attempt: worker.attempt ?? 0 })
        next.workers[i]!.isSent = true
        if (kind === 'again') next.left.failures--
      })
    if (!worker.isSent && worker.attempt === null && state.task.state !== 'done') send('claim')
    if (!worker.isSent && worker.attempt !== null) send('done')
    if (!worker.isSent && worker.attempt !== null && state.left.failures > 0) send('again')
    if (!state.leases.includes(worker.lease))
      then((next) => {
        const lease = `${worker.lease}'`
        next.leases.push(lease)
        next.workers[i] = { lease, attempt: null, isSent: false, isStalled: false, isDown: false }
      })
    for (const lease of state.expired)
      then((next) => {
        next.leases = next.leases.filter((l) => l !== lease)
        next.expired = next.expired.filter((l) => l !== lease)
        if (next.task.state === 'running' && next.task.lease === lease)
          Object.assign(next.task, { state: 'queued', lease: null })
      })
    if (state.left.stalls > 0)
      then((next) => {
        next.left.stalls--
        next.workers[i]!.isStalled = true
      })
  }
  // The workers are alike: that the first one crashes is all there is to see.
  if (state.left.crashes > 0 && i === 0)
    then((next) => {
      next.left.crashes--
      Object.assign(next.workers[i]!, { isDown: true, isStalled: false })
    })
}

/** The database executes a statement that is under way; its answer arrives, or is lost and the statement repeated. */
function databaseSteps(
  state: State,
  rules: Rules,
  at: number,
  message: Message,
  then: (change: (next: State) => void) => void,
): void {
  const { task } = state
  const isSender = (next: State) => {
    const worker = next.workers[message.worker]!
    return !worker.isDown && worker.lease === message.lease
  }
  // An answer is about its own attempt; the worker may have been given another one since.
  const answer = (next: State) => {
    const worker = next.workers[message.worker]!
    if (isSender(next) && worker.attempt === message.attempt) Object.assign(worker, { attempt: null, isSent: false })
  }
  if (message.kind === 'claim') {
    then((next) => {
      next.flight.splice(at, 1)
      if (isSender(next)) next.workers[message.worker]!.isSent = false
      if (task.state !== 'queued' || (rules.leaseInClaim && !next.leases.includes(message.lease))) return
      next.task = { ...task, state: 'running', lease: message.lease, attempt: task.attempt + 1 }
      if (isSender(next)) next.workers[message.worker]!.attempt = task.attempt + 1
    })
    return
  }
  const isHeld = task.state === 'running' && task.lease === message.lease
  const isAccepted = rules.fence ? isHeld && (!rules.attemptInFence || task.attempt === message.attempt) : true
  const execute = (next: State) => {
    next.flight.splice(at, 1)
    if (!isAccepted) return
    if (message.kind === 'again') Object.assign(next.task, { state: 'queued', lease: null })
    else {
      const result = `${message.lease}${message.attempt}`
      if (task.result !== null && task.result !== result) next.wrong = 'an observed result changed'
      if (task.result !== result) next.effects++
      Object.assign(next.task, { state: 'done', result })
    }
  }
  then((next) => {
    execute(next)
    answer(next)
  })
  // The answer is lost: the patient sender repeats, and what it repeats may be slow.
  if (state.left.losses > 0)
    then((next) => {
      execute(next)
      next.left.losses--
      next.flight.push(message)
      // Meanwhile it may claim again.
      answer(next)
    })
}

function wrongWith({ task, effects, workers, leases, expired }: State): string | null {
  if (effects > 1) return 'an effect was committed twice'
  if (task.result !== null && task.state !== 'done') return 'a result was lost'
  const atWork = workers.filter(
    (w) => !w.isDown && !w.isStalled && w.attempt !== null && leases.includes(w.lease) && !expired.includes(w.lease),
  )
  return atWork.length > 1 ? 'two living workers hold one task' : null
}

/** Visits every state there is. `stuck` counts those from which the task can never be done. */
function explore(
  rules: Rules,
  left: Partial<State['left']> = {},
): { states: number; wrong: Set<string>; stuck: number } {
  const first: State = { ...begin, left: { ...begin.left, ...left } }
  const keys = new Map<string, number>([[JSON.stringify(first), 0]])
  const states = [first]
  const before: number[][] = [[]]
  const wrong = new Set<string>()
  for (let i = 0; i < states.length; i++) {
    const state = states[i]!
    if (state.wrong) {
      wrong.add(state.wrong)
      continue
    }
    for (const next of nexts(state, rules)) {
      const key = JSON.stringify(next)
      let at = keys.get(key)
      if (at === undefined) {
        at = states.push(next) - 1
        keys.set(key, at)
        before.push([])
      }
      before[at]!.push(i)
    }
  }
  const reaching = new Set(states.flatMap((s, i) => (s.task.state === 'done' && s.effects === 1 ? [i] : [])))
  for (const at of reaching) for (const from of before[at]!) reaching.add(from)
  return { states: states.length, wrong, stuck: states.filter((s, i) => !s.wrong && !reaching.has(i)).length }
}

describe('the protocol of lease, fence and commit', () => {
  const rules: Rules = { fence: true, attemptInFence: true, leaseInClaim: true }

  test('never commits twice, never changes a result, and can always still finish, in every order of events', () => {
    const { states, wrong, stuck } = explore(rules)
    assert.ok(states > 1000, `only ${states} states: the model does nothing`)
    assert.deepEqual([...wrong], [])
    assert.equal(stuck, 0)
  })
  test('without the fence lets a stalled worker change a result that was observed', () => {
    const { wrong } = explore({ ...rules, fence: false }, { crashes: 0, failures: 0, losses: 0 })
    assert.ok(wrong.has('an observed result changed'))
  })
  test('without the attempt in the fence lets a repeated statement take work away from whom it was given to', () => {
    const { wrong } = explore({ ...rules, attemptInFence: false }, { crashes: 0, stalls: 0 })
    assert.ok(wrong.has('two living workers hold one task'))
  })
  test('without a look at the lease in the claim loses work to a claim that comes after its lease was removed', () => {
    assert.ok(explore({ ...rules, leaseInClaim: false }, { stalls: 0, failures: 0, losses: 0 }).stuck > 0)
  })
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { engineSchema } from '#engine/engine.sql'
import { flow } from '#engine/flow'
import { startThrough } from '#engine/start'
import { openWorker, type Worker, type Works } from '#engine/testing'
import { type Route, T, type Task, type TSchema } from '#platform/contract'
import { Permanent, Refusal } from '#platform/errors'
import { roleOf } from '#platform/migrator'
import { validInput } from '#platform/remote'
import { eventually, openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import { validate } from '#platform/validate'
import { workflow } from './contract.ts'
import service from './service.ts'

const routes = workflow.routes as Record<string, Route>
type Name = keyof typeof workflow.routes

const work: Task = { summary: 'For the tests.', input: T.Any(), result: T.Any(), timeoutMs: 5000, attemptsMax: 1 }
const broken = new Set<string>()
const works: Works = {
  'desk.write': {
    task: work,
    work: async ({ name }: { name: string }) => {
      if (broken.has(name)) throw new Permanent(`${name} is broken`)
      return `${name} was written`
    },
  },
}
const page = flow('page', 1, async (run, input: { name: string }) => run.task('write', work, { name: input.name }))
const book = flow('book', 1, async (run, input: { title: string; isProofRead?: boolean }) => {
  const first = await run.task('first', work, { name: 'first' })
  const child = await run.child(page, { name: input.title })
  if (input.isProofRead) await run.waitFor('proof-read')
  return [first, child]
})

const Approval = T.Object({ isApproved: T.Boolean(), note: T.Optional(T.String()) }, { title: 'Do we print it?' })
const review = flow('review', 1, async (run) => run.waitFor('approval', { form: Approval }))

let db: TestDatabase
let worker: Worker
before(async () => {
  const own = { schema: 'workflow', role: roleOf('workflow'), migrations: [], grants: engineSchema.operatorGrants }
  db = await openTestDatabase([engineSchema, own])
  worker = await openWorker(db.url, [page, book, review], works)
})
after(async () => {
  await worker.close()
  await db.close()
})

/** Calls a route as the host does, input and reply checked, for an operator of this tenant. */
async function call(tenant: string, name: Name, input: Record<string, unknown> = {}): Promise<any> {
  const route = routes[name]!
  const bound = db.database.bound({ role: roleOf('workflow'), schema: 'workflow', tenant })
  const { wake } = db.wake
  const ctx = plainCtx({
    tenant,
    actor: { kind: 'operator', id: 'operator' },
    db: bound,
    wake,
    now: () => new Date(),
    start: startThrough({ db: bound, tenant, trace: '0'.repeat(32), nameOf: () => 'none', wake }),
    fail: (code, detail) => {
      const status = route.errors?.[code]
      assert.ok(status, `${name} refuses with "${code}", which its contract does not declare`)
      throw new Refusal(code, status, detail)
    },
  })
  const reply = await service.serving.routes![name]!(validInput(route, input) as never, ctx)
  return validate(route.reply as TSchema, JSON.parse(JSON.stringify(reply)))
}
const refused = (promise: Promise<unknown>, status: number, code: string, detail: RegExp) =>
  assert.rejects(promise, (error: Refusal) => {
    assert.deepEqual([error.status, error.code], [status, code])
    assert.match(error.message, detail)
    return true
  })
const until = (tenant: string, id: string, state: string): Promise<any> =>
  eventually(`${id} to be ${state}`, async () => {
    const run = await call(tenant, 'readRun', { id })
    return run.state === state && run
  })
async function start(tenant: string, key: string, input: { title: string; isProofRead?: boolean }): Promise<string> {
  await worker.start(tenant).flow(book, input, { key })
  const { runs } = await call(tenant, 'listRuns', { flow: 'book', key })
  return runs[0].id
}
const unknownRun = `run_${'0'.repeat(26)}`

test('A failed run is found, its history says what failed, and it is taken up again to its end.', async () => {
  broken.add('Moby')
  const id = await start('ten_a', 'moby', { title: 'Moby' })
  await until('ten_a', id, 'failed')
  const { runs } = await call('ten_a', 'listRuns', { state: 'failed', text: 'BROKEN', flow: 'book' })
  assert.deepEqual(
    runs.map((r: any) => [r.id, r.error]),
    [[id, 'Moby is broken']],
  )
  const run = await call('ten_a', 'readRun', { id })
  assert.deepEqual(
    run.steps.map((s: any) => [s.name, s.kind, s.what, s.state, s.result, s.error]),
    [
      ['first', 'task', 'desk.write', 'completed', 'first was written', undefined],
      ['page', 'child', 'page', 'failed', undefined, 'Moby is broken'],
    ],
  )
  assert.deepEqual(
    run.children.map((c: any) => [c.id, c.parentId]),
    [[run.steps[1].childId, id]],
  )
  const child = await call('ten_a', 'readRun', { id: run.children[0].id })
  assert.deepEqual(
    child.steps[0].failures.map((f: any) => f.error),
    ['Moby is broken'],
  )
  const resumed = await call('ten_a', 'resumeRun', { id, input: { title: 'Emma' } })
  assert.notEqual(resumed.state, 'failed')
  const done = await until('ten_a', id, 'completed')
  assert.deepEqual(done.result, ['first was written', 'Emma was written'])
  broken.delete('Moby')
  await refused(call('ten_a', 'retryRun', { id }), 409, 'not_possible', /only a failed or cancelled run/)
  const copy = await call('ten_a', 'replayRun', { id, key: 'moby again', from: 'page', input: { title: 'Moby' } })
  assert.deepEqual((await until('ten_a', copy.id, 'completed')).result, ['first was written', 'Moby was written'])
  await refused(call('ten_a', 'replayRun', { id, key: 'moby again' }), 409, 'not_possible', /is taken/)
  await refused(call('ten_a', 'replayRun', { id, key: 'x', from: 'index' }), 409, 'not_possible', /no step "index"/)
})

test('A run that waits takes a signal; one that is over takes neither signal nor cancel.', async () => {
  const id = await start('ten_a', 'proof', { title: 'Proof', isProofRead: true })
  await call('ten_a', 'signalRun', { id, signal: 'proof-read', payload: { by: 'Ann' } })
  await until('ten_a', id, 'completed')
  await refused(call('ten_a', 'signalRun', { id, signal: 'proof-read' }), 409, 'already_over', /is completed already/)
  await refused(call('ten_a', 'cancelRun', { id }), 409, 'already_over', /is completed already/)
  const other = await start('ten_a', 'dropped', { title: 'Dropped', isProofRead: true })
  assert.equal((await call('ten_a', 'cancelRun', { id: other, reason: 'out of paper' })).error, 'out of paper')
  assert.equal((await until('ten_a', other, 'cancelled')).error, 'out of paper')
  await call('ten_a', 'retryRun', { id: other })
  await call('ten_a', 'cancelRun', { id: other })
  assert.equal((await until('ten_a', other, 'cancelled')).error, 'An operator cancelled it.')
})

test('A question is listed with its form, and answered once by whoever asks, who is named.', async () => {
  await worker.start('ten_g').flow(review, {}, { key: 'review' })
  const [gate] = await eventually('the question', async () => {
    const { gates } = await call('ten_g', 'listGates')
    return gates.length > 0 && gates
  })
  assert.deepEqual(
    [gate.signal, gate.flow, gate.key, gate.form.title],
    ['approval', 'review', 'review', 'Do we print it?'],
  )
  const id = gate.run
  assert.deepEqual((await call('ten_b', 'listGates')).gates, [])
  const answer = { signal: 'approval', answer: { isApproved: true } }
  await refused(call('ten_b', 'answerGate', { id, ...answer }), 404, 'not_found', /There is no run/)
  const wrong = call('ten_g', 'answerGate', { id, signal: 'approval', answer: { isApproved: 'yes' } })
  await refused(wrong, 400, 'invalid_input', /isApproved must be boolean/)
  await call('ten_g', 'answerGate', { id, ...answer })
  const run = await until('ten_g', id, 'completed')
  assert.deepEqual([run.result, run.steps[0].answeredBy], [{ isApproved: true }, 'operator'])
  await refused(call('ten_g', 'answerGate', { id, ...answer }), 409, 'not_possible', /was answered by operator/)
  assert.deepEqual((await call('ten_g', 'listGates')).gates, [])
})

test('An operator of another tenant sees and touches nothing, and is told that there is nothing.', async () => {
  broken.add('Secret')
  const id = await start('ten_a', 'secret', { title: 'Secret' })
  await until('ten_a', id, 'failed')
  await worker.start('ten_a').task(work, { name: 'Secret' }, { key: 'secret' })
  const dead = await eventually('the dead task', async () => {
    const { tasks } = await call('ten_a', 'listDeadTasks', { name: 'desk.write' })
    return tasks.find((t: any) => t.key === 'secret')
  })
  const times = { name: 'nightly', flow: 'book', version: 1, cron: '0 0 1 1 *', input: { title: 'Night' } }
  await call('ten_a', 'putSchedule', times)
  assert.deepEqual((await call('ten_b', 'listRuns')).runs, [])
  assert.deepEqual((await call('ten_b', 'listTasks')).tasks, [])
  assert.deepEqual((await call('ten_b', 'listDeadTasks')).tasks, [])
  assert.deepEqual((await call('ten_b', 'listSchedules')).schedules, [])
  for (const [name, input] of [
    ['readRun', {}],
    ['cancelRun', {}],
    ['retryRun', {}],
    ['resumeRun', { input: {} }],
    ['replayRun', { key: 'mine' }],
    ['signalRun', { signal: 'proof-read' }],
  ] as [Name, object][]) {
    await refused(call('ten_b', name, { id, ...input }), 404, 'not_found', /There is no run/)
    await refused(call('ten_a', name, { id: unknownRun, ...input }), 404, 'not_found', /There is no run/)
  }
  for (const name of ['readTask', 'retryTask'] as const)
    await refused(call('ten_b', name, { id: dead.id }), 404, 'not_found', /There is no task/)
  for (const name of ['pauseSchedule', 'resumeSchedule', 'runSchedule', 'deleteSchedule'] as const)
    await refused(call('ten_b', name, { name: 'nightly' }), 404, 'not_found', /no schedule "nightly"/)
  // A schedule of the same name is another one.
  await call('ten_b', 'putSchedule', { ...times, cron: '0 5 * * *', input: { title: 'Morning' } })
  const [own] = (await call('ten_a', 'listSchedules')).schedules
  assert.deepEqual([own.cron, own.input], ['0 0 1 1 *', { title: 'Night' }])
  await call('ten_b', 'deleteSchedule', { name: 'nightly' })
  assert.equal((await call('ten_a', 'listSchedules')).schedules.length, 1)
  assert.equal((await call('ten_a', 'readRun', { id })).state, 'failed')
  broken.delete('Secret')
})

test('A dead task that stands alone is tried again with another input; one of a run is not.', async () => {
  broken.add('blot')
  await worker.start('ten_d').task(work, { name: 'blot' }, { key: 'letter' })
  const { tasks } = await eventually('the dead task', async () => {
    const dead = await call('ten_d', 'listDeadTasks')
    return dead.tasks.length > 0 && dead
  })
  assert.deepEqual([tasks[0].error, tasks[0].attempts, tasks[0].key], ['blot is broken', 1, 'letter'])
  const whole = await call('ten_d', 'readTask', { id: tasks[0].id })
  assert.deepEqual([whole.input, whole.failures.length], [{ name: 'blot' }, 1])
  await call('ten_d', 'retryTask', { id: tasks[0].id, input: { name: 'clean' } })
  const done = await eventually('its end', async () => {
    const task = await call('ten_d', 'readTask', { id: tasks[0].id })
    return task.state === 'completed' && task
  })
  assert.equal(done.result, 'clean was written')
  assert.equal((await call('ten_d', 'listTasks', { state: 'completed' })).tasks[0].id, done.id)
  await refused(call('ten_d', 'retryTask', { id: done.id }), 409, 'not_possible', /is no failed task/)
  const id = await start('ten_d', 'blots', { title: 'blot' })
  await until('ten_d', id, 'failed')
  const ofRun = (await call('ten_d', 'listDeadTasks')).tasks[0]
  await refused(call('ten_d', 'retryTask', { id: ofRun.id }), 409, 'not_possible', /tried again with its run/)
  broken.delete('blot')
})

test('Lists and histories come in pages, and long values are left out with their length.', async () => {
  for (const key of ['one', 'two', 'three']) await start('ten_p', key, { title: key })
  const first = await call('ten_p', 'listRuns', { flow: 'book', limit: 2 })
  const second = await call('ten_p', 'listRuns', { flow: 'book', limit: 2, before: first.next })
  assert.deepEqual(
    [...first.runs, ...second.runs].map((r: any) => r.key),
    ['three', 'two', 'one'],
  )
  assert.equal(second.next, undefined)
  const { id } = first.runs[0]
  // Each has a child, which is there for certain when it is over.
  for (const run of [...first.runs, ...second.runs]) await until('ten_p', run.id, 'completed')
  const part = await call('ten_p', 'readRun', { id, limit: 1, bytesMax: 10 })
  assert.deepEqual([part.steps.length, part.next, part.steps[0].result], [1, 'first', undefined])
  assert.equal(part.steps[0].resultBytes, JSON.stringify('first was written').length)
  assert.deepEqual([part.input, part.inputBytes], [undefined, 18])
  assert.equal((await call('ten_p', 'readRun', { id, after: part.next })).steps[0].name, 'page')
  const [since, until_] = [new Date(0).toISOString(), new Date(1).toISOString()]
  assert.equal((await call('ten_p', 'listRuns', { since })).runs.length, 6)
  assert.equal((await call('ten_p', 'listRuns', { until: until_ })).runs.length, 0)
  await refused(call('ten_p', 'listRuns', { limit: 201 }), 400, 'invalid_input', /must be <= 200/)
})

test('A queue is limited, paused and resumed for all tenants, and counts the work of the one who asks.', async () => {
  await call('ten_q', 'pauseQueue', { name: 'desk.write' })
  await worker.start('ten_q').task(work, { name: 'waiting' }, { key: 'waiting' })
  const limits = { runningMax: 3, rate: { max: 5, perMs: 1000 } }
  assert.deepEqual(await call('ten_q', 'limitQueue', { name: 'desk.write', ...limits }), {
    name: 'desk.write',
    isPaused: true,
    queued: 1,
    running: 0,
    dueSince: (await call('ten_q', 'listQueues')).queues[0].dueSince,
    ...limits,
  })
  assert.deepEqual((await call('ten_r', 'listQueues')).queues, [
    { name: 'desk.write', isPaused: true, queued: 0, running: 0, ...limits },
  ])
  await call('ten_r', 'resumeQueue', { name: 'desk.write' })
  await eventually(
    'the end of the task',
    async () => (await call('ten_q', 'listTasks', { state: 'completed' })).tasks[0],
  )
  await call('ten_q', 'limitQueue', { name: 'desk.write' })
  await refused(
    call('ten_q', 'limitQueue', { name: 'desk.write', runningMax: 0 }),
    400,
    'invalid_input',
    /must be >= 1/,
  )
  await refused(call('ten_q', 'pauseQueue', { name: 'desk' }), 400, 'invalid_input', /name must match/)
})

test('A schedule is made, changed, paused, run at once and removed; times that cannot be read are refused.', async () => {
  const times = { name: 'daily', flow: 'book', version: 1, cron: '30 6 * * *', zone: 'Europe/Prague' }
  const made = await call('ten_s', 'putSchedule', { ...times, input: { title: 'Daily' }, overlap: 'queue' })
  assert.deepEqual(
    [made.isPaused, made.overlap, made.catchUp, made.priority, made.lastRun],
    [false, 'queue', 'none', 5, undefined],
  )
  assert.ok(Date.parse(made.nextAt) > Date.now())
  assert.equal((await call('ten_s', 'pauseSchedule', { name: 'daily' })).isPaused, true)
  const run = await call('ten_s', 'runSchedule', { name: 'daily' })
  assert.match(run.key, /^daily@\d{4}-/)
  assert.deepEqual((await until('ten_s', run.id, 'completed')).result, ['first was written', 'Daily was written'])
  assert.equal((await call('ten_s', 'resumeSchedule', { name: 'daily' })).nextAt, made.nextAt)
  const changed = await call('ten_s', 'putSchedule', { ...times, cron: '0 0 30 2 *' })
  assert.deepEqual([changed.nextAt, changed.input], [undefined, null])
  const wrong = (change: object) => call('ten_s', 'putSchedule', { ...times, ...change })
  await refused(wrong({ cron: '61 * * * *' }), 422, 'invalid_schedule', /"61" is no minute/)
  await refused(wrong({ zone: 'Mars/Olympus' }), 422, 'invalid_schedule', /Mars\/Olympus/)
  await refused(wrong({ priority: 11 }), 400, 'invalid_input', /priority must be <= 10/)
  assert.deepEqual(await call('ten_s', 'deleteSchedule', { name: 'daily' }), {})
  assert.deepEqual((await call('ten_s', 'listSchedules')).schedules, [])
})

test('Finished runs are kept for as long as it is said, and for ever again.', async () => {
  assert.deepEqual(await call('ten_a', 'retain', { flow: 'book', keepMs: 1000 }), { flow: 'book', keepMs: 1000 })
  assert.deepEqual((await call('ten_b', 'listRetention')).retention, [{ flow: 'book', keepMs: 1000 }])
  await call('ten_b', 'retainForever', { flow: 'book' })
  assert.deepEqual((await call('ten_a', 'listRetention')).retention, [])
  await refused(call('ten_a', 'retainForever', { flow: 'book' }), 404, 'not_found', /for ever already/)
})

import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from '#platform/database'
import { eventually, type TestDatabase } from '#platform/testing'
import { ended, openWorker, type Worker } from '../testing.ts'
import { openProcess, openStarter, slow, slowFlow, slowWorks } from './process.ts'

/**
 * A process is stopped for `stopMs` in the middle of three tasks and of a step with an open transaction, while another one takes over and finishes;
 * then it goes on. Checks that nothing it does after that changes what was committed, and that it works again under a new lease.
 */
export async function stopAndContinue(db: TestDatabase, stopMs: number): Promise<void> {
  const { owner } = db.database
  const facts = async () => ({
    runs: await owner.many(sql`select id, state, result, worker, finished_at from engine.runs order by id`),
    steps: await owner.many(sql`select * from engine.steps order by run_id, name`),
    tasks: await owner.many(sql`select * from engine.tasks order by id`),
    effects: await owner.many(sql`select * from public.effects order by run_id, name`),
  })
  const stopped = await openProcess(db.url, 3000, 3)
  const { process: child, pid } = stopped
  const before = stopped.lease()
  const starter = await openStarter(db.url)
  let second: Worker | undefined
  try {
    const start = starter.start()
    await start.flow(slowFlow(0), {}, { key: 'stopped' })
    for (const key of ['one', 'two', 'three']) await start.task(slow, {}, { key })
    await eventually('the three tasks and the step', async () => {
      const held = await owner.many(sql`select from engine.tasks where worker = ${before} and state = 'running'`)
      const open = await owner.many(
        sql`select from pg_stat_activity where datname = current_database() and state = 'idle in transaction' and query like '%effects%'`,
      )
      const first = await owner.many(sql`select from engine.steps where name = 'first'`)
      return held.length === 3 && first.length === 1 && open.length === 1
    })
    child.kill('SIGSTOP')
    const stoppedAt = performance.now()
    second = await openWorker(db.url, [slowFlow(0)], slowWorks(0))
    const run = await ended(db.database, 'slow', 'stopped')
    await eventually('the tasks', async () => {
      const done = await owner.many(sql`select from engine.tasks where state = 'completed'`)
      return done.length === 4
    })
    const finished = await facts()
    assert.deepEqual(run.result, [process.pid, process.pid, process.pid])
    assert.deepEqual(
      finished.effects.map((e) => [e.name, e.pid]),
      [
        ['first', pid],
        ['fourth', process.pid],
        ['second', process.pid],
      ],
    )
    for (const task of finished.tasks.filter((t) => t.key))
      assert.deepEqual([task.result, task.attempts, task.failures[0].error], [process.pid, 2, 'worker died'])
    await pause(stopMs - (performance.now() - stoppedAt))
    child.kill('SIGCONT')
    await eventually('a new lease', () => stopped.lease() !== before)
    // Whatever it had in hand is three seconds of work; it must come out by now, and change nothing.
    await pause(1000)
    await eventually('its transactions to end', async () => {
      const open = await owner.many(
        sql`select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      )
      return open.length === 0
    })
    assert.deepEqual(await facts(), finished)
    await second.close()
    second = undefined
    await starter.start().task(slow, {}, { key: 'later' })
    const last = await eventually('the work after it', () =>
      owner.maybe(sql`select result, worker, attempts from engine.tasks where key = 'later' and state = 'completed'`),
    )
    assert.deepEqual([last.result, last.worker, last.attempts], [pid, stopped.lease(), 1])
  } finally {
    child.kill('SIGCONT')
    child.kill('SIGKILL')
    await second?.close()
    await starter.close()
  }
}

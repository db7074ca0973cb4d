import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase, type Sql, sql } from '#platform/database'
import { eventually, openTestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { ended, openWorker } from './testing.ts'

test('a cancel that comes while a compensation is being registered leaves a run that any worker can undo', async () => {
  const db = await openTestDatabase([engineSchema])
  const real = openDatabase({ url: db.url, connectionsMax: 8 })
  const heard = Promise.withResolvers<void>()
  let isRegistered = false
  // The second compensation is in the database, and the flow has not heard so.
  const late = async <R extends object>(query: Sql): Promise<R> => {
    const answer = await real.owner.one<R>(query)
    if (query.values.includes('compensate:second')) {
      isRegistered = true
      await heard.promise
    }
    return answer
  }
  const undone: string[] = []
  let isStuck = true
  const undoing = flow('undoing', 1, async (run) => {
    await run.compensate('first', async (undo) => {
      await undo.step('begin', () => undone.push('first'))
      await undo.call('finish', () => (isStuck ? new Promise(() => {}) : undone.push('finished')))
    })
    await run.compensate('second', (undo) => undo.step('all', () => undone.push('second')))
    await run.waitFor('never')
  })
  const one = await openWorker(db.url, [undoing], {}, { database: { ...real, owner: { ...real.owner, one: late } } })
  try {
    await one.start().flow(undoing, {}, { key: 'u' })
    await eventually('the second compensation to be stored', () => isRegistered)
    await one.start().cancel(undoing, 'u', 'enough')
    await eventually('the worker to hear of the cancel', async () => {
      const run = await db.database.owner.one(sql`select has_news from engine.runs where key = 'u'`)
      return !run.has_news
    })
    heard.resolve()
    await eventually('the first compensation to begin', () => undone.includes('first'))
    await one.close()
    isStuck = false
    const two = await openWorker(db.url, [undoing], {})
    try {
      const run = await ended(db.database, 'undoing', 'u')
      assert.deepEqual([run.state, run.error], ['cancelled', 'enough'])
      assert.equal(undone.at(-1), 'finished')
    } finally {
      await two.close()
    }
  } finally {
    heard.resolve()
    await real.close()
    await db.close()
  }
})

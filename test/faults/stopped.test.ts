import { test } from 'node:test'
import { engineSchema } from '#engine/engine.sql'
import { stopAndContinue } from '#engine/testing/stopped'
import { openTestDatabase } from '#platform/testing'

test('a process stopped for thirty seconds in the middle of its work commits nothing that was taken over, and works again', async () => {
  const db = await openTestDatabase([engineSchema])
  try {
    await db.database.pool.query('create table public.effects (run_id text, name text, pid integer)')
    await stopAndContinue(db, 30_000)
  } finally {
    await db.close()
  }
})

// Requests are erased that their organisation keeps no longer, and the process is killed in the middle of it, again and again.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { eventually } from '#platform/testing'
import { call, finished, form, type Receipt, submit } from '../flows/client.ts'
import { tablesWith } from '../flows/tables.ts'
import { send } from '../flows/wire.ts'
import { operatorKey } from '../platform.ts'
import { openServer, type Server } from './server.ts'
import { filesWith } from './tenants.sql.ts'

/** Where the pass is stopped, one after the other: its statements wait there for a row that the test holds. */
const places = ['notification.messages', 'orchestrator.results', 'prototype.prototypes', 'submission.history']
const [oldCount, youngCount] = [5, 3]
const json = (value: unknown) => ({ body: JSON.stringify(value), headers: { 'content-type': 'application/json' } })
const operate = (server: Server, method: string, path: string, value?: unknown) =>
  send(server.url, `/api${path}`, {
    method,
    token: operatorKey,
    ...(value === undefined ? { body: method === 'GET' ? undefined : '' } : json(value)),
  })

async function connected(server: Server): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.databaseUrl() })
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Requests with a file each, which ended so many days ago. */
async function aged(server: Server, word: string, count: number, days: number): Promise<Receipt[]> {
  const receipts: Receipt[] = []
  for (let n = 0; n < count; n++) {
    const description = `A shop for ${word} lamps, number ${n}. Customers pay by card.`
    const file = { field: 'files', name: `${word}-${n}.txt`, content: `List of ${word}: three.`, type: 'text/plain' }
    const body = form({ description }, [file])
    receipts.push(await submit(server, body))
  }
  for (const receipt of receipts) await finished(server, receipt)
  const client = await connected(server)
  const ids = receipts.map(({ id }) => id)
  await client.query(
    `update submission.submissions set finished_at = finished_at - $2 * interval '1 day' where id = any($1)`,
    [ids, days],
  )
  await client.end()
  return receipts
}

/** Holds the rows about a request in a table until it is let go. */
async function hold(server: Server, table: string, id: string): Promise<() => Promise<void>> {
  const column = table.startsWith('submission') ? 'submission_id' : table.startsWith('engine') ? 'name' : 'request_id'
  const client = await connected(server)
  await client.query('begin')
  const { rowCount } = await client.query(`select 1 from ${table} where ${column} = $1 for update`, [id])
  assert.ok(rowCount, `there is nothing to hold in ${table}`)
  return () => client.end()
}

/** Waits until a statement of the server that mentions the text waits for a row, kills the server, and then the statement: nothing of it may be finished by the dead. */
async function killAt(server: Server, what: string): Promise<void> {
  const client = await connected(server)
  const [pid] = await eventually(`the pass to wait at ${what}`, async () => {
    const { rows } = await client.query(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike $1`,
      [`%${what}%`],
    )
    return rows.length > 0 && rows.map(({ pid }) => pid)
  })
  await server.kill()
  await client.query('select pg_terminate_backend($1, 5000)', [pid])
  await client.end()
}

test('Killed in the middle of a pass, at one table after the other and before its answer, it erases what is too old whole and nothing else, and tells of it once.', {
  timeout: 300_000,
}, async (t) => {
  const server = await openServer({ env: { LOG_LEVEL: 'info' } })
  t.after(() => server.stop())
  await server.restart()
  const old = await aged(server, 'zaffre', oldCount, 31)
  const young = await aged(server, 'ochre', youngCount, 29)
  const youngIn = await Promise.all(young.map(({ id }) => tablesWith(server.databaseUrl(), id)))
  const youngFiles = filesWith(join(server.dataDir, 'blobs'), ['List of ochre'])
  assert.deepEqual(
    [filesWith(join(server.dataDir, 'blobs'), ['List of zaffre']).length >= oldCount, youngFiles.length >= youngCount],
    [true, true],
  )
  const change = { change: { retentionDays: 30 } }
  assert.equal((await operate(server, 'PATCH', '/tenant/settings', change)).status, 200)

  const held = new Map<string, () => Promise<void>>()
  for (const place of places) held.set(place, await hold(server, place, old[0]!.id))
  assert.equal((await operate(server, 'POST', '/workflow/schedules/retention/run')).status, 201)
  for (const place of places) {
    const [schema, table] = place.split('.')
    const letGo = held.get(place)!
    if (place === places.at(-1)) {
      // Everything but the answer: the rows of the task itself are held from here on.
      const client = await connected(server)
      await eventually(
        'the last pass',
        async () =>
          (
            await client.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like $1`, [
              `delete from "${schema}"."${table}"%`,
            ])
          ).rowCount,
      )
      await client.end()
      const letTaskGo = await hold(server, 'engine.tasks', 'provisioning.eraseRequests')
      await letGo()
      await killAt(server, 'engine.tasks')
      await letTaskGo()
    } else {
      await killAt(server, `delete from "${schema}"."${table}"`)
      await letGo()
    }
    await server.restart()
  }

  const run = await eventually(
    'the erasure to end',
    async () => {
      const { runs } = (await operate(server, 'GET', '/workflow/runs?flow=erase-old-requests')).body
      assert.equal(runs.length, 1)
      return runs[0].state === 'completed' && runs[0]
    },
    60_000,
  )
  const { body: whole } = await operate(server, 'GET', `/workflow/runs/${run.id}`)
  assert.equal(
    whole.result ?? whole.run?.result,
    `${oldCount} requests that ended more than 30 days before were erased.`,
  )
  for (const { id } of old) assert.deepEqual(await tablesWith(server.databaseUrl(), id), [], `${id} is named somewhere`)
  assert.deepEqual(await tablesWith(server.databaseUrl(), 'zaffre'), [])
  assert.deepEqual(filesWith(join(server.dataDir, 'blobs'), ['zaffre']), [])
  for (const [at, { id, token }] of young.entries()) {
    assert.deepEqual(await tablesWith(server.databaseUrl(), id), youngIn[at])
    assert.equal((await call(server, 'GET', `/api/submissions/${id}`, { token })).status, 200)
  }
  assert.deepEqual(filesWith(join(server.dataDir, 'blobs'), ['List of ochre']), youngFiles)
  const client = await connected(server)
  const { rows } = await client.query(`select data from statex.events where type = 'tenant.requests-erased.v1'`)
  await client.end()
  assert.deepEqual(
    rows.map(({ data }) => data.requests),
    [oldCount],
    'told once, of all',
  )
  assert.deepEqual(server.accidents, [])
})

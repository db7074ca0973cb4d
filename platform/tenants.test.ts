import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from './ids.ts'
import { findAbout, findPlaces, type Place } from './tenants.sql.ts'
import { openTenantRows } from './tenants.ts'
import { openTestDatabase, type TestDatabase } from './testing.ts'

const tables = `
create table letters (id text primary key, tenant_id text not null, request_id text not null, body text not null);
create index letters_by_request on letters (request_id);
create table answers (id text primary key, tenant_id text not null, run_id text not null);
create index answers_by_run on answers (run_id);
create table works (id text primary key, tenant_id text not null, key text not null, input jsonb not null);
create table counts (id bigint primary key, tenant_id text not null, parent_id text not null);`
let db: TestDatabase
before(async () => {
  const migrations = [{ name: '0001-create', text: tables }]
  db = await openTestDatabase([{ schema: 'office', role: 'statex_office', migrations }])
})
after(() => db.close())

const query = (text: string, values: unknown[] = []) => db.database.owner.many({ text, values })
const rows = async () =>
  (
    await query(`select 'letters' as t, id from office.letters union all select 'answers', id from office.answers
      union all select 'works', id from office.works order by 1, 2`)
  ).map(({ t, id }) => `${t} ${id}`)
const last = { schema: 'office', table: 'letters' }

test('what is about an id, or about what is about it, is found through every column and goes; of others and of other tenants nothing does', async () => {
  const [request, other, work, answer, letter] = ['req', 'req', 'run', 'ans', 'let'].map((kind) => newId(kind))
  const work2 = newId('run')
  await query(
    `insert into office.works values ($1, 'ten_a', $2 || ':2', '{}'), ($3, 'ten_a', 'free', jsonb_build_object('requestId', $2::text)), ('run_of_other', 'ten_a', $4, '{}')`,
    [work, request, work2, other],
  )
  await query(`insert into office.answers values ($1, 'ten_a', $2), ('ans_of_other', 'ten_a', 'run_of_other')`, [
    answer,
    work,
  ])
  await query(
    `insert into office.letters values ($1, 'ten_a', $2, ''), ('let_of_b', 'ten_b', $2, ''), ('let_that_quotes', 'ten_a', $3, $2)`,
    [letter, request, other],
  )
  const tenants = openTenantRows(db.database)
  const found = await tenants.findAbout('ten_a', [request!])
  assert.deepEqual(found.sort(), [request, work, work2, answer, letter].sort())
  const erased = await tenants.eraseAbout('ten_a', found, last)
  assert.deepEqual(erased.map(({ table, rows }) => `${table} ${rows}`).sort(), ['answers 1', 'letters 1', 'works 2'])
  assert.equal(erased.at(-1)!.table, 'letters')
  assert.deepEqual(await rows(), [
    'answers ans_of_other',
    'letters let_of_b',
    'letters let_that_quotes',
    'works run_of_other',
  ])
  assert.deepEqual(await tenants.findAbout('ten_a', []), [])
})

test('a table whose columns have indexes is not read whole', async () => {
  await query(
    `insert into office.letters select 'let_' || n, 'ten_a', 'req_' || n, 'x' from generate_series(1, 20000) n`,
  )
  await query(`insert into office.answers select 'ans_' || n, 'ten_a', 'run_' || n from generate_series(1, 20000) n`)
  await query('analyze office.letters, office.answers')
  const places = await db.database.owner.many<Place>(findPlaces)
  for (const table of ['letters', 'answers']) {
    const { text, values } = findAbout(places.find((p) => p.table === table)!, 'ten_a', ['req_7', 'run_8'])!
    const plan = JSON.stringify(await query(`explain ${text}`, values))
    assert.match(plan, /Bitmap/, plan)
    assert.doesNotMatch(plan, /Seq Scan/, plan)
  }
  // A number that counts rows is about nothing elsewhere.
  assert.equal(findAbout(places.find((p) => p.table === 'counts')!, 'ten_a', ['req_7']), undefined)
})

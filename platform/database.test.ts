import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Binding, sql } from './database.ts'
import { migrate } from './migrator.ts'
import { openTestDatabase, type TestDatabase } from './testing.ts'

const notes = 'create table notes (id integer primary key, tenant_id text not null, text text not null)'
let db: TestDatabase
const plan = { schema: 'notebook', role: 'statex_notebook', migrations: [{ name: '0001-create-notes', text: notes }] }
before(async () => {
  db = await openTestDatabase([plan])
})
after(() => db.close())
const as = (tenant: string): Binding => ({ role: 'statex_notebook', schema: 'notebook', tenant })

test('a nested fragment keeps its values in place', () => {
  const inner = sql`insert into b values (${2}, ${3})`
  assert.deepEqual(sql`with x as (${inner}) select ${1}`, {
    text: 'with x as (insert into b values ($1, $2)) select $3',
    values: [2, 3, 1],
  })
})

test('a statement whose parts change is written anew', () => {
  const written = (one: unknown, two: unknown) => sql`select ${one}, ${two}`
  const fragment = sql`now() - ${1}`
  assert.deepEqual(written(fragment, 2), { text: 'select now() - $1, $2', values: [1, 2] })
  assert.deepEqual(written(2, fragment), { text: 'select $1, now() - $2', values: [2, 1] })
  assert.deepEqual(written(2, sql`then()`), { text: 'select $1, then()', values: [2] })
  assert.deepEqual(written(3, 4), { text: 'select $1, $2', values: [3, 4] })
})

test('a tenant sees and changes its own rows only, and without a tenant there are none', async () => {
  await db.database.bound(as('ten_a')).run(sql`insert into notes (id, text) values (1, 'of a')`)
  await db.database.bound(as('ten_b')).run(sql`insert into notes (id, text) values (2, 'of b')`)
  const read = (tenant: string) => db.database.bound(as(tenant)).many(sql`select text from notes order by id`)
  assert.deepEqual(await read('ten_a'), [{ text: 'of a' }])
  assert.deepEqual(await read('ten_b'), [{ text: 'of b' }])
  assert.deepEqual(await read(''), [], 'the empty setting that stays after a transaction is no tenant')
  assert.equal(await db.database.bound(as('ten_b')).run(sql`update notes set text = 'stolen' where id = 1`), 0)
  await assert.rejects(
    db.database.bound(as('ten_b')).run(sql`insert into notes (id, tenant_id, text) values (3, 'ten_a', 'forged')`),
    /row-level security/,
  )
  await assert.rejects(
    db.database.bound(as('')).run(sql`insert into notes (id, text) values (4, 'nobody')`),
    /null value|row-level security/,
  )
})

test('a service role cannot look into the event log or another schema', async () => {
  await assert.rejects(db.database.bound(as('ten_a')).many(sql`select * from statex.events`), /permission denied/)
  await assert.rejects(db.database.bound(as('ten_a')).many(sql`select * from statex.deliveries`), /permission denied/)
})

test('a statement of the owner is planned once, one of a service by the values it is given', async () => {
  const { owner } = db.database
  const bound = db.database.bound(as('ten_a'))
  for (const n of [1, 2, 3]) {
    await owner.one(sql`select ${n}::integer as planned_once`)
    await bound.one(sql`select ${n}::integer as planned_by_value`)
  }
  const plans = await owner.many(sql`
    select generic_plans, custom_plans from pg_prepared_statements where statement like 'select%as planned_%' order by statement desc`)
  assert.deepEqual(plans, [
    { generic_plans: 3, custom_plans: 0 },
    { generic_plans: 0, custom_plans: 3 },
  ])
})

test('a failing statement in a pipelined transaction undoes the ones before it', async () => {
  const failing = db.database.transaction(as('ten_c'), async (tx) => {
    await tx.db.run(sql`insert into notes (id, text) values (10, 'gone')`)
    await tx.db.run(sql`insert into notes (id, text) values (10, 'twice')`)
  })
  await assert.rejects(failing, /duplicate key/)
  assert.deepEqual(await db.database.bound(as('ten_c')).many(sql`select * from notes`), [])
})

test('a bad row in a shared commit fails alone', async () => {
  const into = sql`insert into notes (id, text) select id, text from jsonb_to_recordset($1) as r(id integer, text text)`
  const add = (id: number) => db.database.grouped(as('ten_d'), [{ into, row: { id, text: 'grouped' } }])
  const settled = await Promise.allSettled([add(20), add(21), add(20), add(22), add(23)])
  assert.deepEqual(settled.map((s) => s.status).sort(), [
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
  ])
  assert.equal((await db.database.bound(as('ten_d')).many(sql`select id from notes`)).length, 4)
})

test('a table without tenant_id is refused unless the reason is stated', async () => {
  const bare = {
    schema: 'bare',
    role: 'statex_bare',
    migrations: [{ name: '0001', text: 'create table loose (id integer)' }],
  }
  await assert.rejects(migrate(db.database, [bare]), /bare\.loose has no tenant_id/)
  await migrate(db.database, [
    { ...bare, schema: 'bare2', role: 'statex_bare2', tablesWithoutTenant: { loose: 'a test' } },
  ])
})

test('a database that is newer than the program is refused', async () => {
  await assert.rejects(migrate(db.database, [{ ...plan, migrations: [] }]), /does not know: 0001-create-notes/)
})

test('a new version that grants more does so without a new table, and a guard lost to a kill is put up again', async () => {
  const { owner } = db.database
  await owner.run(sql`create table if not exists public.shared (id integer)`)
  const can = async () =>
    (await owner.one(sql`select has_table_privilege('statex_notebook', 'public.shared', 'select') as allowed`)).allowed
  assert.equal(await can(), false)
  await migrate(db.database, [{ ...plan, grants: (role) => [`grant select on public.shared to ${role}`] }])
  assert.equal(await can(), true)
  // As a kill leaves it: the last migration committed, the policies not yet there.
  await owner.run(sql`delete from statex.migrations where schema_name = 'notebook' and starts_with(name, 'guarded ')`)
  await owner.run(sql`drop policy tenant_only on notebook.notes`)
  await owner.run(sql`drop policy everyone on notebook.notes`)
  await owner.run(sql`alter table notebook.notes disable row level security`)
  await migrate(db.database, [plan])
  assert.deepEqual(await db.database.bound(as('ten_nobody')).many(sql`select * from notes`), [])
})

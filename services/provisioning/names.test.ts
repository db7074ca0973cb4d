import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readMigrations, roleOf } from '#platform/migrator'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import { needs } from './needs.ts'
import { hosts } from './routes/tenants.ts'
import { addHost, adopt, findTenantAndHost, removeHost } from './store.ts'

let db: TestDatabase
const bound = () => db.database.bound({ role: roleOf('provisioning'), schema: 'provisioning', tenant: '' })
const names = (known?: string) => hosts({ known } as never, plainCtx({ tenant: '', db: bound() }))

before(async () => {
  const { database, tablesWithoutTenant } = needs
  const migrations = readMigrations(database)
  const schema = { schema: 'provisioning', role: roleOf('provisioning'), migrations, tablesWithoutTenant }
  db = await openTestDatabase([schema])
})
after(() => db.close())

test('Names are given again only after one of them leads elsewhere, also when there are as many as before.', async () => {
  for (const n of ['a', 'b']) await adopt(bound(), `ten_${n}`, n, 'standard')
  await addHost(bound(), 'ten_a', 'one.example.org')
  const first = await names()
  assert.deepEqual(first.names?.hosts, [{ host: 'one.example.org', tenant: 'ten_a' }])
  assert.deepEqual(await names(first.version), { version: first.version })

  await removeHost(bound(), 'ten_a', 'one.example.org')
  await addHost(bound(), 'ten_b', 'one.example.org')
  const second = await names(first.version)
  assert.notEqual(second.version, first.version)
  assert.deepEqual(second.names?.hosts, [{ host: 'one.example.org', tenant: 'ten_b' }])
  assert.deepEqual(second.names?.slugs, [
    { slug: 'a', tenant: 'ten_a' },
    { slug: 'b', tenant: 'ten_b' },
  ])
})

test('What bounds an organisation is found together with the host name it had first.', async () => {
  await adopt(bound(), 'ten_c', 'c', 'standard')
  assert.equal((await findTenantAndHost(bound(), 'ten_c'))?.host, null)
  for (const host of ['z.example.org', 'y.example.org']) await addHost(bound(), 'ten_c', host)
  assert.equal((await findTenantAndHost(bound(), 'ten_c'))?.host, 'z.example.org')
  assert.equal(await findTenantAndHost(bound(), 'ten_nobody'), undefined)
})

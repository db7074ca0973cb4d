import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readMigrations, roleOf } from '#platform/migrator'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import { needs } from './needs.ts'
import { bounds, boundsOfMany, hosts } from './routes/tenants.ts'
import { addHost, adopt, changeState, findTenantAndHost, removeHost, setPlan } from './store.ts'

let db: TestDatabase
const bound = () => db.database.bound({ role: roleOf('provisioning'), schema: 'provisioning', tenant: '' })
const ctxOf = (tenant: string) => plainCtx({ tenant, db: bound(), config: { plans } as never })
const names = (known?: string) => hosts({ known } as never, ctxOf(''))
let plans = [{ name: 'standard', title: 'Standard', softPercent: 80, limits: {} }]

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
  assert.deepEqual(await names(first.version), { version: first.version, bounds: first.bounds })

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

test('Everything that bounds an organisation changes the version of bounds, also what was changed back.', async () => {
  const seen = new Set([(await names()).bounds])
  const isNew = async () => {
    const { bounds } = await names()
    return !seen.has(bounds) && seen.add(bounds).has(bounds)
  }
  assert.equal(await isNew(), false)
  await setPlan(bound(), 'ten_a', 'standard', { seats: 3 })
  assert.ok(await isNew(), 'own limits')
  await setPlan(bound(), 'ten_a', 'standard', undefined)
  assert.ok(await isNew(), 'and none again')
  await changeState(bound(), 'ten_a', ['active'], 'suspended')
  assert.ok(await isNew(), 'the state')
  await addHost(bound(), 'ten_a', 'x.example.org')
  assert.ok(await isNew(), 'the first host name')
  plans = [{ ...plans[0]!, limits: { seats: 1 } }]
  assert.ok(await isNew(), 'the plan itself')
})

test('What bounds many organisations is what bounds each, in the order of their ids.', async () => {
  await addHost(bound(), 'ten_b', 'of-b.example.org')
  await setPlan(bound(), 'ten_b', 'standard', { seats: 2 })
  const found = []
  for (let after: string | undefined, isFirst = true; isFirst || after; isFirst = false) {
    const page = await boundsOfMany({ after, limit: 1 } as never, ctxOf(''))
    found.push(...page.bounds)
    after = page.next
  }
  assert.ok(found.length >= 2)
  assert.deepEqual(
    found.map((b) => b.tenant),
    found.map((b) => b.tenant).toSorted(),
  )
  for (const one of found) assert.deepEqual(one, await bounds({}, ctxOf(one.tenant)))
})

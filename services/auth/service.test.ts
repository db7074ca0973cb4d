import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from '#platform/database'
import { allRows } from '#platform/group-commit'
import { readMigrations, roleOf } from '#platform/migrator'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { applicationsOf, forgetAddressesOf, invitationsOf, keysOf, lockOwnersBeside } from './kept.sql.ts'
import { endKey, findKey, insertKey, listKeyRows } from './keys.sql.ts'
import {
  deleteMember,
  insertInvitation,
  listMemberships,
  openInvitations,
  ownRoles,
  putMember,
  putRole,
  takeInvitation,
} from './members.sql.ts'
import { needs } from './needs.ts'
import {
  erasePerson,
  findByAddress,
  findPerson,
  insertPerson,
  insertTicket,
  organisationsOf,
  ownedAlone,
  takeTicket,
} from './people.sql.ts'
import { permissionsOfKey } from './resolve.ts'
import { findSession, insertSession, noteUses, openSessionsOf, rotateSession } from './sessions.sql.ts'

let db: TestDatabase
const at = (tenant: string) => db.database.bound({ role: roleOf('auth'), schema: 'auth', tenant })
const person = (n: number) => `per_${String(n).padStart(26, '0')}`
const add = (n: number, tenant = 'ten_a') =>
  insertPerson(at(tenant), {
    id: person(n),
    name: `Person ${n}`,
    locale: 'en',
    address: `p${n}@example.com`,
    phc: 'hash',
  })

before(async () => {
  db = await openTestDatabase([
    {
      schema: 'auth',
      role: roleOf('auth'),
      migrations: readMigrations(needs.database),
      tablesWithoutTenant: needs.tablesWithoutTenant,
    },
  ])
})
after(() => db.close())

test('one address makes one account, and its deletion takes all but the id', async () => {
  assert.equal(await add(1), person(1))
  assert.equal(
    await insertPerson(at('ten_a'), { id: person(99), name: '', locale: 'en', address: 'p1@example.com' }),
    undefined,
  )
  await putMember(at('ten_a'), person(1), 'member')
  assert.equal((await findByAddress(at('ten_b'), 'p1@example.com'))?.phc, 'hash')
  await erasePerson(at('ten_b'), person(1))
  assert.equal(await findByAddress(at('ten_a'), 'p1@example.com'), undefined)
  assert.equal(await findPerson(at('ten_a'), person(1)), undefined)
  assert.deepEqual(await organisationsOf(at('ten_a'), person(1)), [], 'memberships of every organisation went too')
})

test('members, roles, invitations and keys of one organisation do not exist for another', async () => {
  await add(2)
  await putMember(at('ten_a'), person(2), 'owner')
  await putRole(at('ten_a'), 'watcher', ['submission.read'])
  await insertInvitation(at('ten_a'), {
    id: 'inv_1',
    address: 'x@example.com',
    role: 'member',
    locale: 'en',
    by: 'x',
    days: 1,
  })
  const key = {
    id: 'key_1',
    name: 'k',
    prefix: 'sx_live_abc',
    secretHash: 'h1',
    scopes: ['submission.read'],
    addresses: ['10.0.0.7/8'],
    by: 'x',
  }
  assert.deepEqual((await insertKey(at('ten_a'), key)).networks, ['10.0.0.0/8'], 'host bits are cleared')
  const seen = async (tenant: string) => [
    (await listMemberships(at(tenant))).length,
    (await ownRoles(at(tenant))).length,
    (await openInvitations(at(tenant))).length,
    (await listKeyRows(at(tenant))).length,
    (await findKey(at(tenant), { secretHash: 'h1' })) ? 1 : 0,
  ]
  assert.deepEqual(await seen('ten_a'), [1, 1, 1, 1, 1])
  assert.deepEqual(await seen('ten_b'), [0, 0, 0, 0, 0])
  assert.deepEqual(await seen(''), [0, 0, 0, 0, 0], 'work that is bound to no tenant sees none')
  assert.equal(await endKey(at('ten_b'), 'key_1'), undefined)
  assert.equal(await deleteMember(at('ten_b'), person(2)), 0)
  await assert.rejects(insertKey(at('ten_b'), { ...key, id: 'key_2' }), /keys_by_secret/)
})

test('a person asks for their own organisations whichever one they are at', async () => {
  await add(3)
  await putMember(at('ten_a'), person(3), 'admin')
  await putMember(at('ten_c'), person(3), 'owner')
  assert.deepEqual(await organisationsOf(at('ten_b'), person(3)), [
    { tenant: 'ten_a', role: 'admin' },
    { tenant: 'ten_c', role: 'owner' },
  ])
  assert.deepEqual(await ownedAlone(at('ten_b'), person(3)), ['ten_c'])
  await putMember(at('ten_c'), person(2), 'owner')
  assert.deepEqual(await ownedAlone(at('ten_b'), person(3)), [])
})

test('what is kept about a person is found in every organisation, and goes with them', async () => {
  await add(40)
  await putMember(at('ten_a'), person(40), 'member')
  const made = { secretHash: 'h40', scopes: ['auth.read-members'], addresses: [], by: person(40), prefix: 'sx_live_x' }
  await insertKey(at('ten_c'), { ...made, id: 'key_40', name: 'mine', personId: person(40) })
  const invitation = { address: 'p40@example.com', role: 'member', locale: 'en', by: 'x', days: 1 }
  await insertInvitation(at('ten_a'), { ...invitation, id: 'inv_40' })
  await takeInvitation(at('ten_a'), 'inv_40')
  await insertInvitation(at('ten_c'), { ...invitation, id: 'inv_41' })
  await insertInvitation(at('ten_c'), { ...invitation, id: 'inv_42', address: 'p41@example.com' })
  await insertTicket(at('ten_b'), { id: 'tic_40', kind: 'reset', address: 'p40@example.com', locale: 'en' }, 1)
  assert.deepEqual(
    (await keysOf(at('ten_b'), person(40))).map(({ tenant, name }) => [tenant, name]),
    [['ten_c', 'mine']],
  )
  const invited = async () => (await invitationsOf(at('ten_b'), person(40))).map(({ tenant }) => tenant)
  assert.deepEqual(await invited(), ['ten_a', 'ten_c'])
  assert.deepEqual(await applicationsOf(at('ten_b'), person(40)), [])
  await forgetAddressesOf(at('ten_b'), person(40))
  assert.deepEqual(await invited(), ['ten_c'], 'an offer that is open stays one')
  await erasePerson(at('ten_b'), person(40))
  assert.equal(await takeTicket(at('ten_b'), 'tic_40', 'reset'), undefined)
  assert.equal(await findKey(at('ten_c'), { id: 'key_40' }), undefined)
  assert.equal((await openInvitations(at('ten_c'))).length, 2)
})

test('two owners who leave at once do not leave their organisation without one', async () => {
  for (const n of [50, 51]) {
    await add(n)
    await putMember(at('ten_d'), person(n), 'owner')
  }
  const leave = (n: number, between = async () => {}) =>
    db.database.transaction({ role: roleOf('auth'), schema: 'auth', tenant: 'ten_b' }, async (tx) => {
      await lockOwnersBeside(tx.db, person(n))
      if ((await ownedAlone(tx.db, person(n))).length > 0) return 'refused'
      await between()
      await erasePerson(tx.db, person(n))
      return 'gone'
    })
  let second: Promise<string> | undefined
  const first = await leave(50, async () => {
    second = leave(51)
    await eventually('the second one to wait for the first', async () => {
      const { waiting } = await at('').one(sql`select count(*)::integer as waiting from pg_locks where not granted`)
      return waiting > 0
    })
  })
  assert.deepEqual([first, await second], ['gone', 'refused'])
  assert.equal((await listMemberships(at('ten_d'))).length, 1)
})

test('a session is found by its secret only, and what it may do is asked of the organisation it is used at', async () => {
  const session = { id: 'ses_1', personId: person(3), secretHash: 's1', days: 1, agent: '', address: '' }
  for (const query of allRows([insertSession(session)])) await at('').run(query)
  assert.equal(await findSession(at('ten_a'), 'ses_1', 'other', 60), undefined)
  const role = async (tenant: string) => (await findSession(at(tenant), 'ses_1', 's1', 60))?.role
  assert.deepEqual([await role('ten_a'), await role('ten_c'), await role('ten_z')], ['admin', 'owner', 'client'])
  await rotateSession(at(''), 'ses_1', 's2', { isConfirmed: true })
  assert.equal(await role('ten_a'), undefined, 'the old secret is worth nothing')
  await db.database.owner.run(sql`update auth.sessions set seen_at = seen_at - interval '1 minute'`)
  const later = new Date(Date.now() - 10_000).toISOString()
  await noteUses(at('ten_a'), ['ses_1', 'key_1'], [later, later])
  assert.equal((await openSessionsOf(at(''), person(3), 60))[0]!.seen_at.toISOString(), later)
  assert.equal((await findKey(at('ten_a'), { id: 'key_1' }))!.last_used_at.toISOString(), later)
})

test('a person’s key never does more than the person may now', async () => {
  const scopes = ['submission.read', 'auth.manage-keys', 'auth.self']
  await insertKey(at('ten_a'), {
    id: 'key_3',
    name: 'k',
    prefix: '',
    secretHash: 'h3',
    scopes,
    personId: person(3),
    addresses: [],
    by: 'x',
  })
  const may = async () => permissionsOfKey((await findKey(at('ten_a'), { id: 'key_3' }))!)
  assert.deepEqual(await may(), ['submission.read', 'auth.manage-keys'], 'and no key is a person')
  await putMember(at('ten_a'), person(3), 'member')
  assert.deepEqual(await may(), ['submission.read'])
  await deleteMember(at('ten_a'), person(3))
  assert.deepEqual(await may(), [])
})

test('a ticket is used once and not for something else, and an address gets five in an hour', async () => {
  const ticket = { kind: 'reset' as const, address: 't@example.com', locale: 'en' }
  for (let n = 1; n <= 6; n++) {
    const made = await insertTicket(at(''), { id: `tic_${n}`, ...ticket }, 1)
    assert.equal(made !== undefined, n <= 5)
  }
  assert.equal(await takeTicket(at(''), 'tic_1', 'sign-up'), undefined)
  assert.equal((await takeTicket(at(''), 'tic_1', 'reset'))?.address, 't@example.com')
  assert.equal(await takeTicket(at(''), 'tic_1', 'reset'), undefined)
})

// What is a person's own: the organisations they belong to by name, what is kept about them, and the end of it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '#platform/testing'
import { inBothModes } from './modes.ts'
import { operate } from './organisations.ts'
import { ask, type Browser, enrolOwner, join, password, signIn } from './people.ts'
import { assertProblem } from './shapes.ts'
import { tablesWith } from './tables.ts'
import { send } from './wire.ts'

inBothModes({}, (platform) => {
  let owner: Browser
  test('A person sees their organisations by name, and where each is found.', async () => {
    owner = await enrolOwner(platform, '', 'ten_default', 'olga@example.com')
    const wanted = { organisation: 'Ada & Daughters', slug: 'ada-works', address: 'ada@example.com' }
    const invited = { address: 'ada@example.com', role: 'admin' }
    assert.equal((await ask(platform, 'POST', '/auth/invitations', owner, invited)).status, 201)
    const ada = await join(platform, '', 'ada@example.com')
    const asked = await ask(platform, 'POST', '/sign-up', ada, wanted)
    assert.equal(asked.status, 202, asked.text)
    const own = await eventually('both organisations', async () => {
      const { organisations } = (await ask(platform, 'GET', '/auth/me', ada)).body
      return organisations[1]?.url && organisations
    })
    assert.deepEqual(own[0], { tenant: 'ten_default', role: 'admin' })
    const { tenant, url, ...rest } = own[1]
    assert.deepEqual(rest, { role: 'owner', name: 'Ada & Daughters', isOnlyOwner: true })
    assert.equal(new URL(url).hostname, 'ada-works.localhost')
    const refused = await ask(platform, 'POST', '/auth/me/delete', ada, { address: 'ada@example.com' })
    assertProblem(refused, 409, 'last_owner')
    assert.match(refused.body.detail, /Ada & Daughters/)
    assert.ok(!refused.body.detail.includes(tenant))
    const olga = await ask(platform, 'GET', '/auth/me', owner)
    assert.ok(!olga.text.includes('Ada & Daughters'), 'who is no member is told nothing')
  })

  test('A person takes along what is kept about them, and nothing of it is left when they delete their account.', async () => {
    const wanted = { address: 'dora@example.com', role: 'member' }
    assert.equal((await ask(platform, 'POST', '/auth/invitations', owner, wanted)).status, 201)
    const dora = await join(platform, '', 'dora@example.com')
    const second = await signIn(platform, '', 'dora@example.com')
    const asked = { address: 'dora@example.com' }
    for (const path of ['/auth/forgot', '/auth/code'])
      assert.equal((await ask(platform, 'POST', path, {}, asked)).status, 202, path)
    const kept = (await ask(platform, 'GET', '/auth/me/export', dora)).body
    assert.deepEqual(
      [kept.person.name, kept.organisations, kept.sessions.length, kept.hasPassword, kept.keys, kept.applications],
      ['dora', [{ tenant: 'ten_default', role: 'member' }], 2, true, [], []],
    )
    assert.deepEqual(
      kept.invitations.map((one: { tenant: string; role: string }) => [one.tenant, one.role]),
      [['ten_default', 'member']],
    )
    const gone = await ask(platform, 'POST', '/auth/me/delete', dora, { address: 'Dora@example.com' })
    assert.equal(gone.status, 200, gone.text)
    for (const browser of [dora, second])
      assertProblem(await ask(platform, 'GET', '/auth/me', browser), 401, 'unauthorised')
    const credentials = { address: 'dora@example.com', password }
    assertProblem(await ask(platform, 'POST', '/auth/sign-in', {}, credentials), 401, 'wrong_credentials')
    for (const path of ['/auth/members', '/auth/invitations'])
      assert.ok(!(await ask(platform, 'GET', path, owner)).text.includes('dora'), path)
    const mailed = await eventually('the mail that says so', async () => {
      const query = new URLSearchParams({ query: 'to:dora@example.com' })
      const { messages } = (await send(platform.mailboxUrl, `/api/v1/search?${query}`)).body
      // Those asked for just before may still be on their way, and arrive later.
      return messages.find(({ Subject }: { Subject: string }) => Subject.includes('deleted'))?.Subject
    })
    assert.equal(mailed, 'Your account at StateX is deleted')
    await eventually('the address to be forgotten', async () => {
      const tables = await tablesWith(platform.ownersDatabase!, 'dora@example.com')
      return tables.length === 0
    })
    const records = await operate(platform, 'GET', '/api/workflow/runs?flow=say-farewell')
    assert.deepEqual(
      records.body.runs.map(({ state }: { state: string }) => state),
      ['completed'],
    )
  })
})

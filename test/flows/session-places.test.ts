// Sessions say where they were opened: an organisation ends those of its own, and no other organisation's.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '#platform/testing'
import { inBothModes } from './modes.ts'
import { ask, type Caller, enrolOwner, signIn, tokenMailedTo } from './people.ts'
import { assertProblem } from './shapes.ts'

inBothModes({}, (platform) => {
  test('Who manages the members of one organisation signs nobody out of another, and what was opened there opens nothing here.', async () => {
    const owner = await enrolOwner(platform, 'a.test', 'ten_a', 'olga@example.com')
    const there = await enrolOwner(platform, 'b.test', 'ten_b', 'pia@example.com')
    const first = await tokenMailedTo(platform, 'pia@example.com', 'join')
    const invited = { address: 'pia@example.com', role: 'member' }
    assert.equal((await ask(platform, 'POST', '/auth/invitations', owner, invited)).status, 201)
    const token = await eventually('the second invitation', async () => {
      const newest = await tokenMailedTo(platform, 'pia@example.com', 'join')
      return newest !== first && newest
    })
    const accepted = await ask(platform, 'POST', '/auth/invitations/accept', { host: 'a.test' }, { token })
    assert.equal(accepted.body.state, 'sign-in-next', accepted.text)
    const member = await signIn(platform, 'a.test', 'pia@example.com')
    const me = (who: Caller) => ask(platform, 'GET', '/auth/me', who)
    // The cookie that the browser has for b.test, shown at a.test: it acts there as the person.
    const carried = { ...there, host: 'a.test' }
    for (const who of [member, carried]) assert.equal((await me(who)).body.role, 'member')
    assert.equal((await me(there)).body.role, 'owner')

    const { person } = (await me(member)).body
    const ended = await ask(platform, 'DELETE', `/auth/members/${person.id}/sessions`, owner)
    assert.equal(ended.status, 200, ended.text)
    for (const who of [member, { ...member, host: 'b.test' }, carried]) {
      const reply = await me(who)
      assertProblem(reply, 401, 'unauthorised')
      assert.equal(reply.body.ended, 'signed-out')
    }
    assert.deepEqual([(await me(there)).status, (await me(there)).body.role], [200, 'owner'])
    assert.equal((await me(owner)).status, 200)
    assert.equal((await me(await signIn(platform, 'a.test', 'pia@example.com'))).body.role, 'member')
    assertProblem(await me(carried), 401, 'unauthorised')
  })
})

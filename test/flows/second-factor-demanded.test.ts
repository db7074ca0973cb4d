// An organisation that demands a second factor: who has none gets the way to one and nothing else, and nobody is locked out.
import assert from 'node:assert/strict'
import test from 'node:test'
import { operatorKey } from '../platform.ts'
import { inBothModes } from './modes.ts'
import { ask, type Browser, cookieOf, enrolOwner, join, password, signIn } from './people.ts'
import { assertProblem } from './shapes.ts'
import { appCode } from './totp.ts'
import { sendJson } from './wire.ts'

const host = 'a.test'

inBothModes({}, (platform) => {
  let owner: Browser
  let member: Browser
  let secret: string
  const demand = (who: Browser, secondFactor: boolean) =>
    ask(platform, 'PUT', '/auth/sign-in-rules', who, { secondFactor })
  const setUpApp = async (who: Browser): Promise<string> => {
    const begun = await ask(platform, 'POST', '/auth/totp', who)
    assert.equal(begun.status, 200, begun.text)
    const { secret } = begun.body
    const done = await ask(platform, 'POST', '/auth/totp/confirm', who, { code: appCode(secret) })
    assert.equal(done.status, 200, done.text)
    return secret
  }
  const owes = async (who: Browser) => (await ask(platform, 'GET', '/auth/me', who)).body.owes

  test('Whoever demands a second factor must have proved one, so that the only owner cannot lock themselves out.', async () => {
    owner = await enrolOwner(platform, host, 'ten_a', 'olga@example.com')
    await ask(platform, 'POST', '/auth/invitations', owner, { address: 'mia@example.com', role: 'member' })
    member = await join(platform, host, 'mia@example.com')
    assertProblem(await demand(owner, true), 409, 'own_factor_first')
    secret = await setUpApp(owner)
    assertProblem(await demand(member, true), 403, 'forbidden')
    assert.equal(await owes(member), undefined)
    const set = await demand(owner, true)
    assert.equal(set.status, 200, set.text)
    assert.deepEqual([set.body.secondFactor, set.body.membersWithout], [true, 1])
    assert.equal((await ask(platform, 'GET', '/auth/members', owner)).status, 200)
  })

  test('A member without one gets the own account and nothing of the organisation, at once and with every credential.', async () => {
    assertProblem(await ask(platform, 'GET', '/auth/members', member), 403, 'second_factor_required')
    assertProblem(await ask(platform, 'GET', '/submissions', member), 403, 'second_factor_required')
    assertProblem(await ask(platform, 'GET', '/own-submissions', member), 403, 'second_factor_required')
    const me = await ask(platform, 'GET', '/auth/me', member)
    assert.deepEqual([me.body.owes, me.body.permissions], ['set-up', ['auth.self']])
    // A sign-in anew is not shut either: it is the way to set one up.
    const again = await signIn(platform, host, 'mia@example.com')
    assertProblem(await ask(platform, 'GET', '/submissions', again), 403, 'second_factor_required')
    const why = `/auth/why?who=${me.body.person.id}&permission=submission.read`
    assert.equal((await ask(platform, 'GET', why, owner)).body.rule, 'second-factor-missing')
    // Elsewhere nobody demands it.
    assert.equal(await owes({ ...member, host: 'b.test' }), undefined)
  })

  test('As soon as the member has an authenticator app, everything opens; without it, it closes again.', async () => {
    await setUpApp(member)
    assert.equal(await owes(member), undefined)
    assert.equal((await ask(platform, 'GET', '/submissions', member)).status, 200)
    assert.equal((await ask(platform, 'GET', '/auth/sign-in-rules', owner)).body.membersWithout, 0)
    assert.equal((await ask(platform, 'DELETE', '/auth/totp', member)).status, 200)
    assert.equal(await owes(member), 'set-up')
    assertProblem(await ask(platform, 'GET', '/submissions', member), 403, 'second_factor_required')
  })

  test('A key of a person counts only while the person has a second factor; a service account has none to show.', async () => {
    const scopes = ['submission.read']
    const own = (await ask(platform, 'POST', '/auth/keys', owner, { name: 'own', scopes })).body.secret
    const service = { name: 'service', scopes, isServiceAccount: true }
    const machine = (await ask(platform, 'POST', '/auth/keys', owner, service)).body.secret
    const use = (key: string) => ask(platform, 'GET', '/submissions', { host, key })
    assert.deepEqual([(await use(own)).status, (await use(machine)).status], [200, 200])
    // The owner loses phone and codes, and the operator helps.
    const forget = await sendJson(
      platform.url,
      '/api/auth/factors/forget',
      { address: 'olga@example.com' },
      {
        ...{ host, token: operatorKey },
      },
    )
    assert.equal(forget.status, 200, forget.text)
    assertProblem(await use(own), 403, 'second_factor_required')
    assert.equal((await use(machine)).status, 200)
  })

  test('The only owner comes back in with the password, sets up a new app, and can take the demand back.', async () => {
    owner = await signIn(platform, host, 'olga@example.com')
    assert.equal(await owes(owner), 'set-up')
    assertProblem(await demand(owner, false), 403, 'second_factor_required')
    secret = await setUpApp(owner)
    assert.equal(await owes(owner), undefined)
    const half = await ask(platform, 'POST', '/auth/sign-in', { host }, { address: 'olga@example.com', password })
    const code = appCode(secret, 1)
    const whole = await ask(platform, 'POST', '/auth/second-factor', { host }, { challenge: half.body.challenge, code })
    owner = { host, cookie: cookieOf(whole) }
    assert.equal(await owes(owner), undefined)
    assert.equal((await demand(owner, false)).body.secondFactor, false)
    assert.equal((await ask(platform, 'GET', '/submissions', member)).status, 200)
  })
})

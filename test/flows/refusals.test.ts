// Refused access is told to those who run the organisation: who asked for what, from where and why not; to nobody else, and without what was typed.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '#platform/testing'
import { inBothModes } from './modes.ts'
import { ask, type Browser, cookieOf, enrolOwner, join, password, signIn } from './people.ts'
import { assertProblem } from './shapes.ts'
import { everythingIn } from './tables.ts'
import { send } from './wire.ts'

type Refused = Record<string, string | number | undefined>

inBothModes({ LOG_LEVEL: 'info' }, (platform) => {
  const listed = async (who: Browser, query = ''): Promise<Refused[]> => {
    const reply = await ask(platform, 'GET', `/refusals${query}`, who)
    assert.equal(reply.status, 200, reply.text)
    return reply.body.refusals
  }
  /** The refusal an answer was, once whichever process gave it has told of it. */
  const toldTo = (who: Browser, reply: { headers: Record<string, unknown> }) =>
    eventually('the refusal to be told', async () =>
      (await listed(who)).find(({ trace }) => trace === reply.headers['x-trace-id']),
    )
  let owner: Browser
  let other: Browser
  let member: Browser
  let memberId: string

  test('What somebody is not allowed is told to owners and auditors of the organisation, with the rule and who it was.', async () => {
    owner = await enrolOwner(platform, 'a.test', 'ten_a', 'olga@example.com')
    other = await enrolOwner(platform, 'b.test', 'ten_b', 'otto@example.com')
    await ask(platform, 'POST', '/auth/invitations', owner, { address: 'mia@example.com', role: 'member' })
    member = await join(platform, 'a.test', 'mia@example.com')
    memberId = (await ask(platform, 'GET', '/auth/me', member)).body.person.id
    const reply = await ask(platform, 'GET', '/auth/keys', member)
    assertProblem(reply, 403, 'forbidden')
    const { id, at, trace, address, ...told } = (await toldTo(owner, reply))!
    assert.deepEqual(told, {
      ...{ service: 'auth', method: 'GET', route: '/api/auth/keys', status: 403, code: 'forbidden' },
      ...{ rule: 'permission', needs: 'auth.read-keys', who: memberId, shown: 'session' },
    })
    assert.ok(id && at && trace && address)
    assertProblem(await ask(platform, 'GET', '/refusals', member), 403, 'forbidden')
    assert.deepEqual(
      (await listed(other)).filter((r) => r.trace === trace),
      [],
      'another organisation sees it',
    )
    const found = platform
      .log()
      .split('\n')
      .find((line) => line.includes(String(trace)) && line.includes('"refused"'))
    assert.ok(found, 'there is no line in the log')
    const line = JSON.parse(found)
    assert.deepEqual([line.level, line.tenant, line.who, line.code], ['info', 'ten_a', memberId, 'forbidden'])
  })

  test('A failed sign-in names the member it was about, and of everybody else nothing: not even whether there is an account.', async () => {
    const tryIn = (address: string) =>
      ask(platform, 'POST', '/auth/sign-in', { host: 'a.test' }, { address, password: 'Xq-typed-by-mistake' })
    const own = await toldTo(owner, await tryIn('mia@example.com'))
    assert.deepEqual([own!.code, own!.about, own!.who], ['wrong_credentials', memberId, undefined])
    for (const address of ['otto@example.com', 'nobody@example.com']) {
      const told = await toldTo(owner, await tryIn(address))
      assert.deepEqual([told!.code, told!.about, told!.who], ['wrong_credentials', undefined, undefined])
    }
    const code = { codeId: `mco_${'0'.repeat(26)}`, code: '1234 5678' }
    const byMail = await ask(platform, 'POST', '/auth/code/sign-in', { host: 'a.test' }, code)
    assert.equal((await toldTo(owner, byMail))!.code, 'wrong_code')
    const all = JSON.stringify(await listed(owner)) + platform.log()
    for (const typed of ['Xq-typed', '1234 5678', 'mia@example.com', 'otto@example.com'])
      assert.ok(!all.includes(typed), `${typed} stands in the log`)
  })

  test('Who signs in has a line in the log, with the way and where from, and an event that is kept.', async () => {
    const reply = await ask(
      platform,
      'POST',
      '/auth/sign-in',
      { host: 'a.test' },
      { address: 'mia@example.com', password },
    )
    const trace = String(reply.headers['x-trace-id'])
    const line = await eventually('the line', () =>
      platform
        .log()
        .split('\n')
        .find((text) => text.includes(trace) && text.includes('"signed in"')),
    )
    const { level, tenant, who, by, address } = JSON.parse(line)
    assert.deepEqual([level, tenant, who, by], ['info', 'ten_a', memberId, 'password'])
    assert.ok(address)
    assert.ok(!line.includes(cookieOf(reply).split('.')[1]!), 'the secret of the session stands in the log')
    const kept = await everythingIn(platform.ownersDatabase!)
    assert.ok(kept.includes('auth.signed-in.v1') && kept.includes(trace), 'there is no event')
  })

  test('Too many attempts are told as such.', async () => {
    const wrong = { address: 'mia@example.com', password: 'not this one' }
    let reply = await ask(platform, 'POST', '/auth/sign-in', { host: 'a.test' }, wrong)
    for (let n = 0; n < 40 && reply.status !== 429; n++)
      reply = await ask(platform, 'POST', '/auth/sign-in', { host: 'a.test' }, wrong)
    assertProblem(reply, 429, 'too_many_attempts')
    const told = await toldTo(owner, reply)
    assert.deepEqual([told!.code, told!.about, told!.status], ['too_many_attempts', memberId, 429])
  })

  test('Whoever shows nothing, or what does not count, or opens what is not theirs, is told of too.', async () => {
    const at = { host: 'a.test' }
    const nothing = await send(platform.url, '/api/submissions', at)
    assert.deepEqual([(await toldTo(owner, nothing))!.code, nothing.status], ['unauthorised', 401])
    const key = await ask(platform, 'GET', '/auth/members', { ...at, key: `sx_live_${'a'.repeat(46)}` })
    assert.equal((await toldTo(owner, key))!.status, 401)
    const session = await ask(platform, 'GET', '/auth/me', { ...at, cookie: `${member.cookie.slice(0, -4)}AAAA` })
    assert.equal((await toldTo(owner, session))!.shown, 'session')
    // Behind a 404, which does not say that there is something.
    const hidden = await ask(platform, 'POST', '/tenants/ten_b/resume', member)
    const told = await toldTo(owner, hidden)
    assert.deepEqual([hidden.status, told!.status, told!.rule, told!.who], [404, 404, 'access', memberId])
  })

  test('A client that the OpenID provider does not know is told of, without what it sent.', async () => {
    const reply = await send(platform.url, '/oidc/token', {
      ...{
        method: 'POST',
        host: 'a.test',
        body: 'grant_type=client_credentials&client_id=cli_x&client_secret=Sent0ut',
      },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    assert.equal(reply.status, 401, reply.text)
    assert.equal((await toldTo(owner, reply))!.code, 'invalid_client')
    assert.ok(!JSON.stringify(await listed(owner)).includes('Sent0ut'))
  })

  test('Refusals are found by code and by person, and page by page.', async () => {
    const wrong = await listed(owner, '?code=wrong_credentials')
    assert.ok(wrong.length > 2 && wrong.every(({ code }) => code === 'wrong_credentials'))
    assert.ok((await listed(owner, `?who=${memberId}`)).some(({ who }) => who === memberId))
    const [newest, next] = await listed(owner)
    assert.deepEqual((await listed(owner, `?before=${newest!.id}`))[0], next)
    // A member signs in after all: that is none.
    assert.ok(await signIn(platform, 'b.test', 'otto@example.com'))
  })
})

// Second factors, codes by mail, and the wait after wrong ones, as browsers meet them.
import assert from 'node:assert/strict'
import test from 'node:test'
import { inBothModes } from './modes.ts'
import { ask, type Browser, codeMailedTo, cookieOf, enrolOwner, password } from './people.ts'
import { assertProblem } from './shapes.ts'
import { appCode } from './totp.ts'
import type { Reply } from './wire.ts'

const host = 'a.test'
const address = 'olga@example.com'

/** The cookie by which a browser is known again, as it would send it back. */
function deviceOf(reply: Reply): string {
  const line = reply.headers['set-cookie']?.find((one) => one.startsWith('statex-device='))
  assert.match(line ?? '', /; Path=\/; HttpOnly; SameSite=Lax; Max-Age=34560000$/)
  return line!.split(';')[0]!
}

inBothModes({}, (platform) => {
  let owner: Browser
  let device: string
  let secret: string
  let recoveryCodes: string[]
  const tryIn = (from: { cookie?: string }, given = password, at = host) =>
    ask(platform, 'POST', '/auth/sign-in', { host: at, ...from }, { address, password: given })
  const finish = (challenge: string, code: string) =>
    ask(platform, 'POST', '/auth/second-factor', { host }, { challenge, code })

  test('A browser that signed in before is not kept out by wrong passwords from elsewhere, whoever else is.', async () => {
    owner = await enrolOwner(platform, host, 'ten_a', address)
    device = deviceOf(await tryIn({}))
    for (let n = 0; n < 6; n++) assertProblem(await tryIn({}, 'not this one'), 401, 'wrong_credentials')
    const kept = await tryIn({})
    assertProblem(kept, 429, 'too_many_attempts')
    assert.match(kept.headers['retry-after']?.toString() ?? '', /^[1-9]\d*$/)
    const known = await tryIn({ cookie: device })
    assert.equal(known.status, 200, known.text)
    assert.ok(cookieOf(known))
    // The bound is of this account: the other one can sign in from the same network. And the cookie is of this organisation.
    assertProblem(await tryIn({ cookie: device }, 'not this one', 'b.test'), 429, 'too_many_attempts')
  })

  test('An address without an account has to wait in the same words.', async () => {
    const as = (who: string) =>
      ask(platform, 'POST', '/auth/sign-in', { host }, { address: who, password: 'not this one' })
    const replies = []
    for (let n = 0; n < 7; n++) replies.push(await as('nobody@example.com'))
    assert.deepEqual(
      replies.map(({ status }) => status),
      [401, 401, 401, 401, 401, 401, 429],
    )
    assert.match(replies[6]!.body.detail, /^There were too many wrong attempts\. Please try again in \d+ s/)
  })

  test('With an authenticator app a password is half a sign-in, and a code of the app the other half.', async () => {
    const begun = await ask(platform, 'POST', '/auth/totp', owner)
    assert.equal(begun.status, 200, begun.text)
    secret = begun.body.secret
    const first = appCode(secret)
    const confirmed = await ask(platform, 'POST', '/auth/totp/confirm', owner, { code: first })
    assert.equal(confirmed.status, 200, confirmed.text)
    recoveryCodes = confirmed.body.recoveryCodes
    const half = await tryIn({ cookie: device })
    assert.deepEqual([half.status, half.body.state, half.headers['set-cookie']], [200, 'second-factor', undefined])
    assertProblem(await finish(half.body.challenge, '000000'), 401, 'wrong_code')
    // The one that confirmed is used up; the next one counts already.
    assertProblem(await finish(half.body.challenge, first), 401, 'wrong_code')
    const whole = await finish(half.body.challenge, appCode(secret, 1))
    assert.equal(whole.status, 200, whole.text)
    owner = { host, cookie: cookieOf(whole) }
    assert.equal((await ask(platform, 'GET', '/auth/me', owner)).body.role, 'owner')
    assertProblem(await finish(half.body.challenge, recoveryCodes[0]!), 401, 'invalid_token')
  })

  test('A code by mail signs in, once, and the app is asked for all the same.', async () => {
    const send = (to: string) => ask(platform, 'POST', '/auth/code', { host }, { address: to })
    const [known, unknown] = [await send(address), await send('nobody@example.com')]
    assert.deepEqual([known.status, Object.keys(known.body)], [unknown.status, Object.keys(unknown.body)])
    const code = await codeMailedTo(platform, address)
    const use = () => ask(platform, 'POST', '/auth/code/sign-in', { host }, { codeId: known.body.codeId, code })
    const half = await use()
    assert.equal(half.body.state, 'second-factor', half.text)
    assertProblem(await use(), 401, 'wrong_code')
    const whole = await finish(half.body.challenge, recoveryCodes[0]!)
    owner = { host, cookie: cookieOf(whole) }
    const { totp } = (await ask(platform, 'GET', '/auth/factors', owner)).body
    assert.equal(totp.recoveryCodesLeft, 9)
  })

  test('What is known of an account says how it signs in, and nothing of the secrets.', async () => {
    const kept = await ask(platform, 'GET', '/auth/me/export', owner)
    assert.equal(kept.body.factors.totp.recoveryCodesLeft, 9)
    for (const word of [secret, ...recoveryCodes]) assert.ok(!kept.text.includes(word))
    assert.equal((await ask(platform, 'DELETE', '/auth/totp', owner)).status, 200)
    assert.equal((await tryIn({ cookie: device })).body.state, 'signed-in')
  })
})

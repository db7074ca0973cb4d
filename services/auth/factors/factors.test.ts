import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { codeOf } from '#platform/ids'
import type { TestDatabase } from '#platform/testing'
import { rewrapAll } from '../oidc/sealed.ts'
import { erasePerson, findByAddress, insertPerson } from '../people.sql.ts'
import {
  beginTotp,
  confirmTotp,
  forgetFactors,
  listFactors,
  removeTotp,
  renewRecoveryCodes,
} from '../routes/factors.ts'
import { sendCode, signInWithCode } from '../routes/mail-code.ts'
import { secondFactor, stepUpWithCode } from '../routes/second-factor.ts'
import { ctxAs, keyrings, openAuthDatabase } from './factors.test-support.ts'
import { enter } from './second-factor.ts'
import { stepAt, totpAt } from './totp.ts'

let db: TestDatabase
before(async () => {
  db = await openAuthDatabase()
})
after(() => db.close())

const person = (n: number) => `per_${String(n).padStart(26, '0')}`
const address = (n: number) => `p${n}@example.com`
const refused = (code: string) => (error: { code?: string }) => error.code === code
const public_ = (asking: Parameters<typeof ctxAs>[1] = {}) => ctxAs(db.database, asking)
const signedIn = (n: number, now?: Date) => {
  const actor = { kind: 'member', id: person(n), role: 'client', permissions: [], via: 'session', credential: 'ses_1' }
  return ctxAs(db.database, { actor: actor as never, now })
}
const minute = 60_000
const start = new Date('2026-11-21T09:00:00Z')
const later = (ms: number) => new Date(start.getTime() + ms)

function decode(base32: string): Buffer {
  const bits = [...base32]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
}
/** A person with an authenticator app. */
async function enrolled(n: number) {
  await insertPerson(public_().db, { id: person(n), name: '', locale: 'en', address: address(n) })
  const { secret, uri } = await beginTotp({}, signedIn(n))
  assert.match(uri, /^otpauth:\/\/totp\//)
  const code = (now: Date) => totpAt(decode(secret), stepAt(now.getTime()))
  const { recoveryCodes } = await confirmTotp({ code: code(start) }, signedIn(n, start))
  return { code, recoveryCodes }
}
const halfway = async (n: number, method: 'password' | 'mail' = 'password') => {
  const ctx = public_()
  const entered = await enter(ctx, person(n), { method })
  assert.deepEqual([entered.state, ctx.headers], ['second-factor', []], 'and no cookie is set')
  return entered.challenge!
}

test('an app counts from its first code on; then a password is half a sign-in, and its code the other half', async () => {
  await insertPerson(public_().db, { id: person(1), name: '', locale: 'en', address: address(1) })
  await beginTotp({}, signedIn(1))
  assert.equal((await enter(public_(), person(1), { method: 'password' })).state, 'signed-in', 'not confirmed yet')
  await assert.rejects(confirmTotp({ code: '000000' }, signedIn(1, start)), refused('wrong_code'))
  await erasePerson(public_().db, person(1))
  const { code, recoveryCodes } = await enrolled(2)
  assert.equal(recoveryCodes.length, 10)
  await assert.rejects(beginTotp({}, signedIn(2)), refused('already_enrolled'))
  const challenge = await halfway(2)
  const ctx = public_({ now: later(minute) })
  assert.equal((await secondFactor({ challenge, code: code(later(minute)) }, ctx)).state, 'signed-in')
  assert.match(ctx.headers[0]!, /^set-cookie: statex=ses_/)
  const again = secondFactor({ challenge, code: code(later(2 * minute)) }, public_({ now: later(2 * minute) }))
  await assert.rejects(again, refused('invalid_token'), 'a challenge is answered once')
})

test('a code is taken once, also by two at the same moment, and an older one not after it', async () => {
  const { code } = await enrolled(3)
  const now = later(minute)
  const tryIn = async (given: string) => {
    const challenge = await halfway(3)
    return secondFactor({ challenge, code: given }, public_({ now })).then(
      () => 'in',
      (error) => error.code,
    )
  }
  assert.deepEqual((await Promise.all([tryIn(code(now)), tryIn(code(now))])).sort(), ['in', 'wrong_code'])
  assert.equal(await tryIn(code(later(minute / 2))), 'wrong_code', 'the step before')
  assert.equal(await tryIn(code(later(1.5 * minute))), 'in', 'the step after')
  const replay = stepUpWithCode({ code: code(now) }, signedIn(3, now))
  await assert.rejects(replay, refused('wrong_code'), 'nor for something else')
})

test('five wrong codes end a challenge, however many come at once', async () => {
  const { code } = await enrolled(4)
  const challenge = await halfway(4)
  const now = later(minute)
  const wrong = Array.from({ length: 9 }, (_, n) =>
    secondFactor({ challenge, code: '000000' }, public_({ now, address: `198.51.${n}.1` })),
  )
  const codes = (await Promise.allSettled(wrong)).map((one) => (one.status === 'rejected' ? one.reason.code : 'in'))
  assert.deepEqual(codes.filter((one) => one === 'wrong_code').length, 5)
  await assert.rejects(secondFactor({ challenge, code: code(now) }, public_({ now })), refused('invalid_token'))
  const stranger = secondFactor({ challenge: `cha_x.${'A'.repeat(43)}`, code: code(now) }, public_({ now }))
  await assert.rejects(stranger, refused('invalid_token'))
  const elsewhere = secondFactor({ challenge: await halfway(4), code: code(now) }, public_({ now, tenant: 'ten_b' }))
  await assert.rejects(elsewhere, refused('invalid_token'), 'nor is it worth anything at another organisation')
})

test('a recovery code works once, and new ones end the old', async () => {
  const { recoveryCodes } = await enrolled(5)
  const use = async (code: string) =>
    secondFactor({ challenge: await halfway(5), code }, public_()).then(
      ({ state }) => state,
      (error) => error.code as string,
    )
  assert.deepEqual(await Promise.all([use(recoveryCodes[0]!), use(recoveryCodes[0]!)]).then((all) => all.sort()), [
    'signed-in',
    'wrong_code',
  ])
  assert.equal((await listFactors({}, signedIn(5))).totp?.recoveryCodesLeft, 9)
  const renewed = (await renewRecoveryCodes({}, signedIn(5))).recoveryCodes
  assert.equal(await use(recoveryCodes[1]!), 'wrong_code')
  assert.equal(await use(renewed[1]!.toUpperCase().replaceAll('-', '')), 'signed-in')
  const kept = await db.database.owner.many({ text: 'select code_hash from auth.recovery_codes', values: [] })
  assert.ok(!kept.some((row) => renewed.includes(row.code_hash)), 'only hashes are kept')
  await removeTotp({}, signedIn(5))
  assert.deepEqual(await listFactors({}, signedIn(5)), { hasPassword: false, passkeys: [] })
  await assert.rejects(renewRecoveryCodes({}, signedIn(5)), refused('not_found'))
})

test('who lost app and codes gets in again after the operator has taken them away', async () => {
  await enrolled(11)
  await forgetFactors(
    { address: address(11).toUpperCase() },
    ctxAs(db.database, { actor: { kind: 'operator', id: 'o' } }),
  )
  assert.deepEqual(await listFactors({}, signedIn(11)), { hasPassword: false, passkeys: [] })
  assert.equal((await enter(public_(), person(11), { method: 'password' })).state, 'signed-in')
  await assert.rejects(forgetFactors({ address: 'nobody@example.com' }, public_()), refused('not_found'))
})

test('the secret is sealed for its person, and goes along when the sealing keys change', async () => {
  await enrolled(6)
  const rows = () =>
    db.database.owner.many({ text: 'select person_id, secret from auth.authenticators order by 1', values: [] })
  for (const { secret } of await rows()) assert.match(secret, /^sealed1\./)
  const both = ctxAs(db.database, { keys: [...keyrings.second, ...keyrings.first] })
  const before = await rows()
  const result = await rewrapAll(both.db, both.adapters.keyring!)
  assert.deepEqual(result, { rewrapped: before.length, left: 0 })
  assert.ok((await rows()).every(({ secret }, at) => secret !== before[at]!.secret))
  assert.equal((await rewrapAll(both.db, both.adapters.keyring!)).rewrapped, 0)
  // And back, for the tests after this one.
  const back = ctxAs(db.database, { keys: [...keyrings.first, ...keyrings.second] })
  assert.equal((await rewrapAll(back.db, back.adapters.keyring!)).left, 0)
})

const mailed = (ctx: ReturnType<typeof public_>) => ctx.mails.map(({ kind }) => kind)
const codeFor = (codeId: string) => codeOf(public_().tokenFor(codeId))

test('a mailed code signs in once; a new one ends the one before, but not that of another network', async () => {
  await insertPerson(public_().db, { id: person(7), name: '', locale: 'en', address: address(7) })
  const ask = async (from: string) => {
    const ctx = public_({ address: from })
    const { codeId } = await sendCode({ address: address(7).toUpperCase() }, ctx)
    assert.deepEqual(mailed(ctx), ['sign-in-code'])
    return codeId
  }
  const [first, elsewhere, second] = [await ask('192.0.2.1'), await ask('198.51.100.1'), await ask('192.0.2.2')]
  const use = (codeId: string) => signInWithCode({ codeId, code: codeFor(codeId) }, public_())
  await assert.rejects(use(first), refused('wrong_code'), 'ended')
  assert.equal((await use(second)).state, 'signed-in')
  await assert.rejects(use(second), refused('wrong_code'), 'used')
  assert.equal((await use(elsewhere)).state, 'signed-in')
  const { code } = await enrolled(8)
  const { codeId } = await sendCode({ address: address(8) }, public_())
  const half = await use(codeId)
  assert.deepEqual([half.state, typeof half.challenge], ['second-factor', 'string'])
  const now = later(minute)
  assert.equal(
    (await secondFactor({ challenge: half.challenge!, code: code(now) }, public_({ now }))).state,
    'signed-in',
  )
})

test('a mailed code takes five wrong ones and a quarter of an hour', async () => {
  await insertPerson(public_().db, { id: person(9), name: '', locale: 'en', address: address(9) })
  const { codeId } = await sendCode({ address: address(9) }, public_())
  const wrong = Array.from({ length: 8 }, () => signInWithCode({ codeId, code: '0000-0000' }, public_()))
  for (const one of await Promise.allSettled(wrong)) assert.equal(one.status, 'rejected')
  await assert.rejects(signInWithCode({ codeId, code: codeFor(codeId) }, public_()), refused('wrong_code'))
  const { codeId: old } = await sendCode({ address: address(9) }, public_())
  await db.database.owner.run({ text: `update auth.mail_codes set expires_at = now() where id = '${old}'`, values: [] })
  await assert.rejects(signInWithCode({ codeId: old, code: codeFor(old) }, public_()), refused('wrong_code'))
})

test('an unknown address gets the same answer and a mail too, which opens nothing, and no more than five an hour', async () => {
  for (let n = 0; n < 7; n++) {
    const ctx = public_()
    const { sent, codeId } = await sendCode({ address: 'nobody@example.com' }, ctx)
    assert.equal(sent, true)
    assert.deepEqual(mailed(ctx), n < 5 ? ['no-account'] : [])
    await assert.rejects(signInWithCode({ codeId, code: codeFor(codeId) }, public_()), refused('wrong_code'))
  }
  const elsewhere = public_({ address: '203.0.113.1' })
  await sendCode({ address: 'nobody@example.com' }, elsewhere)
  assert.deepEqual(mailed(elsewhere), ['no-account'], 'who asks elsewhere is not kept from it')
})

test('an address that was never proved is proved by its code', async () => {
  await insertPerson(public_().db, { id: person(10), name: '', locale: 'en', address: address(10) })
  await db.database.owner.run({
    text: `update auth.emails set confirmed_at = null where address = '${address(10)}'`,
    values: [],
  })
  assert.equal(await findByAddress(public_().db, address(10)), undefined)
  const { codeId } = await sendCode({ address: address(10) }, public_())
  assert.equal((await signInWithCode({ codeId, code: codeFor(codeId) }, public_())).state, 'signed-in')
  assert.equal((await findByAddress(public_().db, address(10)))?.id, person(10))
})

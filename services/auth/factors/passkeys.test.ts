import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestDatabase } from '#platform/testing'
import { erasePerson, insertPerson } from '../people.sql.ts'
import { listFactors } from '../routes/factors.ts'
import {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  beginPasskeyStepUp,
  removePasskey,
  renamePasskey,
  signInWithPasskey,
  stepUpWithPasskey,
} from '../routes/passkeys.ts'
import { newAuthenticator, type Ways } from './authenticator.test-support.ts'
import { ctxAs, openAuthDatabase } from './factors.test-support.ts'

let db: TestDatabase
before(async () => {
  db = await openAuthDatabase()
})
after(() => db.close())

const ways = { rpId: 'a.test', origin: 'http://a.test:8080' }
const person = (n: number) => `per_${String(n).padStart(26, '0')}`
const stranger = (tenant?: string) => ctxAs(db.database, { tenant })
const signedIn = (n: number) => {
  const actor = { kind: 'member', id: person(n), role: 'client', permissions: [], via: 'session', credential: 'ses_1' }
  return ctxAs(db.database, { actor: actor as never })
}
const refused = { code: 'invalid_passkey' }

async function withPasskey(n: number, how: Partial<Ways> = {}) {
  await insertPerson(stranger().db, { id: person(n), name: '', locale: 'en', address: `p${n}@example.com` })
  const authenticator = newAuthenticator()
  const { options } = await beginPasskey({}, signedIn(n))
  const response = authenticator.register(options, { ...ways, ...how })
  const kept = await addPasskey({ name: ' My phone ', response }, signedIn(n))
  return { authenticator, kept, response }
}
type Authenticator = ReturnType<typeof newAuthenticator>
async function signIn(authenticator: Authenticator, how: Partial<Ways> = {}, ctx = stranger()) {
  const { options } = await beginPasskeySignIn({}, ctx)
  return signInWithPasskey({ response: authenticator.assert(options, { ...ways, ...how }) }, ctx)
}

test('a passkey is made for the host of the organisation, and signs its person in without a name', async () => {
  const { authenticator, kept, response } = await withPasskey(1)
  assert.deepEqual([kept.name, kept.host, kept.isSynced], ['My phone', 'a.test', false])
  await assert.rejects(addPasskey({ name: 'again', response }, signedIn(1)), refused, 'a challenge is answered once')
  const ctx = stranger()
  const { options } = await beginPasskeySignIn({}, ctx)
  assert.deepEqual([options.rpId, options.userVerification, options.allowCredentials], ['a.test', 'required', []])
  const answer = authenticator.assert(options, ways)
  assert.deepEqual(await signInWithPasskey({ response: answer }, ctx), { state: 'signed-in', personId: person(1) })
  assert.match(ctx.headers[0]!, /^set-cookie: statex=ses_/)
  await assert.rejects(signInWithPasskey({ response: answer }, stranger()), refused, 'and once only')
})

test('what was made for another page, by another key or without its user is refused', async () => {
  const { authenticator } = await withPasskey(2)
  for (const how of [
    { origin: 'http://evil.test:8080' },
    { origin: 'http://a.test:9999' },
    { rpId: 'evil.test' },
    { isVerified: false },
    { isFramed: true },
  ])
    await assert.rejects(signIn(authenticator, how), refused, JSON.stringify(how))
  await assert.rejects(signIn(newAuthenticator()), refused, 'an unknown one')
  const impostor = { ...newAuthenticator(), id: authenticator.id }
  const { options } = await beginPasskeySignIn({}, stranger())
  const forged = { ...impostor.assert(options, ways), id: authenticator.id, rawId: authenticator.id }
  await assert.rejects(signInWithPasskey({ response: forged }, stranger()), refused, 'another key')
  const elsewhere = ctxAs(db.database, { host: 'b.test' })
  await assert.rejects(signIn(authenticator, {}, elsewhere), refused, 'at another host name')
})

test('challenges hold for one organisation, one purpose and five minutes, and only those we gave out', async () => {
  const { authenticator } = await withPasskey(3)
  const answer = async (options: Record<string, unknown>, ctx = stranger()) =>
    signInWithPasskey({ response: authenticator.assert(options, ways) }, ctx)
  const { options } = await beginPasskeySignIn({}, stranger())
  await assert.rejects(answer(options, stranger('ten_b')), refused)
  const forRegistration = await beginPasskey({}, signedIn(3))
  await assert.rejects(answer(forRegistration.options), refused)
  const forConfirming = await beginPasskeyStepUp({}, signedIn(3))
  await assert.rejects(answer(forConfirming.options), refused)
  await assert.rejects(answer({ challenge: Buffer.from('cha_x.nothing').toString('base64url') }), refused)
  const late = await beginPasskeySignIn({}, stranger())
  await db.database.owner.run({ text: `update auth.challenges set expires_at = now()`, values: [] })
  await assert.rejects(answer(late.options), refused)
  const response = {
    ...authenticator.assert({}, ways),
    response: { clientDataJSON: 'AA', authenticatorData: '', signature: '' },
  }
  await assert.rejects(signInWithPasskey({ response }, stranger()), refused)
})

test('a count that does not rise is a copy, and is refused', async () => {
  const { authenticator } = await withPasskey(4, { counter: 5 })
  await signIn(authenticator, { counter: 6 })
  await assert.rejects(signIn(authenticator, { counter: 6 }), refused)
  await assert.rejects(signIn(authenticator, { counter: 2 }), refused)
  await assert.rejects(signIn(authenticator, { counter: 0 }), refused)
  await signIn(authenticator, { counter: 7 })
})

test('confirming takes a passkey of the person, and no other', async () => {
  const [own, other] = [await withPasskey(5), await withPasskey(6)]
  const confirm = async (authenticator: Authenticator) => {
    const ctx = signedIn(5)
    const { options } = await beginPasskeyStepUp({}, ctx)
    assert.deepEqual(
      (options.allowCredentials as { id: string }[]).map(({ id }) => id),
      [own.authenticator.id],
    )
    await stepUpWithPasskey({ response: authenticator.assert(options, ways) }, ctx)
    return ctx.events
  }
  await assert.rejects(confirm(other.authenticator), refused)
  assert.deepEqual(await confirm(own.authenticator), ['confirmed'])
  const { options } = await beginPasskeyStepUp({}, signedIn(6))
  const moved = stepUpWithPasskey({ response: own.authenticator.assert(options, ways) }, signedIn(5))
  await assert.rejects(moved, refused, 'a challenge of somebody else')
})

test('only the person renames and removes a passkey, and it opens nothing afterwards', async () => {
  const { authenticator, kept } = await withPasskey(7)
  await withPasskey(8)
  const passkeyId = kept.id
  const gone = { code: 'not_found' }
  await assert.rejects(renamePasskey({ passkeyId, name: 'mine' }, signedIn(8)), gone)
  await assert.rejects(removePasskey({ passkeyId }, signedIn(8)), gone)
  assert.equal((await renamePasskey({ passkeyId, name: 'Old phone' }, signedIn(7))).name, 'Old phone')
  assert.deepEqual(
    (await listFactors({}, signedIn(7))).passkeys.map(({ name }) => name),
    ['Old phone'],
  )
  await removePasskey({ passkeyId }, signedIn(7))
  await assert.rejects(signIn(authenticator), refused)
  const { authenticator: last } = await withPasskey(9)
  await erasePerson(stranger().db, person(9))
  await assert.rejects(signIn(last), refused)
})

test('an installation with an IP address only says that it has no passkeys', async () => {
  const ctx = ctxAs(db.database, { tenant: 'ten_default' })
  await assert.rejects(beginPasskeySignIn({}, ctx), { code: 'passkeys_unavailable' })
})

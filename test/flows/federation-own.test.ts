// Two installations: one signs its people in by the OpenID provider of the other, which is ours.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { scratchDatabase } from '#platform/testing'
import { operatorKey, type Platform, startTogether } from '../platform.ts'
import { openBrowser } from './browser.ts'
import type { Running } from './modes.ts'
import { openParty, type Party } from './oidc.ts'
import { ask, type Browser, enrolOwner } from './people.ts'
import { everythingIn } from './tables.ts'
import { send } from './wire.ts'

const sealing = ['the first sealing key of these tests', 'the second sealing key of these tests']
const running = (platform: Platform): Running => ({ ...platform, mode: 'together', blobCount: () => 0 })
let scratch: { url: string; drop(): Promise<void> }
let home: Running
let relying: Running
let party: Party
let owner: Browser
let secret: string
let providerId: string
const env: Record<string, string> = { SEALING_KEYS: sealing[0]!, AUTH_PRIVATE_PROVIDERS: 'true' }

before(async () => {
  scratch = await scratchDatabase()
  env.DATABASE_URL = scratch.url
  home = running(await startTogether({}))
  relying = running(await startTogether({ env }))
  party = await openParty(home, '', 'ten_default')
  owner = await enrolOwner(relying, '', 'ten_default', 'olga@example.org')
  const redirectUris = [`${relying.url}/api/auth/provider-return`]
  const registered = await party.register({ kind: 'web', redirectUris, asksConsent: false })
  secret = registered.secret
  const wanted = { name: 'The other house', issuer: party.issuer.href, clientId: registered.id, clientSecret: secret }
  const made = await ask(relying, 'POST', '/auth/providers', owner, {
    ...wanted,
    domains: ['example.com'],
    role: 'auditor',
  })
  assert.equal(made.status, 201, made.text)
  assert.equal(made.body.redirectUri, redirectUris[0])
  providerId = made.body.id
})
after(async () => {
  await relying?.stop()
  await home?.stop()
  await scratch?.drop()
})

/** From the button to the page behind it, by way of the other installation. */
async function comeBy(): Promise<Browser> {
  const here = openBrowser(relying.url)
  const sent = await here.open(`/api/auth/providers/${providerId}/start`)
  const there = await (await party.browser()).open(sent.url)
  assert.ok(there.url.startsWith(`${relying.url}/api/auth/provider-return?`), `${there.url} ${there.text.slice(-600)}`)
  assert.equal(new URL((await here.open(there.url)).url).pathname, '/account')
  return { host: '', cookie: here.cookie('statex') }
}

test('A person of one installation signs in at the other, and proves there how long ago they signed in at home.', async () => {
  const { body } = await ask(relying, 'GET', '/auth/me', await comeBy())
  assert.deepEqual(
    [body.role, body.isBound, body.person.name, body.person.addresses],
    ['auditor', true, 'owner-of-ten-default', [{ address: 'owner-of-ten-default@example.com', isConfirmed: true }]],
  )
})

test('Neither the secret nor what a sign-in under way depends on stands in the database.', async () => {
  const here = openBrowser(relying.url)
  const sent = new URL((await here.open(`/api/auth/providers/${providerId}/start`)).url).searchParams
  const dump = await everythingIn(scratch.url)
  const cookie = here.cookie('statex-provider').split('=')[1]!
  assert.match(cookie, /^[\w-]{43}$/)
  for (const text of [secret, sent.get('state')!, sent.get('nonce')!, sent.get('code_challenge')!, cookie])
    assert.ok(!dump.some((value) => value.includes(text)), `${text.slice(0, 6)}… stands in the database`)
  assert.ok(dump.includes(party.issuer.href), 'the dump shows what it should')
})

test('After a rotation of the sealing key the provider’s secret is wrapped anew, and the old key may go.', async () => {
  await relying.stop()
  env.SEALING_KEYS = sealing.toReversed().join()
  env.PORT = new URL(relying.url).port
  relying = running(await startTogether({ env }))
  const rewrap = () => send(relying.url, '/api/auth/secrets/rewrap', { method: 'POST', token: operatorKey })
  const first = (await rewrap()).body
  assert.ok(first.rewrapped >= 1 && first.left === 0, JSON.stringify(first))
  assert.deepEqual((await rewrap()).body, { rewrapped: 0, left: 0 })
  const dump = await everythingIn(scratch.url)
  const ids = new Set(dump.filter((text) => text.startsWith('sealed1.')).map((text) => text.split('.')[1]))
  assert.equal(ids.size, 1, 'one sealing key is left')
})

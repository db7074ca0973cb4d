// What an application was given ends by itself. A process whose clock is ahead is asked, on the same database and keys: nobody waits.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { scratchDatabase } from '#platform/testing'
import { type Platform, startTogether } from '../platform.ts'
import type { Running } from './modes.ts'
import { allow, begin, callback, openParty, type Party, type Registered } from './oidc.ts'
import { send } from './wire.ts'

const folder = mkdtempSync(join(tmpdir(), 'statex-late-'))
const [preload, ahead] = [join(folder, 'ahead.mjs'), join(folder, 'ahead')]
// Read anew each time, so that one process can be at any time.
const clock = `import { readFileSync } from 'node:fs'
const Real = Date
const now = () => Real.now() + Number(readFileSync(${JSON.stringify(ahead)}, 'utf8')) * 1000
globalThis.Date = class extends Real {
  constructor(...given) {
    given.length ? super(...given) : super(now())
  }
  static now() {
    return now()
  }
}
`
const [minute, day] = [60, 86_400]
let scratch: { url: string; drop(): Promise<void> }
let today: Running
let late: Platform
let party: Party
let registered: Registered

before(async () => {
  scratch = await scratchDatabase()
  writeFileSync(preload, clock)
  writeFileSync(ahead, '0')
  const env = {
    DATABASE_URL: scratch.url,
    SEALING_KEYS: 'the only sealing key of these tests',
    AUTH_SESSION_DAYS: '400',
  }
  today = Object.assign(await startTogether({ env }), { mode: 'together' as const, blobCount: () => 0 })
  late = await startTogether({ env: { ...env, NODE_OPTIONS: `--import=${preload}` } })
  party = await openParty(today, '', 'ten_default')
  registered = await party.register({ kind: 'web', redirectUris: [callback] })
})
after(async () => {
  await late?.stop()
  await today?.stop()
  await scratch?.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** The token endpoint, so many seconds later. */
function tokensAfter(seconds: number, form: Record<string, string>) {
  writeFileSync(ahead, String(seconds))
  return send(late.url, '/oidc/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: registered.id, client_secret: registered.secret, ...form }).toString(),
  })
}
/** What a code is redeemed with. */
async function codeForm(): Promise<Record<string, string>> {
  const started = await begin(await party.discover(registered), {
    scope: 'openid offline_access',
    prompt: 'consent',
  })
  const back = await allow(await party.browser(), started.url)
  const code = back.searchParams.get('code')!
  return { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: started.verifier }
}

test('A code is good for a minute.', async () => {
  const [soon, tooLate] = [await codeForm(), await codeForm()]
  const served = await tokensAfter(minute - 10, soon)
  assert.equal(served.status, 200, served.text)
  const refused = await tokensAfter(minute + 1, tooLate)
  assert.deepEqual([refused.status, refused.body.error], [400, 'invalid_grant'])
})

test('A refresh token ends when nobody uses it for thirty days, and half a year after the consent in any case.', async () => {
  const first = async () => (await tokensAfter(0, await codeForm())).body.refresh_token
  const refresh = (seconds: number, refresh_token: string) =>
    tokensAfter(seconds, { grant_type: 'refresh_token', refresh_token })
  const unused = await refresh(31 * day, await first())
  assert.deepEqual([unused.status, unused.body.error], [400, 'invalid_grant'])
  let token = await first()
  for (let at = 29; at <= 174; at += 29) {
    const used = await refresh(at * day, token)
    assert.equal(used.status, 200, `after ${at} days: ${used.text}`)
    token = used.body.refresh_token
  }
  const after = await refresh(181 * day, token)
  assert.deepEqual([after.status, after.body.error], [400, 'invalid_grant'])
})

// Signing in by a provider, as a person meets it: a button, and a sentence when it goes no further.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ask, firstOwner } from '../flows/people.ts'
import { startUpstream, type Upstream } from '../flows/upstream.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, inspect, openBrowser } from './browser.ts'

let platform: Platform
let upstream: Upstream
let browser: Browser
let shots: string

before(async () => {
  upstream = await startUpstream()
  platform = await startTogether({ env: { AUTH_PRIVATE_PROVIDERS: 'true' } })
  browser = await openBrowser()
  shots = await mkdtemp(join(tmpdir(), 'statex-providers-'))
  const owner = await firstOwner(platform, 'olga@example.com')
  const made = await ask(platform, 'POST', '/auth/providers', owner, {
    ...{ name: 'Acme', issuer: upstream.issuer, clientId: 'statex', clientSecret: 'a secret' },
    ...{ domains: ['acme.example.com'], role: 'member' },
  })
  assert.equal(made.status, 201, made.text)
})
after(async () => {
  await browser?.close()
  await platform?.stop()
  await upstream?.close()
})

const heading = (name: string) => browser.page.getByRole('heading', { level: 1, name }).waitFor()

test('who is turned away reads why, and who is let in arrives where they wanted to go', async (t) => {
  t.diagnostic(`screenshots are in ${shots}`)
  const { page } = browser
  upstream.sayOf({ sub: 'ann', email: 'ann@acme.example.com' })
  await page.goto(`${platform.url}/account`)
  await page.waitForURL('**/sign-in?return=*')
  const button = page.getByRole('link', { name: 'Sign in with Acme' })
  await button.click()
  await page.getByRole('alert').getByText('did not say that it has verified your e-mail address').waitFor()
  await inspect(page, 'turned-away', shots)
  upstream.sayOf({ sub: 'ann', email: 'ann@acme.example.com', email_verified: true, name: 'Ann' })
  await button.click()
  await heading('Your account')
  await page.getByText('ann@acme.example.com').first().waitFor()
  assert.equal(await page.getByRole('heading', { name: /password/i }).count(), 0, 'there is no password to change')
  await inspect(page, 'arrived', shots)
})

test('only reasons that we know are shown, since anybody can write an address', async () => {
  const { page } = browser
  await page.goto(`${platform.url}/sign-in?problem=Call%20555`)
  await heading('Sign in')
  assert.equal(await page.getByRole('alert').count(), 0)
})

// Signing out: within reach on every page, and nothing of the account stays behind in the tab.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { firstOwner } from '../flows/people.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, inspect, openBrowser, signInAs } from './browser.ts'

let platform: Platform
let owner: Browser
let shots: string

before(async () => {
  platform = await startTogether()
  owner = await openBrowser()
  shots = await mkdtemp(join(tmpdir(), 'statex-sign-out-'))
  await firstOwner(platform, 'olga@example.com')
})
after(async () => {
  await owner?.close()
  await platform?.stop()
})

const heading = (name: string) => owner.page.getByRole('heading', { level: 1, name }).waitFor()
const signOut = () => owner.page.getByRole('button', { name: 'Sign out' })

test('every page offers to sign out, and afterwards nothing of the account is left in the tab', async (t) => {
  t.diagnostic(`screenshots are in ${shots}`)
  const { page, faults } = owner
  await signInAs(page, platform.url, 'olga@example.com')
  faults.length = 0
  for (const path of ['/', '/new', '/sign-up', '/account', '/account/organisation']) {
    await page.goto(`${platform.url}${path}`)
    await signOut().waitFor()
    assert.equal(await signOut().count(), 1, path)
  }
  await inspect(page, 'signed-in-elsewhere', shots)
  await page.evaluate("sessionStorage.setItem('statex.token.req_1', 'a secret'); sessionStorage.setItem('other', '1')")
  await signOut().click()
  await heading('Sign in')
  const kept = (await page.evaluate('JSON.stringify(sessionStorage)')) as string
  assert.ok(kept.includes('"other"') && !kept.includes('a secret'), kept)
  assert.equal(await page.getByRole('link', { name: 'Account' }).count(), 0)
  await page.goBack()
  await page.waitForURL('**/sign-in?return=*')
  await heading('Sign in')
  assert.ok(!(await page.content()).includes('olga@example.com'))
  // What the browser itself says of a refusal that was provoked is no fault of the page.
  assert.deepEqual(
    faults.filter((fault) => !fault.includes('status of 401')),
    [],
  )
})

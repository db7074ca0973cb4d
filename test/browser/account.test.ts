// Accounts as people use them, from the link that a fresh installation prints to a key that is shown once.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually } from '#platform/testing'
import { tokenMailedTo } from '../flows/people.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, inspect, openBrowser } from './browser.ts'

const [password, other] = ['a long enough passphrase', 'another long passphrase']
let platform: Platform
let owner: Browser
let guest: Browser
let shots: string

before(async () => {
  platform = await startTogether()
  owner = await openBrowser()
  guest = await openBrowser()
  shots = await mkdtemp(join(tmpdir(), 'statex-account-'))
})
after(async () => {
  for (const browser of [owner, guest]) await browser?.close()
  await platform?.stop()
})

const open = async ({ page, faults }: Browser, path: string) => {
  await page.goto('about:blank')
  faults.length = 0
  const answer = await page.goto(platform.url + path)
  assert.equal(answer?.status(), 200, path)
  await page.locator('h1').waitFor()
}
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const hasFocus = (page: Page, name: string) =>
  eventually(`the focus to be on ${name}`, async () => (await page.evaluate('document.activeElement.name')) === name)
/** What the browser itself says of a refusal that the test provoked is no fault of the page. */
const faultsBeside = (browser: Browser, ...statuses: number[]) =>
  browser.faults.splice(0).filter((fault) => !statuses.some((status) => fault.includes(`status of ${status}`)))

async function signIn(page: Page, address: string, secret: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(address)
  await page.getByLabel('Password', { exact: true }).fill(secret)
  await button(page, 'Sign in').press('Enter')
}

test('the link in the log makes the owner, who is then at their account', async (t) => {
  t.diagnostic(`screenshots are in ${shots}`)
  const [link] = /\/setup#token=[\w.-]+/.exec(platform.log()) ?? []
  assert.ok(link, platform.log())
  await open(owner, '/setup')
  await heading(owner.page, 'This link does not work')
  await open(owner, link)
  await button(owner.page, 'Make my account').click()
  await hasFocus(owner.page, 'name')
  await owner.page.getByLabel('Name').fill('Olga')
  await owner.page.getByLabel('E-mail address').fill('olga@example.com')
  const chosen = owner.page.getByLabel('Password', { exact: true })
  assert.equal(await chosen.getAttribute('type'), 'password', 'nobody reads it over a shoulder')
  assert.equal(await chosen.getAttribute('autocomplete'), 'new-password', 'a password manager knows what it is for')
  await owner.page.getByLabel('Password', { exact: true }).fill('short')
  await button(owner.page, 'Make my account').click()
  await hasFocus(owner.page, 'newPassword')
  await inspect(owner.page, 'setup-faults', shots)
  await owner.page.getByLabel('Password', { exact: true }).fill(password)
  await button(owner.page, 'Make my account').click()
  await heading(owner.page, 'Your account')
  await owner.page.getByRole('link', { name: 'Account' }).waitFor()
  assert.ok(!owner.page.url().includes('token'), 'the secret is out of the address')
  assert.deepEqual(owner.faults, [])
  await open(owner, link)
  await owner.page.getByLabel('Name').fill('Eve')
  await owner.page.getByLabel('E-mail address').fill('eve@example.com')
  await owner.page.getByLabel('Password', { exact: true }).fill(password)
  await button(owner.page, 'Make my account').click()
  await owner.page.getByRole('alert').waitFor()
  assert.deepEqual(faultsBeside(owner, 401), [])
})

test('a person signs out, is told of a wrong password at its field, and signs in where they wanted to go', async () => {
  const { page } = owner
  await open(owner, '/account')
  await button(page, 'Sign out').click()
  await heading(page, 'Sign in')
  await page.goto('about:blank')
  await page.goto(`${platform.url}/account`)
  await page.waitForURL('**/sign-in?return=*')
  await heading(page, 'Sign in')
  await signIn(page, 'olga@example.com', 'not this one')
  await page.getByText('The address or the password is not right.').waitFor()
  await hasFocus(page, 'password')
  await inspect(page, 'sign-in-wrong', shots)
  await signIn(page, 'olga@example.com', password)
  await heading(page, 'Your account')
  assert.deepEqual(faultsBeside(owner, 401), [])
})

test('the page to return to is never another site, and may ask for the password again', async () => {
  const { page } = owner
  await open(owner, '/sign-in?return=%2F%5Cevil.example.com')
  await signIn(page, 'olga@example.com', password)
  await page.waitForURL('**/account')
  await open(owner, '/sign-in?return=%2Fdocs&again=1')
  await heading(page, 'Confirm that it is you')
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'olga@example.com')
  await inspect(page, 'again', shots)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await button(page, 'Confirm').click()
  await page.waitForURL('**/docs')
  assert.deepEqual(owner.faults, [])
})

test('an invited person joins in another browser by the link of the mail', async () => {
  await open(owner, '/account')
  await owner.page.locator('input[name=invited]').fill('ada@example.com')
  await owner.page.getByLabel('Role').selectOption('admin')
  await button(owner.page, 'Send the invitation').click()
  await owner.page.getByText('is on its way').waitFor()
  await button(owner.page, 'Take back the invitation of ada@example.com').waitFor()
  const token = await tokenMailedTo(platform, 'ada@example.com', 'join')
  await open(guest, `/join#token=${token}`)
  await heading(guest.page, 'You are invited')
  await guest.page.getByText('You join as: Administrator.').waitFor()
  await inspect(guest.page, 'join', shots)
  await guest.page.getByLabel('Name').fill('Ada')
  await guest.page.getByLabel('Password', { exact: true }).fill(password)
  await button(guest.page, 'Accept the invitation').click()
  await heading(guest.page, 'Your account')
  await guest.page.getByText('olga@example.com').waitFor()
  assert.deepEqual([...owner.faults, ...guest.faults], [])
})

test('a key is made after the password is confirmed, shown once, and revoked', async () => {
  const { page } = guest
  await button(page, 'Make a key').click()
  await page.getByLabel('What is it for?').fill('nightly import')
  await button(page, 'Make the key').click()
  await page.getByText('Please choose at least one thing').waitFor()
  await hasFocus(page, 'scopes')
  await page.getByLabel('See the people, invitations and roles.').check()
  await inspect(page, 'key-form', shots)
  // The answer of a session that was confirmed more than ten minutes ago.
  const late = { code: 'step_up_required', detail: 'Confirm your password again.' }
  await page.route('**/api/auth/keys', (route) => route.fulfill({ status: 403, json: late }), { times: 1 })
  await button(page, 'Make the key').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Password', { exact: true }).fill('not this one')
  await button(page, 'Confirm').click()
  await dialog.getByText('This is not your password.').waitFor()
  await inspect(page, 'step-up', shots)
  await dialog.getByLabel('Password', { exact: true }).fill(password)
  await button(page, 'Confirm').click()
  const secret = page.getByLabel('Your new key')
  assert.match(await secret.inputValue(), /^sx_live_\w{46}$/)
  await inspect(page, 'key-made', shots)
  const shown = await secret.inputValue()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await button(page, 'Copy the key').click()
  await button(page, 'Copied').waitFor()
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), shown)
  await button(page, 'I have it').press('Enter')
  await eventually(
    'the focus to be where a key is made',
    async () => (await page.evaluate('document.activeElement.id')) === 'make-key',
  )
  await page.reload()
  await button(page, 'Revoke the key nightly import').waitFor()
  assert.equal(await secret.count(), 0)
  assert.ok(!(await page.content()).includes(shown))
  await button(page, 'Revoke the key nightly import').click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText(/revoked/).waitFor()
  assert.deepEqual(faultsBeside(guest, 401, 403), [])
})

test('an owner gives somebody else another role', async () => {
  await open(owner, '/account')
  await owner.page.getByLabel('Role of Ada').selectOption('auditor')
  await eventually('the new role to be kept', async () => {
    await owner.page.reload()
    return (await owner.page.getByLabel('Role of Ada').inputValue()) === 'auditor'
  })
  assert.equal(await owner.page.getByLabel(/^Role of/).count(), 1, 'nobody changes their own')
  assert.deepEqual(owner.faults, [])
})

test('other sessions end one by one or together, and a changed password ends them too', async () => {
  const { page } = owner
  for (const name of ['curl/8.5.0', 'a forgotten tablet', 'a borrowed telephone'])
    await fetch(`${platform.url}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': name },
      body: JSON.stringify({ address: 'olga@example.com', password }),
    })
  await open(owner, '/account')
  await button(page, /^End this one: curl/).click()
  await page.getByText('curl/8.5.0').waitFor({ state: 'detached' })
  await inspect(page, 'account', shots)
  await button(page, /^End all \d+ others$/).click()
  await eventually('one session to be left', async () => (await page.getByText('Last seen').count()) === 1)
  await page.getByLabel('Password now').fill(password)
  await page.getByLabel('New password').fill(other)
  await button(page, 'Change the password').click()
  await page.getByText('Your password is changed').waitFor()
  assert.deepEqual(owner.faults, [])
})

test('a forgotten password is set anew by the link of the mail', async () => {
  const { page } = guest
  await open(guest, '/sign-in')
  await inspect(page, 'sign-in', shots)
  await page.getByRole('link', { name: 'I forgot my password' }).click()
  await page.getByLabel('E-mail address').fill('ada@example.com')
  await inspect(page, 'forgot', shots)
  await button(page, 'Send the link').click()
  await heading(page, 'Look into your mail')
  await inspect(page, 'forgot-sent', shots)
  const token = await tokenMailedTo(platform, 'ada@example.com', 'reset')
  await open(guest, `/reset#token=${token}`)
  await inspect(page, 'reset', shots)
  await page.getByLabel('New password').fill(other)
  await button(page, 'Save the password').click()
  await heading(page, 'Your password is set')
  await page.locator('main').getByRole('link', { name: 'Sign in' }).click()
  await signIn(page, 'ada@example.com', other)
  await heading(page, 'Your account')
  assert.deepEqual(guest.faults, [])
})

test('an account that somebody asked for is finished by the link of the mail', async () => {
  const { page } = guest
  await button(page, 'Sign out').click()
  await heading(page, 'Sign in')
  const asked = await page.request.post(`${platform.url}/api/auth/sign-up`, { data: { address: 'carl@example.com' } })
  assert.equal(asked.status(), 202)
  const token = await tokenMailedTo(platform, 'carl@example.com', 'confirm')
  await open(guest, `/confirm#token=${token}`)
  await inspect(page, 'confirm', shots)
  await page.getByLabel('Name').fill('Carl')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await button(page, 'Make my account').click()
  await heading(page, 'Your account')
  assert.equal(await page.getByText('API keys').count(), 0, 'a customer has no part in the organisation')
  await inspect(page, 'account-customer', shots)
  assert.deepEqual(guest.faults, [])
})

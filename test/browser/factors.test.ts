// Passkeys, authenticator apps and codes by mail as people use them.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually } from '#platform/testing'
import { codeMailedTo } from '../flows/people.ts'
import { appCode } from '../flows/totp.ts'
import { type Platform, startTogether } from '../platform.ts'
import { addAuthenticator } from './authenticator.ts'
import { type Browser, inspect, openBrowser } from './browser.ts'

const password = 'a long enough passphrase'
const address = 'olga@example.com'
let platform: Platform
let url: string
let browser: Browser
let authenticator: Awaited<ReturnType<typeof addAuthenticator>>
let shots: string

before(async () => {
  platform = await startTogether({ publicHost: 'localhost' })
  url = platform.url.replace('127.0.0.1', 'localhost')
  browser = await openBrowser()
  shots = await mkdtemp(join(tmpdir(), 'statex-factors-'))
  authenticator = await addAuthenticator(browser.page)
})
after(async () => {
  await browser?.close()
  await platform?.stop()
})

const open = async (path: string) => {
  const { page, faults } = browser
  await page.goto('about:blank')
  faults.length = 0
  assert.equal((await page.goto(url + path))?.status(), 200, path)
  await page.locator('h1').waitFor()
}
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const code = (page: Page) => page.locator('input[name=code]')
const hasFocus = (page: Page, name: string) =>
  eventually(`the focus to be on ${name}`, async () => (await page.evaluate('document.activeElement.name')) === name)
/** What the browser itself says of a refusal that the test provoked is no fault of the page. */
const faultsBeside = (...statuses: number[]) =>
  browser.faults.splice(0).filter((fault) => !statuses.some((status) => fault.includes(`status of ${status}`)))
const signOut = async (page: Page) => {
  await button(page, 'Sign out').click()
  await heading(page, 'Sign in')
}
const givePassword = async (page: Page) => {
  await page.getByLabel('E-mail address').fill(address)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
}

test('a passkey is made on the account page, and renamed', async (t) => {
  t.diagnostic(`screenshots are in ${shots}`)
  const { page } = browser
  const [link] = /\/setup#token=[\w.-]+/.exec(platform.log()) ?? []
  await open(link!)
  await page.getByLabel('Name').fill('Olga')
  await page.getByLabel('E-mail address').fill(address)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await button(page, 'Make my account').click()
  await heading(page, 'Your account')
  await button(page, 'Add a passkey').click()
  await page.getByLabel('Name of the passkey').fill('')
  await button(page, 'Create it on this device').click()
  await page.getByText('Please give a name.').waitFor()
  await hasFocus(page, 'passkeyName')
  await page.getByLabel('Name of the passkey').fill('My laptop')
  await button(page, 'Create it on this device').click()
  await button(page, 'Rename the passkey My laptop').click()
  await page.getByLabel('Name of the passkey').fill('My old laptop')
  await button(page, 'Save the name').click()
  await button(page, 'Rename the passkey My old laptop').waitFor()
  await button(page, 'Add a passkey').click()
  await page.getByLabel('Name of the passkey').fill('The same again')
  await button(page, 'Create it on this device').click()
  await page.getByText('This device has a passkey for your account already.').waitFor()
  assert.deepEqual(browser.faults, [])
})

test('a passkey signs in without a name, and what was refused is said on the page', async () => {
  const { page } = browser
  await open('/account')
  await signOut(page)
  await inspect(page, 'sign-in', shots)
  await authenticator.verifies(false)
  await button(page, 'Use a passkey').click()
  await page.getByText('No passkey was given').waitFor()
  await inspect(page, 'passkey-refused', shots)
  await authenticator.verifies(true)
  await button(page, 'Use a passkey').focus()
  await page.keyboard.press('Enter')
  await heading(page, 'Your account')
  assert.deepEqual(faultsBeside(), [])
})

test('an app is set up with a QR code, and its recovery codes are shown once', async () => {
  const { page } = browser
  await open('/account')
  // The answer of a session that was confirmed more than ten minutes ago.
  const late = { code: 'step_up_required', detail: 'Confirm who you are first.' }
  await page.route('**/api/auth/totp', (route) => route.fulfill({ status: 403, json: late }), { times: 1 })
  await button(page, 'Set up an app').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Password', { exact: true }).waitFor()
  await inspect(page, 'step-up-ways', shots)
  await dialog.getByRole('button', { name: 'Use a passkey' }).click()
  const qr = page.getByRole('img', { name: 'QR code with the key for your authenticator app' })
  await qr.waitFor()
  await hasFocus(page, 'code')
  await inspect(page, 'app-set-up', shots)
  const secret = (await page.locator('dd.font-mono').innerText()).replaceAll(' ', '')
  const colours = `[...document.querySelectorAll('svg[role=img] path')].map((path) => getComputedStyle(path).fill).join()`
  assert.equal(await page.evaluate(colours), 'rgb(255, 255, 255),rgb(0, 0, 0)', 'in the dark theme too')
  await code(page).fill('000000')
  await button(page, 'Turn it on').click()
  await page.getByText('This is not the code of this moment.').waitFor()
  await hasFocus(page, 'code')
  await code(page).fill(appCode(secret))
  await button(page, 'Turn it on').click()
  const shown = page.getByLabel('Your recovery codes')
  const recovery = (await shown.inputValue()).split('\n')
  assert.equal(recovery.length, 10)
  await inspect(page, 'recovery-codes', shots)
  await button(page, 'I have them').click()
  await page.getByText('10 are left').waitFor()
  await inspect(page, 'account-factors', shots)
  assert.deepEqual(faultsBeside(401, 403), [])
  secrets = { secret, recovery }
})
let secrets: { secret: string; recovery: string[] }

test('a password then needs a code of the app, and a recovery code stands in for it', async () => {
  const { page } = browser
  await open('/account')
  await signOut(page)
  await givePassword(page)
  await heading(page, 'One more step')
  await hasFocus(page, 'code')
  await button(page, 'Sign in').click()
  await page.getByText('Please enter the code.').waitFor()
  await code(page).fill('000000')
  await page.keyboard.press('Enter')
  await page.getByText('This code is not right, or was used already.').waitFor()
  await hasFocus(page, 'code')
  await inspect(page, 'second-factor', shots)
  await code(page).fill(appCode(secrets.secret, 1))
  await page.keyboard.press('Enter')
  await heading(page, 'Your account')
  await signOut(page)
  await givePassword(page)
  await button(page, 'Use a recovery code instead').click()
  await page.getByLabel('Recovery code', { exact: true }).fill(secrets.recovery[0]!)
  await inspect(page, 'recovery-code', shots)
  await page.keyboard.press('Enter')
  await heading(page, 'Your account')
  await page.getByText('9 are left').waitFor()
  assert.deepEqual(faultsBeside(401), [])
})

test('a code by mail signs in where it was asked for, and the app is asked for too', async () => {
  const { page } = browser
  await open('/account')
  await signOut(page)
  await page.getByLabel('E-mail address').fill(address)
  await button(page, 'Send me a code').click()
  await heading(page, 'Sign in with a code')
  assert.equal(await page.getByLabel('E-mail address').inputValue(), address)
  await inspect(page, 'ask-for-code', shots)
  await button(page, 'Send me the code').click()
  await heading(page, 'Look into your mail')
  await hasFocus(page, 'code')
  await code(page).fill('123')
  await page.keyboard.press('Enter')
  await eventually('the fault at the field', async () => (await code(page).getAttribute('aria-invalid')) === 'true')
  await inspect(page, 'mailed-code', shots)
  await code(page).fill(await codeMailedTo(platform, address))
  await page.keyboard.press('Enter')
  await heading(page, 'One more step')
  await button(page, 'Use a recovery code instead').click()
  await code(page).fill(secrets.recovery[1]!.toUpperCase())
  await page.keyboard.press('Enter')
  await heading(page, 'Your account')
  assert.deepEqual(faultsBeside(400), [])
})

test('who is signed in confirms with a passkey or a code of the app', async () => {
  const { page } = browser
  await open('/sign-in?return=%2Fdocs&again=1')
  await heading(page, 'Confirm that it is you')
  await inspect(page, 'again-ways', shots)
  await button(page, 'Use a code of the app instead').click()
  await hasFocus(page, 'code')
  await button(page, 'Use the password instead').click()
  await button(page, 'Use a passkey').click()
  await page.waitForURL('**/docs')
  assert.deepEqual(browser.faults, [])
})

test('app and passkey are taken away, and a password is enough again', async () => {
  const { page } = browser
  await open('/account')
  await button(page, 'Turn it off').click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Turn it off' }).click()
  await button(page, 'Set up an app').waitFor()
  await button(page, 'Remove the passkey My old laptop').click()
  await inspect(page, 'remove-passkey', shots)
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('You have none yet.').waitFor()
  await signOut(page)
  await button(page, 'Use a passkey').click()
  await page.getByText('This passkey was not accepted').waitFor()
  await givePassword(page)
  await heading(page, 'Your account')
  assert.deepEqual(faultsBeside(401), [])
})

test('signing out everywhere else ends every session, however it was opened', async () => {
  const { page } = browser
  const post = (path: string, body: object) =>
    fetch(`${url}/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const earlier = await codeMailedTo(platform, address)
  const { codeId } = (await (await post('/code', { address })).json()) as { codeId: string }
  const code = await eventually('a new code', async () => {
    const newest = await codeMailedTo(platform, address)
    return newest !== earlier && newest
  })
  const opened = [await post('/sign-in', { address, password }), await post('/code/sign-in', { codeId, code })]
  const cookies = opened.map((answer) => answer.headers.getSetCookie()[0]!.split(';')[0]!)
  const seen = () =>
    Promise.all(cookies.map(async (cookie) => (await fetch(`${url}/api/auth/me`, { headers: { cookie } })).status))
  assert.deepEqual(await seen(), [200, 200])
  await open('/account')
  await button(page, 'End all 2 others').click()
  await eventually('one session to be left', async () => (await page.getByText('Last seen').count()) === 1)
  assert.deepEqual(await seen(), [401, 401])
  assert.deepEqual(browser.faults, [])
})

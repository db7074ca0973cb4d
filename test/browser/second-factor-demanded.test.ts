// An organisation that demands a second factor, as its owner and a member meet it.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { tokenMailedTo } from '../flows/people.ts'
import { appCode } from '../flows/totp.ts'
import { type Platform, startTogether } from '../platform.ts'
import { addAuthenticator } from './authenticator.ts'
import { type Browser, inspect, openBrowser } from './browser.ts'

const password = 'a long enough passphrase'
let platform: Platform
let url: string
let owner: Browser
let member: Browser
let shots: string
before(async () => {
  platform = await startTogether({ publicHost: 'localhost' })
  url = platform.url.replace('127.0.0.1', 'localhost')
  owner = await openBrowser()
  member = await openBrowser()
  shots = await mkdtemp(join(tmpdir(), 'statex-demanded-'))
  await addAuthenticator(owner.page)
})
after(async () => {
  await owner?.close()
  await member?.close()
  await platform?.stop()
})

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const faultsBeside = ({ faults }: Browser, ...statuses: number[]) =>
  faults.splice(0).filter((fault) => !statuses.some((status) => fault.includes(`status of ${status}`)))
const signIn = async (page: Page, address: string) => {
  await page.getByLabel('E-mail address').fill(address)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await heading(page, 'Your account')
}

test('An owner demands it once they have a passkey, and confirms with it when they came by password alone.', async (t) => {
  t.diagnostic(`screenshots are in ${shots}`)
  const { page } = owner
  const [link] = /\/setup#token=[\w.-]+/.exec(platform.log()) ?? []
  await page.goto(url + link)
  await page.getByLabel('Name').fill('Olga')
  await page.getByLabel('E-mail address').fill('olga@example.com')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await button(page, 'Make my account').click()
  await heading(page, 'Your account')
  await button(page, 'Demand a second factor').click()
  await page.getByText(/^Set up an authenticator app or a passkey for yourself first/).waitFor()
  await button(page, 'Add a passkey').click()
  await page.getByLabel('Name of the passkey').fill('My laptop')
  await button(page, 'Create it on this device').click()
  await button(page, 'Rename the passkey My laptop').waitFor()
  await page.locator('input[name=invited]').fill('mia@example.com')
  await button(page, 'Send the invitation').click()
  await page
    .getByText(/mia@example\.com/)
    .first()
    .waitFor()
  await button(page, 'Demand a second factor').click()
  await page.getByText(/^Everybody who belongs to this organisation needs a second factor/).waitFor()
  await inspect(page, 'rules', shots)
  await button(page, 'Sign out').click()
  await heading(page, 'Sign in')
  await signIn(page, 'olga@example.com')
  await page.getByText('Please confirm with your second factor').waitFor()
  assert.equal(await page.getByRole('heading', { name: 'People', exact: true }).count(), 0)
  await inspect(page, 'confirm', shots)
  await button(page, 'Use a passkey').click()
  await page.getByRole('heading', { name: 'People', exact: true }).waitFor()
  assert.deepEqual(faultsBeside(owner, 409), [])
})

test('A member without one is led to set it up, keeps the recovery codes on the page, and then sees what is theirs.', async () => {
  const { page } = member
  const token = await tokenMailedTo(platform, 'mia@example.com', 'join')
  await page.goto(`${url}/join#token=${token}`)
  await page.getByLabel('Name').fill('Mia')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByText('Your organisation asks for a second way to sign in').waitFor()
  assert.equal(await page.getByRole('heading', { name: 'People', exact: true }).count(), 0)
  await inspect(page, 'set-up', shots)
  await button(page, 'Set up an app').click()
  const secret = (await page.locator('dd.font-mono').innerText()).replaceAll(' ', '')
  await page.locator('input[name=code]').fill(appCode(secret))
  await button(page, 'Turn it on').click()
  await page.getByRole('heading', { name: 'People', exact: true }).waitFor()
  assert.equal((await page.getByLabel('Your recovery codes').inputValue()).split('\n').length, 10)
  assert.equal(await page.getByText('Your organisation asks for a second way to sign in').count(), 0)
  assert.deepEqual(faultsBeside(member), [])
})

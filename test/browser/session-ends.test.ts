// What somebody reads who comes back after their sign-in has ended.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { scratchDatabase } from '#platform/testing'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, inspect, openBrowser } from './browser.ts'

const password = 'a long enough passphrase'
const address = 'olga@example.com'
let scratch: Awaited<ReturnType<typeof scratchDatabase>>
let platform: Platform
let browser: Browser
let shots: string
before(async () => {
  scratch = await scratchDatabase()
  platform = await startTogether({ env: { DATABASE_URL: scratch.url } })
  browser = await openBrowser()
  shots = await mkdtemp(join(tmpdir(), 'statex-session-ends-'))
})
after(async () => {
  await browser?.close()
  await platform?.stop()
  await scratch?.drop()
})

test('The list says when a sign-in ends unless it is used, and the sign-in page says why it has ended.', async () => {
  const { page, faults } = browser
  const [, token] = /\/setup#token=([\w.-]+)/.exec(platform.log()) ?? []
  await page.goto(`${platform.url}/setup#token=${token}`)
  await page.getByLabel('E-mail address').fill(address)
  await page.getByLabel('Name', { exact: true }).fill('Olga')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor()
  await page.getByText(/^Ends .*, unless it is used before$/).waitFor()
  await inspect(page, 'sessions', shots)

  const client = new pg.Client({ connectionString: scratch.url })
  await client.connect()
  await client.query(`update auth.sessions set seen_at = seen_at - interval '8 days'`)
  await client.end()
  // A fresh process knows nobody yet.
  await platform.kill()
  await platform.restart()
  faults.length = 0
  await page.goto(`${platform.url}/account`)
  await page.getByText(/was not used for a long time/).waitFor()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await inspect(page, 'sign-in-ended', shots)
  await page.getByLabel('E-mail address').fill(address)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor()
  assert.deepEqual(
    faults.filter((fault) => !fault.includes('status of 401')),
    [],
  )
})

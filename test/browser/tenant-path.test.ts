// A visitor of an organisation that is reached by path.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from '#platform/testing'
import { send } from '../flows/wire.ts'
import { operatorKey, type Platform, startTogether } from '../platform.ts'
import { type Browser, openBrowser } from './browser.ts'

const path = '/t/a00'
let platform: Platform
let browser: Browser
before(async () => {
  platform = await startTogether()
  browser = await openBrowser()
  const reply = await send(platform.url, '/api/tenant/settings', {
    ...{ method: 'PUT', host: 'a.test', token: operatorKey, body: JSON.stringify({ name: 'Amaranth' }) },
    headers: { 'content-type': 'application/json' },
  })
  assert.equal(reply.status, 200, reply.text)
  await eventually('the path', async () => (await send(platform.url, `${path}/api/tenant`)).status === 200)
})
after(async () => {
  await browser?.close()
  await platform?.stop()
})

test('The form is sent to the organisation of the path, and the page of the request stays there.', async () => {
  const { page, faults } = browser
  assert.equal((await page.goto(`${platform.url}${path}/new`))?.status(), 200)
  await page.locator('#description').fill('A website for our choir with a calendar of concerts.')
  await page.locator('#contactValue').fill('choir@example.com')
  await page.getByLabel('I agree').check()
  // Whoever sends a form within a moment is taken for a robot.
  await page.waitForTimeout(1_600)
  await page.getByRole('button', { name: 'Send the request' }).click()
  await page.waitForURL(`**${path}/requests/**`)
  await page.locator('h1').waitFor()
  const at = async (host: string) => (await send(platform.url, '/api/submissions', { host, token: operatorKey })).body
  const [sent] = (await at('a.test')).submissions
  assert.ok(page.url().includes(sent.id))
  assert.deepEqual((await at('')).submissions, [])
  await page.reload()
  await page.locator('h1').waitFor()
  assert.equal(await page.getByRole('link', { name: 'Sign in' }).count(), 0, 'nobody signs in by path')
  assert.deepEqual(faults, [])
})

test('What was begun for one organisation is not shown on the form of another, and comes back on its own.', async () => {
  const { page } = browser
  const form = async (path: string) => {
    await page.goto(`${platform.url}${path}/new`)
    await page.locator('#description').waitFor()
  }
  await form(path)
  await page.locator('#description').fill('For Amaranth only.')
  await page.setInputFiles('input[type=file]', {
    name: 'notes.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Our notes.'),
  })
  await page.getByText('notes.txt').waitFor()
  await form('')
  assert.equal(await page.locator('#description').inputValue(), '')
  assert.equal(await page.getByText('notes.txt').count(), 0)
  await form(path)
  await page.getByText('notes.txt').waitFor()
  assert.equal(await page.locator('#description').inputValue(), 'For Amaranth only.')
})

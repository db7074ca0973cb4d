// An organisation begins by itself: from the foot of the start page to the account of its owner, at an address of its own.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { tokenMailedTo } from '../flows/people.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, inspect, openBrowser } from './browser.ts'

let platform: Platform
let visitor: Browser
let shots: string
/** Where the preparation is shown. */
let progress: string
before(async () => {
  platform = await startTogether()
  visitor = await openBrowser()
  shots = await mkdtemp(join(tmpdir(), 'statex-sign-up-'))
})
after(async () => {
  await visitor?.close()
  await platform?.stop()
})

test('an organisation signs itself up, sees each step, and its owner works at its own address', async (t) => {
  t.diagnostic(`screenshots are in ${shots}`)
  const { page } = visitor
  await page.goto(platform.url)
  await page.getByRole('link', { name: 'Use StateX in your organisation' }).click()
  await page.getByRole('heading', { name: 'Start with your organisation' }).waitFor()
  const submit = page.getByRole('button', { name: 'Start', exact: true })
  await submit.click()
  await page.getByText('Please give a name.').waitFor()
  await page.getByLabel('Name of the organisation').fill('Čajovna U Dvou Přátel')
  assert.equal(await page.getByLabel('Short name').inputValue(), 'cajovna-u-dvou-pratel')
  await page.getByLabel('Short name').fill('cajovna--')
  await page.getByLabel('E-mail address').fill('olga@example.com')
  await submit.click()
  await page.getByText('Please use 3 to 40 small letters').waitFor()
  assert.ok(await page.getByLabel(/^Begin with a sample request/).isChecked())
  await inspect(page, 'sign-up-faults', shots)
  await page.getByLabel('Short name').fill('cajovna')
  await submit.press('Enter')
  await page.getByRole('heading', { name: 'Your place is ready' }).waitFor()
  assert.equal(await page.locator('[data-state=done]').count(), 9)
  await inspect(page, 'sign-up-ready', shots)
  progress = page.url()
  await page.reload()
  await page.getByRole('heading', { name: 'Your place is ready' }).waitFor()
  await page.getByRole('link', { name: /^Open cajovna\.localhost/ }).click()
  await page.waitForURL('http://cajovna.localhost:*/')
  const token = await tokenMailedTo(platform, 'olga@example.com', 'join')
  await page.goto(`${new URL(page.url()).origin}/join#token=${token}`)
  await page.getByText('You join as: Owner.').waitFor()
  await page.getByLabel('Name').fill('Olga')
  await page.getByLabel('Password', { exact: true }).fill('a long enough passphrase')
  await page.getByRole('button', { name: 'Accept the invitation' }).click()
  await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor()
  await page.locator('dl').getByText('Čajovna U Dvou Přátel').waitFor()
  assert.equal(await page.getByText(/^ten_/).count(), 0, 'organisations have names')
  assert.deepEqual(visitor.faults, [])
})

test('the sample request says what it is on its page, shows a whole result, and that nobody was written to', async () => {
  const { page } = visitor
  await page.goto('about:blank')
  await page.goto(progress)
  await page.getByRole('link', { name: 'See the sample request' }).click()
  await page.getByText('This is a sample request', { exact: true }).waitFor()
  await page.getByRole('status').getByText('Completed', { exact: true }).waitFor()
  await page.getByRole('tab', { name: 'Analysis' }).waitFor()
  assert.match(await page.title(), /^Sample SX-/)
  assert.ok(await page.getByText('No answer goes to anybody.').isVisible())
  await inspect(page, 'sample', shots)
  await page.getByRole('tab', { name: 'Messages' }).click()
  const messages = page.getByRole('tabpanel', { name: 'Messages' })
  await messages.getByText('This is a sample request, which nobody sent.').first().waitFor()
  await inspect(page, 'sample-messages', shots)
  assert.deepEqual(visitor.faults, [])
})

test('who wants no sample takes the mark away, and the step says so', async () => {
  const { page } = visitor
  await page.goto(`${platform.url}/sign-up`)
  await page.getByLabel('Name of the organisation').fill('Bare Walls')
  await page.getByLabel('E-mail address').fill('eve@example.com')
  await page.getByLabel(/^Begin with a sample request/).press('Space')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('heading', { name: 'Your place is ready' }).waitFor()
  const step = page.locator('[data-step=sample][data-state=skipped]')
  await step.getByText('Not asked for.').waitFor()
  assert.equal(await page.getByRole('link', { name: 'See the sample request' }).count(), 0)
})

test('a short name that is taken is said at its field', async () => {
  const { page } = visitor
  await page.goto('about:blank')
  await page.goto(`${platform.url}/sign-up`)
  await page.getByLabel('Name of the organisation').fill('Cajovna')
  await page.getByLabel('E-mail address').fill('eve@example.com')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByText('"cajovna" is taken. Please choose another short name.').waitFor()
  assert.equal(await page.evaluate('document.activeElement.name'), 'slug')
  await inspect(page, 'sign-up-taken', shots)
})

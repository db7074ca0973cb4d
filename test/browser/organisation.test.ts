// What an organisation chooses, as its owner does it in the page: name, prices, holidays, looks, retention, and its own way to sign in.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually } from '#platform/testing'
import { ask, firstOwner, join, password } from '../flows/people.ts'
import { startUpstream, type Upstream } from '../flows/upstream.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, inspect, openBrowser, signInAs } from './browser.ts'

let platform: Platform
let upstream: Upstream
let visitor: Browser
let shots: string
let owner: { cookie: string }

before(async () => {
  upstream = await startUpstream()
  platform = await startTogether({ env: { AUTH_PRIVATE_PROVIDERS: 'true' } })
  visitor = await openBrowser()
  shots = await mkdtemp(joinPath(tmpdir(), 'statex-organisation-'))
  owner = await firstOwner(platform, 'olga@example.com')
  const invited = { address: 'max@example.com', role: 'member' }
  assert.equal((await ask(platform, 'POST', '/auth/invitations', owner, invited)).status, 201)
  await join({ ...platform, mode: 'together', blobCount: () => 0 }, '', 'max@example.com')
})
after(async () => {
  await visitor?.close()
  await platform?.stop()
  await upstream?.close()
})

const settings = async () => (await ask(platform, 'GET', '/tenant/settings', owner)).body
const section = (title: string) =>
  visitor.page.locator('section', { has: visitor.page.getByRole('heading', { level: 2, name: title, exact: true }) })
const heading = (name: string) => visitor.page.getByRole('heading', { level: 1, name }).waitFor()
/** Returns to the page as somebody does who was in another window for a minute, when what it shows is usually asked anew. */
async function comeBackLater(): Promise<void> {
  await visitor.page.evaluate(`(async () => {
    const now = Date.now
    Date.now = () => now() + 60_000
    window.dispatchEvent(new Event('visibilitychange'))
    await (await fetch('/api/tenant/settings')).text()
  })()`)
}
/** What the browser itself says of a refusal that the test provoked is no fault of the page. */
const faultsBeside = (...statuses: number[]) =>
  visitor.faults.splice(0).filter((fault) => !statuses.some((status) => fault.includes(`status of ${status}`)))

const open = (address: string) => signInAs(visitor.page, platform.url, address)
async function save(title: string): Promise<void> {
  await section(title).getByRole('button', { name: 'Save' }).click()
  await section(title).getByText('Saved.').waitFor()
}

test('an owner names the organisation and chooses its languages, time zone, prices and holidays', async (t) => {
  t.diagnostic(`screenshots are in ${shots}`)
  await open('olga@example.com')
  await visitor.page.getByRole('link', { name: 'Settings of the organisation' }).click()
  await heading('Settings of the organisation')
  await inspect(visitor.page, 'empty', shots)
  const general = section('Name and languages')
  await general.getByRole('button', { name: 'Save' }).click()
  await general.getByText('Please give a name.').waitFor()
  await general.getByLabel('Name of the organisation').fill('Lampárna s.r.o.')
  await general.getByLabel('Preferred language').selectOption('cs')
  await general.getByLabel('German').check()
  await general.getByLabel('Time zone').selectOption('Europe/Prague')
  await save('Name and languages')
  const prices = section('Prices')
  await prices.getByLabel('Currency').selectOption('CZK')
  await prices.getByRole('button', { name: 'Save' }).click()
  await prices.getByText('Prices in another currency need a rate').waitFor()
  await prices.getByLabel('Price of one hour').fill('many')
  await prices.getByRole('button', { name: 'Save' }).click()
  await prices.getByText('Please enter an amount').waitFor()
  await prices.getByLabel('Price of one hour').fill('1800,50')
  await save('Prices')
  const place = section('Working days')
  await place.getByLabel('Country').selectOption({ label: 'Germany' })
  await place.getByLabel('Part of the country').selectOption({ label: 'Bayern' })
  await save('Working days')
  const { version, ...chosen } = await settings()
  assert.deepEqual(chosen, {
    name: 'Lampárna s.r.o.',
    languages: ['cs', 'de'],
    timeZone: 'Europe/Prague',
    currency: 'CZK',
    rates: { minorPerHour: 180_050 },
    country: 'DE',
    region: 'DE-BY',
  })
  await visitor.page.reload()
  await section('Prices').waitFor()
  assert.equal(await section('Prices').getByLabel('Price of one hour').inputValue(), '1800.50')
  assert.equal(await section('Working days').getByLabel('Part of the country').inputValue(), 'DE-BY')
  assert.ok(await section('Name and languages').getByLabel('German').isChecked())
  assert.deepEqual(faultsBeside(422), [])
})

test('looks, sender and retention are kept, and what does not fit is said at its field', async () => {
  const looks = section('Sender and looks')
  await looks.getByLabel('Name of the sender').fill('Lampárna')
  await looks.getByLabel('Address for answers').fill('nobody')
  await looks.getByLabel('Main colour', { exact: true }).fill('blue')
  await looks
    .getByLabel('Logo')
    .setInputFiles({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') })
  await looks.getByText('Please choose a PNG, JPEG or WebP picture.').waitFor()
  await looks.getByRole('button', { name: 'Save' }).click()
  await looks.getByText('Please enter an e-mail address').waitFor()
  await looks.getByText('Please enter a colour').waitFor()
  await inspect(visitor.page, 'faults', shots)
  await looks.getByLabel('Address for answers').fill('hello@lampy.example.com')
  await looks.getByLabel('Main colour', { exact: true }).fill('#1D4ED8')
  await looks.getByLabel('Second colour', { exact: true }).fill('#ffd166')
  const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  await looks
    .getByLabel('Logo')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64') })
  await looks.getByAltText('The logo as it is now').waitFor()
  await save('Sender and looks')
  const kept = section('How long requests are kept')
  await kept.getByLabel('Days after the end of a request').fill('0')
  await kept.getByRole('button', { name: 'Save' }).click()
  await kept.getByText('Please enter a number of days').waitFor()
  await kept.getByLabel('Days after the end of a request').fill('365')
  await save('How long requests are kept')
  const { branding, retentionDays } = await settings()
  assert.deepEqual(branding, {
    senderName: 'Lampárna',
    replyTo: 'hello@lampy.example.com',
    primary: '#1d4ed8',
    accent: '#ffd166',
    logo: `data:image/png;base64,${dot}`,
  })
  assert.equal(retentionDays, 365)
  assert.deepEqual(visitor.faults, [])
})

test('visitors see the name, the logo and the colour of the organisation, and what they read can be read', async () => {
  const { page } = visitor
  const ground = () => page.locator('.button-strong').first()
  const colour = (of: string) => ground().evaluate((node: any, of) => node.computedStyleMap().get(of).toString(), of)
  assert.equal(await colour('background-color'), 'rgb(29, 78, 216)', 'at once for whoever chose it')
  await page.context().clearCookies()
  await page.goto(platform.url)
  const home = page.getByRole('link', { name: 'Lampárna s.r.o., start page' })
  await home.getByText('Lampárna s.r.o.').waitFor()
  assert.match((await home.locator('img').getAttribute('src')) ?? '', /^data:image\/png;base64,/)
  assert.match(await page.title(), / · Lampárna s\.r\.o\.$/)
  assert.deepEqual(
    [await colour('background-color'), await colour('color')],
    ['rgb(29, 78, 216)', 'rgb(255, 255, 255)'],
  )
  // Yellow is seen on dark pages as it was chosen, and on light ones as dark as it takes to be read.
  await page.emulateMedia({ colorScheme: 'dark' })
  const link = page.locator('footer .link').first()
  const linkColour = () => link.evaluate((node: any) => node.computedStyleMap().get('color').toString())
  assert.equal(await linkColour(), 'rgb(255, 209, 102)')
  await page.emulateMedia({ colorScheme: 'light' })
  assert.match(await linkColour(), /^rgb\(1[0-3]\d, (\d\d|1[01]\d), \d\d\)$/)
  await link.focus()
  const frame = () => link.evaluate((node: any) => node.computedStyleMap().get('outline-color').toString())
  assert.equal(await frame(), await linkColour())
  await inspect(page, 'branded', shots)
  assert.deepEqual(faultsBeside(401, 422), [])
})

test('times on the pages are those of the organisation’s time zone, which is named', async () => {
  const change = { change: { timeZone: 'Asia/Kathmandu' } }
  assert.equal((await ask(platform, 'PATCH', '/tenant/settings', owner, change)).status, 200)
  await open('olga@example.com')
  await section('Where you are signed in').getByText('GMT+5:45').first().waitFor()
  await visitor.page.getByRole('link', { name: 'Settings of the organisation' }).click()
})

test('who is overtaken by another editor is told, keeps what they typed, and overwrites nothing by accident', async () => {
  const general = section('Name and languages')
  await general.getByLabel('Name of the organisation').fill('Mine')
  const change = { change: { name: 'The other one' } }
  assert.equal((await ask(platform, 'PATCH', '/tenant/settings', owner, change)).status, 200)
  await comeBackLater()
  await general.getByRole('button', { name: 'Save' }).click()
  await general.getByText('Somebody else saved settings in the meantime').waitFor()
  assert.equal((await settings()).name, 'The other one')
  assert.equal(await general.getByLabel('Name of the organisation').inputValue(), 'Mine')
  await save('Name and languages')
  assert.equal((await settings()).name, 'Mine')
  await visitor.page.getByRole('link', { name: 'Your account' }).click()
  await visitor.page.locator('dl').getByText('Mine', { exact: true }).waitFor()
  assert.deepEqual(faultsBeside(401, 409), [])
})

test('a sign-in provider is added, changed and removed, and its secret is never shown again', async () => {
  const { page } = visitor
  await page.goto(`${platform.url}/account/organisation`)
  const providers = section('Sign-in by your own provider')
  await providers.getByText(`${platform.url}/api/auth/provider-return`).waitFor()
  await providers.getByRole('button', { name: 'Add a provider' }).press('Enter')
  await eventually(
    'the focus to be in the form',
    async () => (await page.evaluate('document.activeElement.name')) === 'providerName',
  )
  await providers.getByLabel('Name', { exact: true }).fill('Acme')
  await providers.getByLabel('Issuer').fill('http://127.0.0.1:1')
  await providers.getByLabel('Client ID').fill('statex')
  await providers.getByRole('textbox', { name: 'Domains' }).fill('Acme.example.com, acme.example.org')
  await providers.getByRole('button', { name: 'Add it' }).click()
  await providers.getByText('Please fill this in.').waitFor()
  await providers.getByLabel('Client secret').fill('a secret to keep')
  await providers.getByRole('button', { name: 'Add it' }).click()
  await providers.getByText('There is no OpenID provider at').waitFor()
  await inspect(page, 'provider-form', shots)
  await providers.getByLabel('Issuer').fill(upstream.issuer)
  const late = { code: 'step_up_required', detail: 'Confirm your password again.' }
  await page.route('**/api/auth/providers', (route) => route.fulfill({ status: 403, json: late }), { times: 1 })
  await providers.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Confirm' }).click()
  await providers.getByRole('button', { name: 'Change the provider Acme' }).click()
  assert.equal(await providers.getByLabel('Client secret').inputValue(), '')
  assert.ok(!(await page.content()).includes('a secret to keep'))
  await providers.getByLabel('Name', { exact: true }).fill('Acme at work')
  await providers.getByLabel(/^Required/).check()
  await providers.getByRole('button', { name: 'Save' }).click()
  await providers.getByText('required', { exact: true }).waitFor()
  await inspect(page, 'provider', shots)
  const [made] = (await ask(platform, 'GET', '/auth/providers', owner)).body.providers
  assert.deepEqual(
    [made.name, made.domains, made.role, made.isRequired],
    ['Acme at work', ['acme.example.com', 'acme.example.org'], 'member', true],
  )
  await providers.getByRole('button', { name: 'Remove the provider Acme at work' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await providers.getByText('There is none yet.').waitFor()
  assert.deepEqual(faultsBeside(403, 422), [])
})

test('a member who may not change settings finds no way to them, and is told so at their address', async () => {
  await open('max@example.com')
  assert.equal(await visitor.page.getByRole('link', { name: 'Settings of the organisation' }).count(), 0)
  await visitor.page.goto(`${platform.url}/account/organisation`)
  await visitor.page.getByText('Your role may not change').waitFor()
  await inspect(visitor.page, 'member', shots)
  assert.deepEqual(faultsBeside(401), [])
})

// A prototype on a whole platform, on its own origin: what a hostile script in it reaches, what its form does, and that the application shows it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Frame } from 'playwright-core'
import { call, finished, type Receipt, submit } from '../flows/client.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, openBrowser } from './browser.ts'

const description =
  'We are a small studio called Maren Okafor. We want a landing page that explains how we help museums, with a contact form. Our readers are curators.'
let platform: Platform
let browser: Browser
let receipt: Receipt
let prototype: { path: string; pages: { path: string }[] }
/** Everything that was answered, by address: what a policy refuses never is. */
const answered: string[] = []

before(async () => {
  platform = await startTogether()
  browser = await openBrowser()
  browser.page.context().on('response', (response) => void answered.push(response.url()))
  const contact = { contactType: 'email', contactValue: 'maren@example.com', consent: true }
  receipt = await submit(platform, { description, ...contact })
  await finished(platform, receipt)
  prototype = (await call(platform, 'GET', receipt.links.results!, { token: receipt.token })).body.prototype
})
after(async () => {
  await browser?.close()
  await platform?.stop()
})

/** The prototype in its viewer, with things of the application's own in the browser that it must not reach. */
async function openViewer(path = ''): Promise<Frame> {
  const { page } = browser
  await page.goto(platform.url)
  await page.evaluate(`document.cookie = 'session=secret'; localStorage.setItem('token', 'secret')`)
  await page.goto(platform.url + prototype.path + path)
  const frame = page.frames().find((one) => one !== page.mainFrame())!
  await frame.waitForLoadState()
  assert.notEqual(new URL(frame.url()).host, new URL(platform.url).host, 'the page is on another origin')
  return frame
}

/** What a hostile script might try, as expressions; each must throw or be rejected. */
const attempts = (main: string): Record<string, string> => ({
  cookie: 'document.cookie',
  setCookie: `document.cookie = 'a=b'`,
  localStorage: 'localStorage.length',
  sessionStorage: 'sessionStorage.length',
  database: `new Promise((resolve, reject) => { const asked = indexedDB.open('x'); asked.onsuccess = resolve; asked.onerror = () => reject(asked.error) })`,
  caches: `caches.open('x')`,
  worker: `navigator.serviceWorker.register('sw.js')`,
  parent: 'parent.document.title',
  top: `top.location = '${main}/docs'`,
  popup: `open('${main}/docs').closed`,
  api: `fetch('${main}/api/submissions', { method: 'POST', body: '{}' })`,
  withCookies: `fetch('${main}/', { credentials: 'include', mode: 'no-cors' })`,
  ownApi: `fetch('/api/submissions')`,
  image: `new Promise((resolve, reject) => { const image = new Image(); image.onload = resolve; image.onerror = () => reject(new TypeError()); image.src = '${main}/favicon.svg' })`,
  script: `import('${main}/docs/reference.css')`,
  socket: `new Promise((resolve, reject) => { const socket = new WebSocket('${main.replace('http', 'ws')}/'); socket.onopen = resolve; socket.onerror = () => reject(new TypeError()) })`,
  events: `new Promise((resolve, reject) => { const source = new EventSource('${main}/'); source.onopen = resolve; source.onerror = () => reject(new TypeError()) })`,
  frame: `new Promise((resolve, reject) => { addEventListener('securitypolicyviolation', () => reject(new TypeError()), { once: true }); const frame = document.createElement('iframe'); frame.src = '${main}/docs'; document.body.append(frame); setTimeout(resolve, 3000) })`,
})
const ofApplication = () => answered.filter((url) => new URL(url).host === new URL(platform.url).host)

test('A hostile script in a prototype reaches nothing of the platform: no cookie, no storage, no window, no address.', async () => {
  const frame = await openViewer()
  answered.length = 0
  assert.equal(await frame.evaluate('self.origin'), 'null')
  for (const [name, attempt] of Object.entries(attempts(platform.url))) {
    const tried = `(async () => { try { await (${attempt}); return 'reached' } catch (error) { return 'refused' } })()`
    assert.equal(await frame.evaluate(tried), 'refused', name)
  }
  const { page } = browser
  assert.equal(page.url(), platform.url + prototype.path, 'the viewer is still there')
  assert.deepEqual(ofApplication(), [], 'the application was never asked')
  const cookies = await page.context().cookies()
  assert.deepEqual(
    cookies.map(({ name }) => name),
    ['session'],
  )
})

for (const [way, code] of Object.entries({
  location: (main: string) => `location.href = '${main}/docs'`,
  form: (main: string) =>
    `const form = document.createElement('form'); form.action = '${main}/api/submissions'; form.method = 'post'; document.body.append(form); form.submit()`,
}))
  test(`A prototype cannot leave its viewer for an address of the application, by ${way}.`, async () => {
    const frame = await openViewer()
    answered.length = 0
    const refused = browser.page.waitForEvent('console', (message) => /frame-src|form-action/u.test(message.text()))
    await frame.evaluate(`void setTimeout(() => { ${code(platform.url)} })`)
    await refused
    assert.deepEqual(ofApplication(), [])
  })

test('Opened on its own origin a prototype leads back into the viewer.', async () => {
  const frame = await openViewer()
  const { page } = browser
  await page.goto(frame.url())
  assert.equal(new URL(page.url()).host, new URL(platform.url).host)
  assert.equal(page.frames().length, 2)
})

test('A form of a prototype stores into its inbox from its own origin, and says so.', async () => {
  const form = prototype.pages.find(({ path }) => path === 'contact.html')
  assert.ok(form, 'the landing page was chosen')
  const frame = await openViewer(form.path)
  await frame.getByLabel('Name').fill('Ada')
  await frame.getByLabel('E-mail').fill('ada@example.com')
  await frame.getByRole('button', { name: 'Send message' }).click()
  await frame.getByText('Stored in the inbox of this prototype.').waitFor()
  const path = `/api/prototypes/requests/${receipt.id}/inbox`
  const { body } = await call(platform, 'GET', path, { token: receipt.token })
  assert.equal(body.entries[0].fields.name, 'Ada')
})

test('The application shows the prototype in a frame of that origin, and complains of nothing.', async () => {
  const { page, faults } = browser
  await page.goto('about:blank')
  faults.length = 0
  await page.goto(receipt.links.page!)
  await page.getByRole('tab', { name: 'Prototype' }).click()
  const frame = page.frameLocator('iframe')
  await frame.getByRole('heading', { level: 1 }).waitFor()
  const shown = page.frames().find((one) => one !== page.mainFrame())!
  assert.notEqual(new URL(shown.url()).host, new URL(platform.url).host)
  assert.deepEqual(faults, [])
})

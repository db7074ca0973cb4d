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

/** What becomes of each attempt: a word when it failed as it must, and what came of it otherwise. */
const attempts = (main: string) => `(async () => {
  const tried = async (work) => { try { return String(await work()) } catch (error) { return 'refused: ' + error.name } }
  return {
    cookie: await tried(() => document.cookie),
    setCookie: await tried(() => { document.cookie = 'a=b'; return 'set' }),
    localStorage: await tried(() => localStorage.length),
    sessionStorage: await tried(() => sessionStorage.length),
    database: await tried(() => new Promise((resolve, reject) => { const asked = indexedDB.open('x'); asked.onsuccess = () => resolve('opened'); asked.onerror = () => reject(asked.error) })),
    caches: await tried(() => caches.open('x')),
    worker: await tried(() => navigator.serviceWorker.register('sw.js')),
    parent: await tried(() => parent.document.title),
    top: await tried(() => { top.location = '${main}/docs'; return 'left' }),
    popup: await tried(() => { if (!open('${main}/docs')) throw new TypeError(); return 'opened' }),
    api: await tried(() => fetch('${main}/api/submissions', { method: 'POST', body: '{}' })),
    withCookies: await tried(() => fetch('${main}/', { credentials: 'include', mode: 'no-cors' })),
    ownApi: await tried(() => fetch('/api/submissions')),
    image: await tried(() => new Promise((resolve, reject) => { const image = new Image(); image.onload = () => resolve('loaded'); image.onerror = () => reject(new TypeError()); image.src = '${main}/favicon.svg' })),
    script: await tried(() => import('${main}/docs/reference.css')),
    socket: await tried(() => new Promise((resolve, reject) => { const socket = new WebSocket('${main.replace('http', 'ws')}/'); socket.onopen = () => resolve('open'); socket.onerror = () => reject(new TypeError()) })),
    events: await tried(() => new Promise((resolve, reject) => { const source = new EventSource('${main}/'); source.onopen = () => resolve('open'); source.onerror = () => reject(new TypeError()) })),
    frame: await tried(() => new Promise((resolve) => { addEventListener('securitypolicyviolation', () => resolve('refused: policy'), { once: true }); const frame = document.createElement('iframe'); frame.src = '${main}/docs'; document.body.append(frame); setTimeout(() => resolve('framed'), 3000) })),
    form: await tried(() => new Promise((resolve) => { addEventListener('securitypolicyviolation', () => resolve('refused: policy'), { once: true }); const form = document.createElement('form'); form.action = '${main}/api/submissions'; form.method = 'post'; document.body.append(form); form.submit(); setTimeout(() => resolve('sent'), 3000) })),
    origin: self.origin,
  }
})()`

test('A hostile script in a prototype reaches nothing of the platform: no cookie, no storage, no window, no address.', async () => {
  const frame = await openViewer()
  answered.length = 0
  const { origin, ...came } = await frame.evaluate<Record<string, string>>(attempts(platform.url))
  assert.equal(origin, 'null')
  for (const [attempt, what] of Object.entries(came)) assert.match(what, /^refused: /u, attempt)
  const { page } = browser
  assert.equal(page.url(), platform.url + prototype.path, 'the viewer is still there')
  const host = new URL(platform.url).host
  assert.deepEqual(
    answered.filter((url) => new URL(url).host === host),
    [],
    'the application was never asked',
  )
  assert.deepEqual(
    (await page.context().cookies()).map(({ name }) => name),
    ['session'],
  )
})

test('A prototype cannot leave its viewer for an address of the application.', async () => {
  const frame = await openViewer()
  answered.length = 0
  const refused = browser.page.waitForEvent('console', (message) => /frame-src/u.test(message.text()))
  await frame.evaluate(`void setTimeout(() => { location.href = '${platform.url}/docs' })`)
  await refused
  assert.ok(!answered.some((url) => url.endsWith('/docs')))
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

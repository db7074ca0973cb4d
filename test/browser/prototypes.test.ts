// The three packs in a real Chromium, served over loopback with the headers of the real route.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { buildSite } from '../../services/prototype/build.ts'
import { bakeryArabic, dentist, mugShop, studio } from '../../services/prototype/sample.test-support.ts'
import { prototypeHeaders, typeOf } from '../../services/prototype/serving.ts'
import { loadPacks } from '../../services/template/packs.ts'

const packs = await loadPacks()
const sites = {
  landing: (await buildSite(packs.get('landing')!, studio)).files,
  shop: (await buildSite(packs.get('shop')!, mugShop)).files,
  booking: (await buildSite(packs.get('booking')!, dentist)).files,
  arabic: (await buildSite(packs.get('landing')!, bakeryArabic)).files,
}
type Name = keyof typeof sites
const hostile = `fetch('/beacon').catch(() => {}); new Image().src = '/beacon'
try { document.cookie = 'a=b' } catch {}
document.title = [(() => { try { return localStorage.length } catch { return 'no storage' } })(), (() => { try { return String(parent.document) } catch { return 'no parent' } })(), self.origin].join(', ')`
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
const looks = [390, 1440].flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ width, theme })))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const asked: string[] = []
let server: Server
let url: string
let browser: Browser
let page: Page
const faults: string[] = []

before(async () => {
  server = createServer((request, reply) => {
    const [, site, ...rest] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/')
    const path = rest.join('/') || 'index.html'
    asked.push(request.url ?? '')
    const files: Record<string, string> =
      site === 'hostile'
        ? { 'index.html': '<!DOCTYPE html><title>x</title><script src="a.js"></script>', 'a.js': hostile }
        : (sites[site as Name] ?? {})
    const frame =
      site === 'viewer' ? '<!DOCTYPE html><title>v</title><iframe title="p" src="/hostile/"></iframe>' : undefined
    const text = frame ?? files[path]
    if (text === undefined) return reply.writeHead(404).end()
    reply
      .writeHead(200, frame ? { 'content-type': 'text/html' } : { ...prototypeHeaders, 'content-type': typeOf(path) })
      .end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
  page = await browser.newPage({ reducedMotion: 'reduce' })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
})
after(async () => {
  await browser?.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const noFaults = (what: string) => assert.deepEqual(faults.splice(0), [], what)

async function assertAccessible(what: string): Promise<void> {
  await page.evaluate(axe)
  // axe would fetch the style sheets once more, which the policy refuses.
  const violations = await page.evaluate(`axe.run(document, { preload: false }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.failureSummary + ' ' + node.html)))`)
  assert.deepEqual(violations, [], what)
}

for (const name of Object.keys(sites) as Name[]) {
  for (const look of looks) {
    test(`Every page of ${name} is accessible and fits at ${look.width} px, ${look.theme}.`, async () => {
      await page.setViewportSize({ width: look.width, height: 900 })
      await page.emulateMedia({ colorScheme: look.theme })
      for (const path of Object.keys(sites[name]).filter((one) => one.endsWith('.html'))) {
        await page.goto(`${url}/${name}/${path}`)
        await assertAccessible(`${name}/${path}`)
        const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        assert.ok(Number(excess) <= 0, `${name}/${path} is wider than its window`)
        noFaults(`${name}/${path}`)
      }
    })
  }
}

test('The contact form answers on the page that nothing was sent, and takes it back when one types on.', async () => {
  await page.goto(`${url}/landing/contact.html`)
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.com')
  asked.length = 0
  await page.getByRole('button', { name: 'Send message' }).click()
  assert.match(await page.getByRole('status').innerText(), /Prototype: nothing was sent/u)
  assert.deepEqual(asked, [])
  await page.getByLabel('Message').fill('Hello')
  assert.equal(await page.getByText('nothing was sent').isVisible(), false)
  noFaults('contact')
})

test('The shop keeps the order list from page to page without storage, options included, and finds products.', async () => {
  await page.goto(`${url}/shop/catalogue.html`)
  const latte = page.locator('[data-product]', { hasText: 'Latte mug' })
  await latte.getByLabel('Colours').selectOption({ label: 'charcoal' })
  await latte.getByRole('button', { name: 'Add to order' }).click()
  await latte.getByRole('button', { name: 'Add to order' }).click()
  await page.getByLabel('Find a product').fill('bowl')
  assert.equal(await page.locator('[data-product]:visible').count(), 1)
  await page.getByRole('link', { name: 'About', exact: true }).first().click()
  await page.getByRole('link', { name: 'Order list' }).click()
  const line = page.locator('[data-line]:visible')
  assert.equal(await line.count(), 1)
  assert.match(await line.innerText(), /Latte mug\s+£24\s+charcoal/u)
  assert.equal(await line.getByLabel('Quantity').inputValue(), '2')
  await line.getByRole('button', { name: 'Remove' }).click()
  assert.ok(await page.getByText('Nothing chosen yet.').isVisible())
  noFaults('shop')
})

test('A booking is made with the keyboard alone: service, day and part of the day, person, answer.', async () => {
  await page.goto(`${url}/booking/services.html`)
  await page.getByRole('link', { name: 'Whitening' }).press('Enter')
  await page.waitForURL(/book\.html#service-2$/u)
  assert.ok(await page.getByRole('radio', { name: 'Whitening' }).isChecked())
  await page.getByRole('button', { name: 'Later' }).press('Enter')
  await page.locator('#w3-2').press('Space')
  assert.match(await page.locator('[data-sum-when]').innerText(), /^Wednesday, .+, Midday$/u)
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByRole('button', { name: 'Send booking request' }).press('Enter')
  assert.match(await page.getByRole('status').innerText(), /nothing was sent/u)
  noFaults('booking')
})

test('A hostile script in a prototype reaches no storage, no parent and, by fetch or image, no address, in a frame and on its own.', async () => {
  for (const path of ['viewer', 'hostile/']) {
    asked.length = 0
    await page.goto(`${url}/${path}`)
    const frame = page.frames().at(-1)!
    await frame.waitForFunction('document.title !== "x"')
    const said = await frame.title()
    assert.match(said, path === 'viewer' ? /^no storage, no parent, null$/u : /^no storage, .*, null$/u)
    assert.ok(!asked.some((one) => one.includes('beacon')), asked.join(' '))
    assert.deepEqual(await page.context().cookies(), [])
  }
  faults.length = 0
})

// What one can do in a prototype, clicked through in a real Chromium.
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { allSites, openSites, type Sites } from './sites.ts'

const sites = await allSites()
let open: Sites
let page: Page
before(async () => {
  open = await openSites(sites)
  page = open.page
})
after(() => open?.close())
beforeEach(async () => {
  open.asked.length = 0
  open.received.length = 0
  await page.setViewportSize({ width: 1280, height: 900 })
})
const go = (path: string) => page.goto(`${open.url}/${path}`)
const button = (name: string) => page.getByRole('button', { name })
const status = () => page.locator('.answer').innerText()
/** Value of a field in a body of multipart/form-data. */
const sent = (name: string) =>
  new RegExp(`name="${name}"\r\n\r\n([^\r]*)`, 'u').exec(Buffer.from(open.received[0]!, 'utf8').toString())?.[1]

test('A form stores into the inbox of the prototype, says so, and takes it back when one types on.', async () => {
  await go('landing/contact.html')
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await button('Send message').click()
  await page.getByText('Stored in the inbox of this prototype.').waitFor()
  assert.deepEqual(
    open.asked.filter((one) => !/\.(?:css|js|html)$/u.test(one)),
    ['/landing/inbox'],
  )
  assert.equal(sent('name'), 'Ada')
  assert.equal(sent('page'), 'contact.html')
  await page.getByLabel('Message').fill('Hello')
  assert.equal(await page.getByText('Stored in the inbox').isVisible(), false)
  open.noFaults('contact')
})

test('Opened from a file the same form says that nothing was sent, and every page works.', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'statex-site-'))
  for (const [path, text] of Object.entries(sites.landing!)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await page.goto(pathToFileURL(join(folder, 'index.html')).href)
  await page.getByRole('link', { name: 'Contact' }).first().click()
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await button('Send message').click()
  assert.match(await status(), /Opened from a file: nothing was sent/u)
  assert.equal(await page.evaluate('getComputedStyle(document.querySelector("h1")).fontFamily !== ""'), true)
  open.noFaults('file')
  await rm(folder, { recursive: true, force: true })
})

test('The shop keeps the order list from page to page without storage, options included, and finds products.', async () => {
  await go('shop/catalogue.html')
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
  open.noFaults('shop')
})

test('A product has a page of its own: its choices go on the list, the others lead on, and the list comes along.', async () => {
  await go('shop/catalogue.html')
  await page.getByRole('link', { name: 'Latte mug' }).click()
  await page.waitForURL(/product\.html\?item=1$/u)
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Latte mug')
  await page.locator('[data-item]:not([hidden]) select').selectOption({ index: 1 })
  await button('Add to order').click()
  assert.match(page.url(), /product\.html\?item=1#cart=1\.1\.1$/u)
  const others = page.locator('[data-other]:not([hidden]) h3')
  assert.deepEqual(await others.count(), 4)
  assert.ok(!(await others.allInnerTexts()).includes('Latte mug'))
  await page.getByRole('link', { name: 'Serving plate' }).click()
  await page.waitForURL(/product\.html\?item=2#cart=1\.1\.1$/u)
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Serving plate')
  await page.getByRole('link', { name: 'Order list' }).click()
  await page.waitForURL(/order\.html#cart=1\.1\.1$/u)
  await page.getByText('Your order').first().waitFor()
  assert.deepEqual(await page.locator('[data-line]:not([hidden]) .line-name').allInnerTexts(), ['Latte mug'])
  await go('shop/product.html?item=nonsense')
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Espresso cups')
  open.noFaults('product')
})

test('A booking is made with the keyboard alone: service, day and part of the day, person, answer.', async () => {
  await go('booking/services.html')
  await page.getByRole('link', { name: 'Whitening' }).press('Enter')
  await page.waitForURL(/book\.html#service-2$/u)
  assert.ok(await page.getByRole('radio', { name: 'Whitening' }).isChecked())
  await button('Later').press('Enter')
  await page.locator('#w3-2').press('Space')
  assert.match(await page.locator('[data-sum-when]').innerText(), /^Wednesday, .+, Midday$/u)
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await button('Send booking request').press('Enter')
  await page.getByText('Stored in the inbox').waitFor()
  open.noFaults('booking')
})

test('In the restaurant dishes go on a list that the next page still knows, and a table is reserved for three.', async () => {
  await go('restaurant/menu.html')
  await page
    .locator('[data-dish]', { hasText: 'Lemon tart' })
    .or(page.locator('[data-dish]', { hasText: 'lemon tart' }))
    .getByRole('button')
    .click()
  await page.getByRole('link', { name: 'Reserve', exact: true }).first().click()
  await button('One guest more').click()
  await page.getByRole('radio').nth(2).check()
  await page.getByRole('radio', { name: 'Early evening' }).check()
  await page.getByRole('radio', { name: 'By the window' }).check()
  assert.match(await page.locator('.summary dl').innerText(), /3[\s\S]*Early evening[\s\S]*By the window/u)
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await button('Send reservation request').click()
  await page.getByText('Stored in the inbox').waitFor()
  assert.equal(sent('guests'), '3')
  assert.equal(sent('table'), 'By the window')
  await page.getByRole('link', { name: 'Menu', exact: true }).first().click()
  assert.match(await page.locator('[data-line]:visible').innerText(), /lemon tart\s+1/iu)
  open.noFaults('restaurant')
})

test('A project of the portfolio has a page of its own that leads to the next one, opened from a file and without scripts, too.', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'statex-site-'))
  for (const [path, text] of Object.entries(sites.portfolio!)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const context = await page.context().browser()!.newContext({ javaScriptEnabled: false })
  const still = await context.newPage()
  await still.goto(pathToFileURL(join(folder, 'work.html')).href)
  const title = still.getByRole('heading', { level: 1 })
  await still.getByRole('link', { name: 'Ihr zweites Projekt' }).click()
  assert.equal(await title.innerText(), 'Ihr zweites Projekt')
  assert.equal(await still.locator('.nav [aria-current]').innerText(), 'Arbeiten')
  await still.getByRole('link', { name: 'Ihr drittes Projekt' }).click()
  assert.equal(await title.innerText(), 'Ihr drittes Projekt')
  await still.getByRole('link', { name: 'Alle Projekte' }).click()
  assert.equal(await title.innerText(), 'Arbeiten')
  await context.close()
  await rm(folder, { recursive: true, force: true })
})

test('Works of the portfolio are filtered by kind; the brief says back what was chosen.', async () => {
  await go('portfolio/work.html')
  await button('Umbau').click()
  assert.equal(await page.locator('[data-work]:visible').count(), 2)
  await page.getByRole('link', { name: 'Projekt beginnen' }).click()
  await page.getByRole('checkbox', { name: 'Energieberatung' }).check()
  assert.match(await page.locator('[data-sum]').innerText(), /Energieberatung/u)
  open.noFaults('portfolio')
})

test('Stories of the magazine are saved, filtered by topic and commented on.', async () => {
  await go('blog/articles.html')
  await button('Save for later').first().click()
  await button('Saved').click()
  assert.equal(await page.locator('[data-story]:visible').count(), 1)
  await page.locator('[data-story]:visible a').click()
  assert.equal(await button('Save for later').first().getAttribute('aria-pressed'), 'true')
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('Your comment').fill('<b>Well said.</b>')
  await button('Add comment').click()
  await page.locator('[data-comments] li').waitFor()
  assert.match(await page.locator('[data-comments]').innerText(), /Ada\s+<b>Well said\.<\/b>/u)
  open.noFaults('blog')
})

test('Below a story three others are offered, never the one that was read.', async () => {
  for (const item of [1, 3]) {
    await go(`blog/article.html?item=${item}`)
    const title = await page.getByRole('heading', { level: 1 }).innerText()
    const offered = await page.locator('[data-story]:not([hidden]) h3').allInnerTexts()
    assert.equal(offered.length, 3)
    assert.ok(!offered.includes(title), title)
  }
  open.noFaults('further')
})

test('A lesson that is done counts on the next page, and joining names the course that was chosen.', async () => {
  await go('course/learn.html')
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await page.getByRole('link', { name: 'Home' }).first().click()
  await page.locator('[data-progress-text]', { hasText: /^2 \/ 6/u }).waitFor()
  await page.locator('.plan').nth(1).getByRole('link').click()
  const chosen = await page.locator('[data-sum]').innerText()
  assert.match(chosen, /monthly membership/iu)
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await button('Send').click()
  await page.getByText('Stored in the inbox').waitFor()
  assert.match(sent('course')!, /monthly membership/iu)
  open.noFaults('course')
})

test('A record is added, moved on the board and counted in the overview.', async () => {
  await go('dashboard/index.html')
  const done = page.locator('.tile.s3 strong')
  const before = Number(await done.innerText())
  await page.getByRole('link', { name: 'New record' }).click()
  await page.getByLabel('Title').fill('Pallet 12, wet')
  await button('Save').click()
  await page.getByRole('rowheader', { name: 'Pallet 12, wet' }).waitFor()
  await page.getByRole('link', { name: 'Board' }).first().click()
  await button('Forward: Pallet 12, wet').click()
  await button('Forward: Pallet 12, wet').click()
  await page.getByRole('link', { name: 'Overview' }).first().click()
  assert.equal(Number(await done.innerText()), before + 1)
  open.noFaults('dashboard')
})

test('An operation of the reference answers with what was typed, and the samples change their language.', async () => {
  await go('api-docs/reference.html')
  await button('Python').first().click()
  assert.match(await page.locator('pre[data-sample]:visible').first().innerText(), /requests\./u)
  await page.getByLabel('Value to send').first().fill('parcel "1"')
  await button('Try it').first().click()
  const answer = JSON.parse(await page.locator('[data-response]').first().innerText())
  assert.deepEqual({ sample: answer.sample, received: answer.received }, { sample: true, received: 'parcel "1"' })
  await page.getByLabel('Find an operation').fill('revoked')
  assert.equal(await page.locator('[data-operation]:visible').count(), 1)
  open.noFaults('api-docs')
})

// The browser application as people use it, on a whole platform with the real content security policy.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually } from '#platform/testing'
import { type Browser, inspect, openBrowser } from './browser.ts'
import { openServer, type Server } from './server.ts'

const description = `We make ceramic mugs by hand in a small studio and want to sell them online. Customers should be able to choose the glaze and pay by card. Visitors must be able to book a place in our Saturday classes.

We spend too much time on the phone. It has to be ready before December.`
const brief = {
  name: 'brief.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('Customers should be able to order gift wrapping for every mug.'),
}
/** A program that calls itself a picture: the form cannot know, the server refuses it. */
const mislabelled = { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(`MZ${'\0'.repeat(600)}`) }

let server: Server
let browser: Browser
let page: Page
let shots: string

before(async () => {
  server = await openServer()
  browser = await openBrowser()
  page = browser.page
  shots = await mkdtemp(join(tmpdir(), 'statex-shots-'))
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

/** Opens a page from nothing, with an empty list of faults. */
const open = async (path: string) => {
  await page.goto('about:blank')
  browser.faults.length = 0
  await page.goto(server.url + path)
  await page.locator('h1').waitFor()
}
const button = (name: string | RegExp) => page.getByRole('button', { name })
/** Walks with the Tab key until the focus is on what `selector` names, as someone without a mouse does. */
async function tabTo(selector: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)) return
  }
  assert.fail(`${selector} cannot be reached by keyboard`)
}
/** The fake microphone beeps once a second: the meter must show it. */
const hears = () =>
  eventually(
    'the level meter to move',
    async () => (await page.evaluate<number>('document.querySelector("meter")?.value ?? 0')) > 20,
    10_000,
  )
const hasFocus = (id: string) =>
  eventually(`the focus to be on ${id}`, async () => (await page.evaluate('document.activeElement.id')) === id, 5_000)

/** Waits for the page of the request; a refusal fails with what the page and the server say. */
async function arrives(): Promise<void> {
  const refusal = page.getByRole('alert')
  const refused = refusal
    .waitFor()
    .then(async () => assert.fail(`not sent: ${await refusal.textContent()}\n${server.log()}`))
  await Promise.race([page.waitForURL('**/requests/**'), refused])
}

test('the start page leads to the form and fits every screen', async (t) => {
  await open('/')
  await inspect(page, 'home', shots)
  await page.getByRole('link', { name: 'Describe your idea' }).first().click()
  await page.waitForURL('**/new')
  await eventually('the name of the tab', async () => /Describe your idea/.test(await page.title()), 5_000)
  assert.deepEqual(browser.faults, [])
  t.diagnostic(`screenshots are in ${shots}`)
})

test('the chosen theme stays after a reload', async () => {
  await open('/')
  await page.emulateMedia({ colorScheme: 'light' })
  await button('Use the dark theme').click()
  await page.reload()
  await button('Use the light theme').click()
  assert.equal(await page.evaluate('localStorage.getItem("statex.theme")'), null, 'back to what the system says')
})

test('a form with faults names each and puts the focus on the first', async () => {
  await open('/new')
  await button('Send the request').click()
  await hasFocus('description')
  await inspect(page, 'form-faults', shots)
  await page.locator('#description').fill('A shop for mugs')
  await page.getByText('Phone', { exact: true }).click()
  await page.locator('#contactValue').fill('call me')
  await button('Send the request').click()
  await hasFocus('contactValue')
  await page.getByText('Please enter a phone number').waitFor()
  assert.deepEqual(browser.faults, [])
  await button('Clear the draft').click()
})

test('a draft with text, voice and files survives a reload', async () => {
  await open('/new')
  await page.locator('#description').fill('Half a thought')
  await page.locator('input[type=file]').setInputFiles([brief])
  await button('Record a voice note').click()
  await hears()
  await button('Stop recording').click()
  await button('Play your voice note').waitFor()
  await page.reload()
  await button('Play your voice note').waitFor()
  await page.getByText('brief.txt').waitFor()
  assert.equal(await page.locator('#description').inputValue(), 'Half a thought')
  await button('Clear the draft').click()
  await button('Record a voice note').waitFor()
  await page.reload()
  assert.equal(await page.locator('#description').inputValue(), '')
  assert.equal(await page.getByText('brief.txt').count(), 0)
  assert.deepEqual(browser.faults, [])
})

test('a file that cannot be taken is named with the reason and the others stay', async () => {
  await open('/new')
  const program = { name: 'setup.exe', mimeType: '', buffer: Buffer.from('MZ') }
  await page.locator('input[type=file]').setInputFiles([brief, program])
  await page.getByText('setup.exe').waitFor()
  await page.getByText('this kind of file cannot be read').waitFor()
  await button('Remove brief.txt').click()
  await page.getByText('brief.txt').waitFor({ state: 'detached' })
})

test('after a lost connection nothing is lost and the request arrives once', async () => {
  await open('/new')
  await page.locator('#description').fill('A website for our choir with a calendar of concerts.')
  await page.locator('#contactValue').fill('choir@example.com')
  await page.getByLabel('I agree').check()
  const keys: (string | undefined)[] = []
  const answers: string[] = []
  // The first answer is lost on its way back: the server has the request, the page does not know.
  await page.route('**/api/submissions', async (route) => {
    keys.push(route.request().headers()['idempotency-key'])
    const answer = await route.fetch()
    answers.push((await answer.json()).id)
    if (answers.length === 1) await route.abort('connectionreset')
    else await route.fulfill({ response: answer })
  })
  await page.waitForTimeout(1_600)
  await button('Send the request').click()
  await page.getByText('your request will not arrive twice').waitFor()
  await page.reload()
  assert.match(await page.locator('#description').inputValue(), /choir/)
  await page.getByLabel('I agree').check()
  await button('Send the request').click()
  await arrives()
  await page.unroute('**/api/submissions')
  assert.equal(await page.evaluate('localStorage.getItem("statex.draft")'), null, 'the sent draft is gone')
  assert.equal(keys[0], keys[1])
  assert.equal(answers[0], answers[1])
})

test('a link without its secret, or with a wrong one, says what to do', async () => {
  await open('/requests/req_00000000000000000000000000')
  await page.getByText('This page needs its private link').waitFor()
  await open('/requests/req_00000000000000000000000000?again#token=wrong')
  await page.getByText('This link opens no request').waitFor()
  await inspect(page, 'closed', shots)
})

test('a visitor writes, speaks, attaches, sends, watches and reads the results', async (t) => {
  await open('/new')
  await t.test('the form is filled by keyboard alone', async () => {
    await tabTo('#description')
    await page.keyboard.insertText(description)
    await tabTo('section button')
    await page.keyboard.press('Enter')
    await button('Stop recording').waitFor()
    await hears()
    await button('Stop recording').press('Enter')
    await button('Record again').waitFor()
    await page.locator('input[type=file]').setInputFiles([brief, mislabelled])
    await page.locator('input[type=file]').focus()
    await tabTo('#name')
    await page.keyboard.type('Jana')
    await tabTo('input[name=contactType]')
    await tabTo('#contactValue')
    await page.keyboard.type('jana@example.com')
    await tabTo('#consent')
    await page.keyboard.press('Space')
    await inspect(page, 'form', shots)
    await tabTo('button[type=submit]')
    await page.keyboard.press('Enter')
    await arrives()
  })
  await t.test('the progress page shows real steps and names what was refused', async () => {
    await page.locator('[data-step]').first().waitFor({ state: 'attached' })
    assert.equal(await page.locator('[data-step]').count(), 9)
    await page.getByText('logo.png').waitFor()
    await inspect(page, 'progress', shots)
    await page.getByText(/^(Completed|Partly completed)$/).waitFor({ timeout: 60_000 })
    assert.equal(await page.locator('[data-state=waiting], [data-state=running]').count(), 0)
  })
  await t.test('a feature leads to its words in the source', async () => {
    await page.getByRole('tab', { name: 'Analysis' }).click()
    const quote = page.locator('h3 ~ *, h3').locator('xpath=ancestor::li').locator('button[aria-pressed]').first()
    const words = ((await quote.locator('.marked').textContent()) ?? '').replace(/[“”]/g, '')
    await quote.click()
    const marked = page.locator('mark.marked-active')
    assert.equal((await marked.allInnerTexts()).join('').trim(), words)
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'MARK')
    await inspect(page, 'analysis', shots)
  })
  await t.test('every part of the result is there and accessible', async () => {
    for (const name of ['Your input', 'Plan', 'Offer', 'Prototype', 'Messages']) {
      await page.getByRole('tab', { name }).click()
      await page.getByRole('tabpanel').locator('h2').first().waitFor()
      if (name === 'Prototype') await page.frameLocator('iframe').locator('h1').first().waitFor()
      await inspect(page, name.toLowerCase().replace(' ', '-'), shots)
    }
  })
  await t.test('a reload without the secret in the address still opens the page and restores the link', async () => {
    const address = page.url()
    assert.match(address, /#token=/)
    await page.goto(new URL('?view=offer', address).href)
    await page.getByRole('tab', { name: 'Offer', selected: true }).waitFor()
    await page.waitForURL(/#token=/)
  })
  assert.deepEqual(browser.faults, [], 'the console is silent')
})

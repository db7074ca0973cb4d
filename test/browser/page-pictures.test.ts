// The words of a finding on the page they come from, as its holder sees and reaches them.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { eventually } from '#platform/testing'
import { makePdf, type Placed } from '../../services/document/fixtures.test-support.ts'
import { type Browser, inspect, openBrowser } from './browser.ts'
import { openServer, type Server } from './server.ts'

const lines = [
  'A studio for ceramic mugs',
  '',
  'We are a small studio and make mugs, bowls and plates by hand.',
  'Our customers find us at fairs and by telephone, which takes much of our time.',
  'Customers should be able to order gift wrapping for every mug.',
  'Visitors must be able to book a place in our Saturday classes.',
  'We want to start before December.',
]
const text = lines.flatMap((line, at): Placed[] => (line ? [[60, 720 - 22 * at, line]] : []))
const brief = makePdf([{ text: [[60, 720, 'Cover sheet']] }, { text }])

let server: Server
let browser: Browser
let page: Page
let shots: string
let address: string

before(async () => {
  server = await openServer()
  browser = await openBrowser()
  page = browser.page
  shots = await mkdtemp(join(tmpdir(), 'statex-pages-'))
  const form = new FormData()
  form.set('description', 'We make ceramic mugs and want to sell them online. Details are in the attached brief.')
  form.set('contactType', 'email')
  form.set('contactValue', 'jana@example.com')
  form.set('consent', 'true')
  form.append('files', new Blob([new Uint8Array(brief)], { type: 'application/pdf' }), 'brief.pdf')
  const reply = await fetch(`${server.url}/api/submissions`, { method: 'POST', body: form })
  const receipt = (await reply.json()) as { id: string; token: string }
  assert.equal(reply.status, 201, JSON.stringify(receipt))
  address = `${server.url}/requests/${receipt.id}?view=analysis#token=${receipt.token}`
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

/** Opens the analysis and waits for the finding that quotes the brief. */
async function openFinding(): Promise<Locator> {
  await page.goto('about:blank')
  browser.faults.length = 0
  await page.goto(address)
  const finding = page.locator('button[aria-pressed]', { hasText: 'order gift wrapping' }).first()
  await finding.waitFor({ timeout: 60_000 })
  return finding
}
const picture = () => page.getByRole('img', { name: 'Picture of brief.pdf, page 2' })
/** Drawing starts a process, and a busy machine takes its time. */
const isDrawn = () =>
  eventually(
    'the page to be drawn',
    () => page.evaluate<boolean>('document.querySelector("figure img")?.naturalWidth > 0'),
    60_000,
  )
type Rectangle = { left: number; top: number; width: number; height: number }
/** The place within the sheet: what scrolls between two questions does not change it. */
const rectangle = (selector: string) =>
  page.evaluate<Rectangle>(`(({ offsetLeft, offsetTop, offsetWidth, offsetHeight }) =>
    ({ left: offsetLeft, top: offsetTop, width: offsetWidth, height: offsetHeight }))(document.querySelector("${selector}"))`)
const isMarkInSight = () =>
  page.evaluate<boolean>(`(() => {
    const mark = document.querySelector('mark.page-mark')
    const [own, around] = [mark, mark.closest('section')].map((one) => one.getBoundingClientRect())
    return own.top >= around.top && own.bottom <= around.bottom
  })()`)
const comesInSight = () => eventually('the marked line to be in sight', isMarkInSight, 5_000)
const button = (name: string) => page.getByRole('button', { name, exact: true })

test('a finding shows the page it comes from with its line marked, and the keyboard lands on the mark', async (t) => {
  const finding = await openFinding()
  await finding.focus()
  await page.keyboard.press('Enter')
  await isDrawn()
  const mark = page.locator('mark.page-mark')
  assert.equal(await mark.count(), 1)
  assert.match((await mark.textContent()) ?? '', /gift wrapping/)
  assert.equal(await page.evaluate('document.activeElement.className'), 'page-mark')
  const [sheet, marked] = [await rectangle('figure img'), await rectangle('mark.page-mark')]
  // The baseline stands 632 points above the lower edge of a page of 600 × 800 points, and letters are 10 points high.
  const middle = (marked.top + marked.height / 2) / sheet.height
  assert.ok(Math.abs(middle - (1 - 637 / 800)) < 0.015, `the mark is at ${middle} of the page`)
  assert.ok(Math.abs(marked.left / sheet.width - 0.1) < 0.02)
  await comesInSight()
  await inspect(page, 'page', shots)
  assert.deepEqual(browser.faults, [])
  t.diagnostic(`screenshots are in ${shots}`)
})

test('the page can be enlarged, and the same words read as text', async () => {
  await (await openFinding()).click()
  await isDrawn()
  const narrow = (await picture().boundingBox())!.width
  await button('Large').press('Enter')
  assert.ok((await picture().boundingBox())!.width > 2 * narrow)
  await comesInSight()
  await inspect(page, 'page-large', shots)
  await button('Text').press('Enter')
  await page.locator('mark.marked-active').first().waitFor()
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'MARK', 'the focus follows to the words')
  assert.equal(await picture().count(), 0)
  await button('Page').press('Enter')
  await isDrawn()
  assert.deepEqual(browser.faults, [])
})

test('while a page is being drawn that is said, and without a picture the words are shown as text', async () => {
  let answer: (() => void) | undefined
  await page.route('**/api/documents/**', async (route) => {
    await new Promise<void>((resolve) => {
      answer = resolve
    })
    await route.fulfill({ status: 404, body: '' })
  })
  await (await openFinding()).click()
  await page.getByText('The page is being drawn').waitFor()
  await inspect(page, 'page-loading', shots)
  await eventually('the picture to be asked for', async () => answer !== undefined, 5_000)
  answer?.()
  await page.getByText('There is no picture of this page').waitFor()
  assert.match((await page.locator('mark.marked-active').allInnerTexts()).join(''), /gift wrapping/)
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'MARK')
  await inspect(page, 'page-missing', shots)
  await page.unroute('**/api/documents/**')
})

test('words that were typed are shown as text only', async () => {
  await openFinding()
  const typed = page.locator('button[aria-pressed]', { hasText: 'sell them online' }).first()
  await typed.click()
  await page.locator('mark.marked-active').first().waitFor()
  assert.equal(await button('Large').count(), 0)
  assert.equal(await button('Page').count(), 0)
})

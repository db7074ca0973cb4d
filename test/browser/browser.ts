import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { password } from '../flows/people.ts'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]

/** The four ways each page is looked at. */
export const looks = [
  { width: 390, height: 844, theme: 'light' },
  { width: 390, height: 844, theme: 'dark' },
  { width: 1440, height: 900, theme: 'light' },
  { width: 1440, height: 900, theme: 'dark' },
] as const
export type Look = (typeof looks)[number]

export type Browser = {
  page: Page
  /** Everything a page complained about: refused by the policy, thrown, failed to load. */
  faults: string[]
  close: () => Promise<void>
}

/** A browser with a fresh profile, which `close` removes. */
export async function openBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'statex-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    args: flags,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    permissions: ['microphone'],
  })
  context.setDefaultTimeout(20_000)
  const page = context.pages()[0] ?? (await context.newPage())
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`))
  const close = async () => {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
  return { page, faults, close }
}

export async function show(page: Page, { width, height, theme }: Look): Promise<void> {
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Frames hold prototypes, which are checked where they are made. */
const runAxe = `axe.run(document, { iframes: false }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.failureSummary + ' ' + node.html)))`

/** Fails with the rule, the reason and the element of every violation axe finds, best practices included. */
async function assertAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(await axeSource)
  assert.deepEqual(await page.evaluate(runAxe), [], `${what} has accessibility violations`)
}

/** A page must fit its window: sideways scrolling on a phone is a defect. */
async function assertFits(page: Page, what: string): Promise<void> {
  const excess = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  assert.equal(excess, 0, `${what} is wider than its window`)
}

/** Looks at the current page in all four ways: it fits, it is accessible, and a screenshot of it is kept in `directory`. */
export async function inspect(page: Page, name: string, directory: string): Promise<void> {
  for (const look of looks) {
    const what = `${name}-${look.width}-${look.theme}`
    await show(page, look)
    await page.screenshot({ path: join(directory, `${what}.png`), fullPage: true })
    await assertFits(page, what)
    await assertAccessible(page, what)
  }
}

/** Signs somebody in by the form, whoever was signed in before, and waits for the page of their account. */
export async function signInAs(page: Page, url: string, address: string): Promise<void> {
  await page.context().clearCookies()
  await page.goto(`${url}/sign-in?return=${encodeURIComponent('/account')}`)
  await page.getByLabel('E-mail address').fill(address)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor()
}

// The projects of an organisation in its page: the first one alone, a new one, names that clash, the archive; and who only looks.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually } from '#platform/testing'
import { ask, firstOwner, join } from '../flows/people.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, inspect, openBrowser, signInAs } from './browser.ts'

let platform: Platform
let visitor: Browser
let shots: string
let owner: { cookie: string }

before(async () => {
  platform = await startTogether()
  visitor = await openBrowser()
  shots = await mkdtemp(joinPath(tmpdir(), 'statex-projects-'))
  owner = await firstOwner(platform, 'olga@example.com')
  const invited = { address: 'aud@example.com', role: 'auditor' }
  assert.equal((await ask(platform, 'POST', '/auth/invitations', owner, invited)).status, 201)
  await join({ ...platform, mode: 'together', blobCount: () => 0 }, '', 'aud@example.com')
})
after(async () => {
  await visitor?.close()
  await platform?.stop()
})

const section = () =>
  visitor.page.locator('section', {
    has: visitor.page.getByRole('heading', { level: 2, name: 'Projects', exact: true }),
  })
const row = (name: string) =>
  section().locator('li', { has: visitor.page.getByRole('heading', { level: 3, name: new RegExp(`^${name}`) }) })
const kept = async () =>
  (await ask(platform, 'GET', '/projects', owner)).body.projects.map((p: any) => [p.name, p.archivedAt !== undefined])
const focused = (label: string) =>
  eventually(`the focus to be on "${label}"`, async () =>
    (
      await visitor.page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.textContent')
    ).startsWith(label),
  )

async function open(address: string): Promise<void> {
  await signInAs(visitor.page, platform.url, address)
  await visitor.page.getByRole('link', { name: 'Settings of the organisation' }).click()
  await section().waitFor()
}

test('an owner makes a project with the keyboard, and a name that is taken is said at its field', async (t) => {
  t.diagnostic(`screenshots are in ${shots}`)
  const { page } = visitor
  await open('olga@example.com')
  await section().getByText('So far there is one drawer').waitFor()
  await row('General').getByText('default').waitFor()
  assert.equal(
    await section()
      .getByRole('button', { name: /^Archive/ })
      .count(),
    0,
    'the default one stays',
  )
  await inspect(page, 'first', shots)
  await section().getByRole('button', { name: 'New project' }).press('Enter')
  const name = section().getByLabel('Name', { exact: true })
  await eventually(
    'the focus to be in the form',
    async () => (await page.evaluate('document.activeElement.name')) === 'projectName',
  )
  await page.keyboard.press('Enter')
  await section().getByText('Please give a name.').waitFor()
  await name.fill('general')
  await page.keyboard.press('Enter')
  await section().getByText('There is a project called "general" in use.').waitFor()
  await inspect(page, 'taken', shots)
  await name.fill('Mugs and everything that is fired in a kiln, for Pottery & Daughters of the Lower Lane')
  await page.keyboard.press('Enter')
  await row('Mugs').waitFor()
  await focused('New project')
  assert.equal(await section().getByText('So far there is one drawer').count(), 0)
  assert.equal(visitor.faults.splice(0).filter((fault) => !fault.includes('status of 409')).length, 0)
})

test('a project is renamed, archived and used again, and each is kept', async () => {
  const { page } = visitor
  await row('Mugs')
    .getByRole('button', { name: /^Rename the project Mugs/ })
    .press('Enter')
  await row('Mugs').getByLabel('Name', { exact: true }).fill('Mugs')
  await page.keyboard.press('Enter')
  await focused('Rename the project Mugs')
  assert.deepEqual(await kept(), [
    ['General', false],
    ['Mugs', false],
  ])
  await row('Mugs').getByRole('button', { name: 'Archive the project Mugs' }).press('Enter')
  const dialog = page.getByRole('alertdialog', { name: 'Archive “Mugs”?' })
  await dialog.waitFor()
  await inspect(page, 'archive', shots)
  await dialog.getByRole('button', { name: 'Archive', exact: true }).press('Enter')
  await row('Mugs').getByText('Takes no new requests since').waitFor()
  await focused('Rename the project Mugs')
  await inspect(page, 'archived', shots)
  await page.reload()
  await row('Mugs').getByText('archived', { exact: true }).waitFor()
  assert.deepEqual(await kept(), [
    ['General', false],
    ['Mugs', true],
  ])
  await row('Mugs').getByRole('button', { name: 'Use again: the project Mugs' }).press('Enter')
  await row('Mugs').getByText('Made on').waitFor()
  await focused('Rename the project Mugs')
  assert.deepEqual((await kept()).at(-1), ['Mugs', false])
  assert.deepEqual(visitor.faults, [])
})

test('an auditor sees the projects and changes none', async () => {
  await open('aud@example.com')
  await row('Mugs').waitFor()
  assert.equal(await section().getByRole('button').count(), 0)
  await inspect(visitor.page, 'auditor', shots)
  // Whoever signs in was nobody before.
  assert.deepEqual(
    visitor.faults.filter((fault) => !fault.includes('status of 401')),
    [],
  )
})

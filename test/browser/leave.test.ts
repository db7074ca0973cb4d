// Leaving: what is kept about a person is theirs to take along, and their account is theirs to delete.
import assert from 'node:assert/strict'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually } from '#platform/testing'
import { ask, firstOwner, join, password } from '../flows/people.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, inspect, openBrowser } from './browser.ts'

let platform: Platform
let visitor: Browser
let shots: string
before(async () => {
  platform = await startTogether()
  visitor = await openBrowser()
  shots = await mkdtemp(joinPath(tmpdir(), 'statex-leave-'))
})
after(async () => {
  await visitor?.close()
  await platform?.stop()
})

const button = (name: string) => visitor.page.getByRole('button', { name })
const heading = (name: string) => visitor.page.getByRole('heading', { level: 1, name }).waitFor()
const hasFocus = (name: string) =>
  eventually(
    `the focus to be on ${name}`,
    async () => (await visitor.page.evaluate('document.activeElement.name')) === name,
  )
async function signIn(address: string): Promise<void> {
  const { page } = visitor
  await page.goto(`${platform.url}/sign-in`)
  await page.getByLabel('E-mail address').fill(address)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await button('Sign in').press('Enter')
}
/** What the browser itself says of a refusal that the test provoked is no fault of the page. */
const faultsBeside = (...statuses: number[]) =>
  visitor.faults.splice(0).filter((fault) => !statuses.some((status) => fault.includes(`status of ${status}`)))

test('the only owner of an organisation is told what to do before the account can be deleted', async (t) => {
  t.diagnostic(`screenshots are in ${shots}`)
  const owner = await firstOwner(platform, 'olga@example.com')
  const invited = await ask(platform, 'POST', '/auth/invitations', owner, {
    address: 'carl@example.com',
    role: 'member',
  })
  assert.equal(invited.status, 201, invited.text)
  await join({ ...platform, mode: 'together', blobCount: () => 0 }, '', 'carl@example.com')
  await signIn('olga@example.com')
  await visitor.page.getByText('you are the only owner here').waitFor()
  assert.equal(await button('I want to delete my account').count(), 0)
  await inspect(visitor.page, 'only-owner', shots)
  await button('Sign out').click()
  await heading('Sign in')
  assert.deepEqual(visitor.faults, [])
})

test('a person takes their data along and deletes the account, once they typed its address and confirmed who they are', async () => {
  const { page } = visitor
  await signIn('carl@example.com')
  const late = { code: 'step_up_required', detail: 'Confirm your password again.' }
  await page.route('**/api/auth/me/export', (route) => route.fulfill({ status: 403, json: late }), { times: 1 })
  await button('Download my data').click()
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(password)
  const [saved] = await Promise.all([page.waitForEvent('download'), button('Confirm').click()])
  assert.match(saved.suggestedFilename(), /^statex-account-\d{4}-\d\d-\d\d\.json$/)
  const kept = JSON.parse(await readFile(await saved.path(), 'utf8'))
  assert.deepEqual([kept.person.name, kept.person.addresses[0].address], ['carl', 'carl@example.com'])
  await page.getByText('in the downloads of your browser').waitFor()
  await button('I want to delete my account').press('Enter')
  await button('Delete my account for good').click()
  await page.getByText('Please enter an e-mail address').waitFor()
  await hasFocus('ownAddress')
  await page.getByLabel('Type your e-mail address').fill('olga@example.com')
  await button('Delete my account for good').click()
  await page.getByText('This is not an address of your account.').waitFor()
  await hasFocus('ownAddress')
  await inspect(page, 'delete', shots)
  await page.getByLabel('Type your e-mail address').fill('carl@example.com')
  await button('Delete my account for good').click()
  await heading('Your account is deleted')
  await inspect(page, 'gone', shots)
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
  await page.goto(`${platform.url}/account`)
  await heading('Sign in')
  await signIn('carl@example.com')
  await page.getByText('The address or the password is not right.').waitFor()
  assert.deepEqual(faultsBeside(401, 403, 422), [])
})

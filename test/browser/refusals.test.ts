// Who was refused what, as those who run the organisation see it in the page: with the reason, the roles that would do, and nothing that was typed.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import { ask, firstOwner, join } from '../flows/people.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, inspect, openBrowser, signInAs } from './browser.ts'

let platform: Platform
let visitor: Browser
let shots: string
const member = { cookie: '', id: '' }

before(async () => {
  platform = await startTogether()
  visitor = await openBrowser()
  shots = await mkdtemp(joinPath(tmpdir(), 'statex-refusals-'))
  const owner = await firstOwner(platform, 'olga@example.com')
  const running = { ...platform, mode: 'together' as const, blobCount: () => 0 }
  for (const [address, role] of [
    ['mia@example.com', 'member'],
    ['aud@example.com', 'auditor'],
  ])
    assert.equal((await ask(platform, 'POST', '/auth/invitations', owner, { address, role })).status, 201)
  member.cookie = (await join(running, '', 'mia@example.com')).cookie
  await join(running, '', 'aud@example.com')
  member.id = (await ask(platform, 'GET', '/auth/me', member)).body.person.id
})
after(async () => {
  await visitor?.close()
  await platform?.stop()
})

const heading = (name: string) => visitor.page.getByRole('heading', { level: 1, name }).waitFor()
const rows = () => visitor.page.locator('main section li')

const open = (address: string) => signInAs(visitor.page, platform.url, address)

test('an auditor finds nothing where nobody was refused, and is told so', async (t) => {
  t.diagnostic(`screenshots are in ${shots}`)
  await open('aud@example.com')
  visitor.faults.length = 0
  await visitor.page.getByRole('link', { name: 'Refused access' }).click()
  await heading('Refused access')
  await visitor.page.getByLabel('Answer').selectOption('Wrong code')
  await visitor.page.getByText('Nothing like that was refused.').waitFor()
  await inspect(visitor.page, 'empty', shots)
})

test('it says who was refused, the permission that was missing, and which roles have it', async () => {
  assert.equal((await ask(platform, 'GET', '/auth/keys', member)).status, 403)
  const wrong = { address: 'mia@example.com', password: 'Xq-typed-by-mistake' }
  assert.equal((await ask(platform, 'POST', '/auth/sign-in', {}, wrong)).status, 401)
  const { page } = visitor
  await page.goto(`${platform.url}/account/refusals`)
  const lacking = rows().filter({ hasText: 'auth.read-keys' })
  await lacking.getByRole('heading', { name: 'mia' }).waitFor()
  const text = await lacking.innerText()
  assert.match(text, /See which API keys there are\./)
  assert.match(text, /Roles that have it: Owner, Administrator, Auditor\./)
  assert.match(text, /GET \/api\/auth\/keys · 403 · from .+ · trace [0-9a-f]{32}/)
  const failed = rows().filter({ hasText: 'The address or the password was wrong.' })
  await failed.getByRole('heading', { name: 'Somebody, as mia' }).waitFor()
  assert.ok(!(await page.content()).includes('Xq-typed'))
  await inspect(page, 'rows', shots)
  assert.deepEqual(visitor.faults, [])
})

test('it is narrowed to one person and one kind, which the address of the page keeps', async () => {
  const { page } = visitor
  await page.getByLabel('Person or key').selectOption('mia')
  await page.getByLabel('Answer').selectOption('Not allowed')
  await page.waitForURL(/who=per_\w+&code=forbidden$/)
  await rows().filter({ hasText: 'auth.read-keys' }).waitFor()
  assert.equal(await rows().count(), 1)
  await page.reload()
  await rows().filter({ hasText: 'auth.read-keys' }).waitFor()
  assert.equal(await page.getByLabel('Person or key').inputValue(), member.id)
  assert.equal(await rows().count(), 1)
})

test('older ones follow page by page, each once', async () => {
  const { page } = visitor
  for (let n = 0; n < 30; n++) assert.equal((await ask(platform, 'GET', '/submissions', {})).status, 401)
  await page.goto(`${platform.url}/account/refusals?code=unauthorised`)
  const more = page.getByRole('button', { name: 'Show older ones' })
  await more.waitFor()
  assert.equal(await rows().count(), 25)
  await more.click()
  await more.waitFor({ state: 'detached' })
  const traces = await rows().locator('code:last-child').allInnerTexts()
  assert.ok(traces.length >= 30 && new Set(traces).size === traces.length, `${traces.length} rows`)
  await rows().filter({ hasText: 'This needs somebody who is signed in, or a key.' }).first().waitFor()
  assert.deepEqual(visitor.faults, [])
})

test('a member finds no way to it, and is told so at its address', async () => {
  await open('mia@example.com')
  assert.equal(await visitor.page.getByRole('link', { name: 'Refused access' }).count(), 0)
  await visitor.page.goto(`${platform.url}/account/refusals`)
  await visitor.page.getByText('Your role may not see who was refused.').waitFor()
  await inspect(visitor.page, 'member', shots)
})

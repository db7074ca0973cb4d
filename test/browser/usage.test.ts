// The plan of an organisation and what is used of it, as an auditor sees it in the page.
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, before, test } from 'node:test'
import { ask, firstOwner, join } from '../flows/people.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Browser, inspect, openBrowser, signInAs } from './browser.ts'

const plan = {
  name: 'small',
  title: 'Small',
  softPercent: 60,
  limits: { requestsPerMonth: 10, seats: 3, storageBytes: 5_000_000, functionMsPerMonth: 90_000 },
}
let platform: Platform
let visitor: Browser

before(async () => {
  platform = await startTogether({ env: { PROVISIONING_PLANS: JSON.stringify([plan]) } })
  visitor = await openBrowser()
  const owner = await firstOwner(platform, 'olga@example.com')
  const invited = { address: 'aud@example.com', role: 'auditor' }
  assert.equal((await ask(platform, 'POST', '/auth/invitations', owner, invited)).status, 201)
  await join({ ...platform, mode: 'together', blobCount: () => 0 }, '', 'aud@example.com')
})
after(async () => {
  await visitor?.close()
  await platform?.stop()
})

test('an auditor sees the plan, what is used of each limit and what is nearly used up, and changes nothing', async (t) => {
  const { page } = visitor
  const shots = await mkdtemp(joinPath(tmpdir(), 'statex-usage-'))
  t.diagnostic(`screenshots are in ${shots}`)
  await signInAs(page, platform.url, 'aud@example.com')
  await page.getByRole('link', { name: 'Settings of the organisation' }).click()
  const usage = page.locator('section', { has: page.getByRole('heading', { level: 2, name: 'Plan and usage' }) })
  await usage.waitFor()
  await usage.getByText('Small', { exact: true }).waitFor()
  const row = (name: string) => usage.locator('li', { has: page.getByRole('heading', { level: 3, name }) })
  await row('People').getByText('2 of 3').waitFor()
  assert.ok(await row('People').getByText('nearly used up').isVisible())
  assert.ok(await row('Requests this month').getByText('0 of 10').isVisible())
  assert.match(await row('Requests this month').innerText(), /Begins anew on /)
  assert.ok(
    await row('Files')
      .getByText(/^0 .* of 5 MB$/)
      .isVisible(),
  )
  assert.ok(await row('Requests being worked on').getByText('0, without a limit').isVisible())
  assert.ok(await row('Calls of programs in a minute').getByText('without a limit').isVisible())
  assert.ok(await row('Function time this month').getByText('0 ms of 1:30 min').isVisible())
  assert.match(await row('Function time this month').innerText(), /template packs of your own.*Begins anew on /s)
  assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0)
  await inspect(page, 'usage', shots)
  assert.deepEqual(visitor.faults, [])
})

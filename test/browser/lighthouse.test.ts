// Lighthouse on the first page of every pack, in Debian's Chromium. Its scores of performance are times of this machine: they are told, not tested.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import lighthouse from 'lighthouse'
import { freePort } from '#platform/testing'
import { pairs } from './pairs.ts'
import { allSites, openSites, type Sites } from './sites.ts'

const categories = ['accessibility', 'best-practices', 'performance']
let open: Sites
let port: number
before(async () => {
  port = await freePort()
  open = await openSites(await allSites(), [`--remote-debugging-port=${port}`])
})
after(() => open?.close())

/** One measurement. That the browser recorded no start of the page is a slip of the recording, which Lighthouse says to repeat. */
async function measure(url: string) {
  for (let attempt = 1; ; attempt++) {
    const result = await lighthouse(url, { port, onlyCategories: categories, logLevel: 'silent' })
    const slip = result?.lhr.runtimeError
    if (result && !slip) return result
    if (attempt >= 3 || slip?.code !== 'NO_NAVSTART') throw new Error(JSON.stringify(slip))
  }
}

for (const id of Object.keys(pairs))
  test(`Lighthouse gives the first page of ${id} at least 95 for accessibility and best practices, and finds it light and still.`, async (t) => {
    const result = await measure(`${open.url}/${id}/`)
    const { audits } = result.lhr
    const scores = categories.map((name) => Math.round((result.lhr.categories[name]?.score ?? 0) * 100))
    t.diagnostic(`${id}: ${categories.map((name, index) => `${name} ${scores[index]}`).join(', ')}`)
    const failed = Object.values(audits).filter(({ score }) => score !== null && score < 0.9)
    assert.ok(Math.min(scores[0]!, scores[1]!) >= 95, failed.map(({ id: audit }) => audit).join(' '))
    const measured = (audit: string) => audits[audit]?.numericValue ?? Number.POSITIVE_INFINITY
    // What performance rests on whatever the machine does meanwhile: few bytes, nothing that moves, nothing from elsewhere.
    // As good as nothing, by the bound of web.dev; arrival.test.ts looks closer.
    const moved = measured('cumulative-layout-shift')
    assert.ok(moved <= 0.1, `${moved} of the screen moves while it loads`)
    assert.ok(measured('total-byte-weight') <= 150_000, `${measured('total-byte-weight')} bytes`)
    assert.equal(audits['errors-in-console']?.score, 1)
    assert.deepEqual(open.elsewhere.splice(0), [])
  })

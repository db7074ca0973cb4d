// Lighthouse on the first page of every pack, in Debian's Chromium. Its scores of performance are times of this machine: they are told, not tested.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import lighthouse from 'lighthouse'
import { freePort } from '../platform.ts'
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

for (const id of Object.keys(pairs))
  test(`Lighthouse gives the first page of ${id} at least 95 for accessibility and best practices, and finds it light and still.`, async (t) => {
    const result = await lighthouse(`${open.url}/${id}/`, { port, onlyCategories: categories, logLevel: 'silent' })
    assert.ok(result && !result.lhr.runtimeError, JSON.stringify(result?.lhr.runtimeError))
    const { audits } = result.lhr
    const scores = categories.map((name) => Math.round((result.lhr.categories[name]?.score ?? 0) * 100))
    t.diagnostic(`${id}: ${categories.map((name, index) => `${name} ${scores[index]}`).join(', ')}`)
    const failed = Object.values(audits).filter(({ score }) => score !== null && score < 0.9)
    assert.ok(Math.min(scores[0]!, scores[1]!) >= 95, failed.map(({ id: audit }) => audit).join(' '))
    const measured = (audit: string) => audits[audit]?.numericValue ?? Number.POSITIVE_INFINITY
    // What performance rests on whatever the machine does meanwhile: few bytes, nothing that moves, nothing from elsewhere.
    assert.ok(measured('cumulative-layout-shift') <= 0.02, 'nothing moves while it loads')
    assert.ok(measured('total-byte-weight') <= 150_000, `${measured('total-byte-weight')} bytes`)
    assert.equal(audits['errors-in-console']?.score, 1)
    assert.deepEqual(open.elsewhere.splice(0), [])
  })

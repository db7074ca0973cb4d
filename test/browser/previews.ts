/**
 * `node test/browser/previews.ts [pack …]` makes anew what a pack shows of itself: `sample.json`, filled from a request of the corpus, and
 * `preview.webp`, the first page of that sample in a real Chromium. Run it after a pack's looks have changed; both are checked in.
 */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright-core'
import { buildSite } from '../../services/prototype/build.ts'
import * as corpus from '../../services/prototype/corpus.test-support.ts'
import type { Input } from '../../services/prototype/sample.test-support.ts'
import { prototypeHeaders, typeOf } from '../../services/prototype/serving.ts'
import { fillSlots } from '../../services/prototype/slots.ts'
import { loadPacks } from '../../services/template/packs.ts'
import { pairs } from './pairs.ts'

const bytesMax = 40_000
const width = 1_280
const packs = await loadPacks()
const wanted = process.argv.slice(2)
const requests: Record<string, Input> = { ...corpus }
const folder = new URL('../../services/template/packs/', import.meta.url)
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
})

for (const [id, loaded] of packs) {
  if (wanted.length > 0 && !wanted.includes(id)) continue
  const input = requests[pairs[id]!]!
  const { files } = await buildSite(loaded, input)
  const properties = loaded.pack.slots.properties as Record<string, { minItems?: number }>
  const labels = JSON.parse(loaded.files['labels/en.json']!)
  const { values } = fillSlots({
    ...input,
    labels,
    slotNames: Object.keys(properties),
    itemsMin: properties.items?.minItems ?? 0,
  })
  writeFileSync(new URL(`${id}/sample.json`, folder), `${JSON.stringify(values, null, 2)}\n`)
  const server = createServer((request, reply) => {
    const path = (request.url ?? '/').slice(1) || 'index.html'
    reply.writeHead(200, { ...prototypeHeaders(), 'content-type': typeOf(path) }).end(files[path] ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const page = await browser.newPage({ viewport: { width, height: 960 }, reducedMotion: 'reduce' })
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const devtools = await page.context().newCDPSession(page)
  for (let quality = 80; quality > 20; quality -= 10) {
    const shot = await devtools.send('Page.captureScreenshot', {
      format: 'webp',
      quality,
      clip: { x: 0, y: 0, width, height: 960, scale: 0.5 },
    })
    const bytes = Buffer.from(shot.data, 'base64')
    writeFileSync(new URL(`${id}/preview.webp`, folder), bytes)
    if (bytes.length <= bytesMax) break
  }
  await page.close()
  server.close()
}
await browser.close()

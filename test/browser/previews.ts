/**
 * `node test/browser/previews.ts [pack …]` makes anew what a pack shows of itself: `sample.json`, filled from a request of the corpus, and
 * `preview.webp`, the first page of that sample in a real Chromium, noted in `previews.json`. Run it after a pack's looks have changed: a test
 * compares. All of it is checked in.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright-core'
import { prototypeHeaders, typeOf } from '../../services/prototype/serving.ts'
import { loadPacks } from '../../services/template/packs.ts'
import { type Pictured, previewed, recordFile, sha256 } from './previewed.ts'

const bytesMax = 40_000
const width = 1_280
const height = 960
// Pages that show today's date show this one, so that a picture differs only where the template does.
const day = new Date('2026-05-04T10:00:00Z')
const wanted = process.argv.slice(2)
const record: Pictured = JSON.parse(readFileSync(recordFile, 'utf8'))
const folder = new URL('../../services/template/packs/', import.meta.url)
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
})

/** The first page at half its size, in the best quality that stays small. */
async function pictureOf(files: Record<string, string>): Promise<Buffer> {
  const server = createServer((request, reply) => {
    const path = (request.url ?? '/').slice(1) || 'index.html'
    reply.writeHead(200, { ...prototypeHeaders(), 'content-type': typeOf(path) }).end(files[path] ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' })
  await page.clock.setFixedTime(day)
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const devtools = await page.context().newCDPSession(page)
  let picture = Buffer.alloc(0)
  for (let quality = 80; quality > 20; quality -= 10) {
    const clip = { x: 0, y: 0, width, height, scale: 0.5 }
    const shot = await devtools.send('Page.captureScreenshot', { format: 'webp', quality, clip })
    picture = Buffer.from(shot.data, 'base64')
    if (picture.length <= bytesMax) break
  }
  await page.close()
  server.close()
  return picture
}

for (const [id, loaded] of await loadPacks()) {
  if (wanted.length > 0 && !wanted.includes(id)) continue
  const { files, page, sample } = await previewed(loaded)
  const picture = await pictureOf(files)
  writeFileSync(new URL(`${id}/sample.json`, folder), sample)
  writeFileSync(new URL(`${id}/preview.webp`, folder), picture)
  record[id] = { page, picture: sha256(picture) }
}
writeFileSync(recordFile, `${JSON.stringify(record, null, 2)}\n`)
await browser.close()

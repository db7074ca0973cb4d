// What a visitor on a slow line sees: a page that arrives tag by tag, and is painted meanwhile, must not move under their eyes.
import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, chromium } from 'playwright-core'
import { typeOf } from '../../services/prototype/serving.ts'
import { pairs } from './pairs.ts'
import { allSites, type Files } from './sites.ts'

let sites: Record<string, Files>
let browser: Browser
/** Two frames at 60 a second: each part has been painted before the next one comes. */
const betweenMs = 35

async function trickle(reply: ServerResponse, html: string): Promise<void> {
  const body = html.indexOf('<body')
  reply.write(html.slice(0, body))
  for (const part of html.slice(body).split(/(?<=<\/(?:a|li|p|h1|h2|h3|ul|svg|div|figure|section|header|nav|form)>)/)) {
    reply.write(part)
    await pause(betweenMs)
  }
  reply.end()
}

const server = createServer((request, reply) => {
  const [, site = '', ...rest] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/')
  const path = rest.join('/') || 'index.html'
  const file = sites[site]?.[path]
  if (file === undefined) return reply.writeHead(404).end()
  reply.writeHead(200, { 'content-type': typeOf(path) })
  if (path === 'index.html') void trickle(reply, file)
  else reply.end(file)
})

before(async () => {
  sites = await allSites()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
})
after(async () => {
  await browser?.close()
  server.closeAllConnections()
  server.close()
})

/** Every move that the browser saw, as a share of the screen (the Layout Instability specification), with what moved. */
type Shift = { value: number; sources: { node: { className: unknown; nodeName: string } | null }[] }
const watch = () => {
  const seen: [number, string][] = []
  Object.assign(globalThis, { seen })
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries() as unknown as Shift[])
      seen.push([value, sources.map(({ node }) => node?.className || node?.nodeName).join(' ')])
  }).observe({ type: 'layout-shift' as 'mark', buffered: true })
}

for (const id of Object.keys(pairs))
  for (const width of [412, 1_280])
    test(`The first page of ${id} stands as good as still while it arrives tag by tag, ${width} pixels wide.`, async () => {
      const page = await browser.newPage({ viewport: { width, height: 820 } })
      await page.addInitScript(watch)
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${id}/`)
      await page.waitForTimeout(100)
      const seen = await page.evaluate(() => (globalThis as unknown as { seen: [number, string][] }).seen)
      await page.close()
      const moved = seen.reduce((sum, [value]) => sum + value, 0)
      // 0.1 is what web.dev calls good for a page as people meet it; this one arrives as badly as it can.
      assert.ok(moved <= 0.1, JSON.stringify(seen))
    })

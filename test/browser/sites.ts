// All packs, each filled with its own request and with an Arabic one, served over loopback with the headers of the real route.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { chromium, type Page } from 'playwright-core'
import { buildSite } from '../../services/prototype/build.ts'
import * as corpus from '../../services/prototype/corpus.test-support.ts'
import { hostile, type Input } from '../../services/prototype/sample.test-support.ts'
import { prototypeHeaders, sourceAt, typeOf } from '../../services/prototype/serving.ts'
import { viewer, viewerHeaders } from '../../services/prototype/viewer.ts'
import { chooseTemplate } from '../../services/template/choose.ts'
import { loadPacks } from '../../services/template/packs.ts'
import { pairs } from './pairs.ts'

export type Files = Record<string, string>
const requests: Record<string, Input> = { ...corpus }

/** Each pack filled with a request that holds script and template code in every part. */
export async function hostileSites(): Promise<Record<string, Files>> {
  const sites: Record<string, Files> = {}
  for (const [id, pack] of await loadPacks()) sites[id] = (await buildSite(pack, hostile)).files
  return sites
}

/** Each pack with its own request, and with the Arabic one under `ar-<pack>`; every other request of the corpus with the pack that is chosen for it. */
export async function allSites(): Promise<Record<string, Files>> {
  const sites: Record<string, Files> = {}
  const packs = await loadPacks()
  for (const [id, pack] of packs) {
    sites[id] = (await buildSite(pack, requests[pairs[id]!]!)).files
    sites[`ar-${id}`] = (await buildSite(pack, corpus.madrasa)).files
  }
  const paired = new Set<string>(Object.values(pairs))
  for (const [name, input] of Object.entries(requests).filter(([one]) => one !== 'madrasa' && !paired.has(one))) {
    const { id } = chooseTemplate(
      [...packs.values()].map(({ pack }) => pack),
      input.analysis,
    )
    sites[`${name}-${id}`] = (await buildSite(packs.get(id)!, input)).files
  }
  return sites
}

export type Sites = {
  url: string
  page: Page
  /** Everything that was asked of the server. */
  asked: string[]
  /** Hosts other than the server that a page tried to reach. */
  elsewhere: string[]
  /** What was sent to an inbox: the bodies. */
  received: string[]
  noFaults(what: string): void
  close(): Promise<void>
}

/** Serves sites by name, `/view/<name>/` in the viewer, and opens a browser. */
export async function openSites(sites: Record<string, Files>, flags: string[] = []): Promise<Sites> {
  const asked: string[] = []
  const received: string[] = []
  const server = createServer((request, reply) => {
    asked.push(request.url ?? '')
    const [, first, ...rest] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/')
    const isViewed = first === 'view'
    const site = (isViewed ? rest.shift() : first) ?? ''
    const path = rest.join('/') || 'index.html'
    const { host } = request.headers
    if (request.method === 'POST') {
      let body = ''
      request.on('data', (part) => {
        body += part
      })
      request.on('end', () => {
        received.push(body)
        reply.writeHead(201, { 'access-control-allow-origin': '*' }).end('{}')
      })
    } else if (isViewed) {
      const folder = `/${site}/`
      reply.writeHead(200, { ...viewerHeaders(sourceAt(host, folder)), 'content-type': 'text/html; charset=utf-8' })
      reply.end(viewer(folder, path, 'Prototype'))
    } else if (sites[site]?.[path] === undefined) reply.writeHead(404).end()
    else {
      const headers = prototypeHeaders(sourceAt(host, `/${site}/inbox`))
      reply.writeHead(200, { ...headers, 'content-type': typeOf(path) }).end(sites[site]![path])
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-sync',
      ...flags,
    ],
  })
  const page = await browser.newPage({ reducedMotion: 'reduce' })
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    dialog.dismiss().catch(() => {})
  })
  const elsewhere: string[] = []
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (/^(?:https?|wss?):$/u.test(protocol) && hostname !== '127.0.0.1') elsewhere.push(request.url())
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    page,
    asked,
    elsewhere,
    received,
    noFaults: (what) => assert.deepEqual(faults.splice(0), [], what),
    async close() {
      await browser.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Fails with the rule, the reason and the element of every violation axe finds. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axe)
  // axe would fetch the style sheets once more, which the policy refuses.
  const violations = await page.evaluate(`axe.run(document, { preload: false }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.failureSummary + ' ' + node.html)))`)
  assert.deepEqual(violations, [], what)
}

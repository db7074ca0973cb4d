// Where prototypes are served: an origin of their own that answers nothing else, with everything in one process and with one process per service.
import assert from 'node:assert/strict'
import test, { after, before, describe } from 'node:test'
import { eventually, freePort } from '#platform/testing'
import { type Platform, startTogether } from '../platform.ts'
import { call, finished, type Receipt, submit } from './client.ts'
import { inBothModes } from './modes.ts'
import { send, sendJson } from './wire.ts'

/** One request as a browser makes it: Fetch Metadata is a header that `fetch` does not let one set. Follows nothing. */
const open = (url: string, { host, ...headers }: Record<string, string> = {}) => {
  const { origin, pathname } = new URL(url)
  return send(origin, pathname, { headers, ...(host && { host }) })
}

const description = 'I need a web shop for my ceramic mugs. Customers must be able to order online and pay by card.'
const asked = { description, contactType: 'email', contactValue: 'anna@example.com', consent: true }
async function prototypeOf(platform: Platform): Promise<{ receipt: Receipt; path: string; zipPath: string }> {
  const receipt = await submit(platform, asked)
  await finished(platform, receipt)
  const { body } = await call(platform, 'GET', receipt.links.results!, { token: receipt.token })
  return { receipt, ...body.prototype }
}
const asDocument = { 'sec-fetch-dest': 'document' }
const asFrame = { 'sec-fetch-dest': 'iframe' }

const port = String(await freePort())
inBothModes({ PROTOTYPE_PORT: port }, (platform) => {
  const own = () => `http://${new URL(platform.url).hostname}:${port}`
  const ownHost = () => new URL(own()).host
  const main = () => new URL(platform.url)

  test('A page comes from the origin of prototypes only: opened by itself it is in a viewer, framed or fetched it is sent there.', async () => {
    const { path } = await prototypeOf(platform)
    const viewer = await open(platform.url + path, asDocument)
    assert.equal(viewer.status, 200)
    assert.match(viewer.headers['content-security-policy'] as string, new RegExp(`frame-src ${ownHost()}${path};`, 'u'))
    assert.ok(viewer.text.includes(`src="//${ownHost()}${path}index.html" sandbox="allow-scripts allow-forms"`))
    for (const headers of [asFrame, {}]) {
      const moved = await open(platform.url + path, headers)
      assert.deepEqual([moved.status, moved.headers.location], [307, `//${ownHost()}${path}index.html`])
    }
    const page = await open(own() + path, asFrame)
    assert.equal(page.status, 200)
    const policy = page.headers['content-security-policy'] as string
    assert.match(policy, new RegExp(`connect-src ${ownHost()}${path}inbox;`, 'u'))
    assert.match(policy, new RegExp(`frame-ancestors ${main().hostname}:\\*; sandbox allow-scripts allow-forms$`, 'u'))
    assert.equal(page.headers['x-frame-options'], undefined)
    assert.match(page.headers['x-robots-tag'] as string, /noindex/u)
    const opened = await open(own() + path, asDocument)
    assert.deepEqual([opened.status, opened.headers.location], [307, `//${main().host}${path}index.html`])
  })

  test('The origin of prototypes answers nothing of the platform, whoever asks, and sets no cookie.', async () => {
    const { receipt, path, zipPath } = await prototypeOf(platform)
    const headers = { authorization: `Bearer ${receipt.token}`, cookie: 'statex=1' }
    for (const other of [
      '/',
      '/new',
      '/docs',
      '/healthz',
      '/metrics',
      `/api/submissions/${receipt.id}`,
      '/openapi.json',
      '/prototypes/x',
    ]) {
      const answer = await open(own() + other, headers)
      assert.equal(answer.status, 404, other)
      assert.match(answer.headers['x-robots-tag'] as string, /noindex/u)
    }
    assert.equal((await open(own() + zipPath)).headers['content-type'], 'application/zip')
    const page = await open(own() + path, { ...headers, ...asFrame })
    assert.deepEqual([page.status, page.headers['set-cookie']], [200, undefined])
    const guessed = path.replace(/[^/]+\/$/u, `${'A'.repeat(43)}/`)
    assert.equal((await open(own() + guessed, asFrame)).status, 404)
  })

  test('A form of a prototype stores into its inbox over that origin, and the application may frame it.', async () => {
    const { receipt, path } = await prototypeOf(platform)
    const body = new FormData()
    for (const [name, value] of Object.entries({ form: 'Get in touch', page: 'contact.html', name: 'Ada' }))
      body.append(name, value)
    const sent = await fetch(`${own()}${path}inbox`, { method: 'POST', body, headers: { origin: 'null' } })
    assert.deepEqual([sent.status, await sent.text()], [201, '{"stored":true}'])
    const inbox = await call(platform, 'GET', `/api/prototypes/requests/${receipt.id}/inbox`, { token: receipt.token })
    assert.deepEqual(
      inbox.body.entries.map((entry: any) => entry.fields),
      [{ name: 'Ada' }],
    )
    const application = await open(platform.url)
    assert.match(
      application.headers['content-security-policy'] as string,
      new RegExp(`frame-src 'self' ${ownHost()};`, 'u'),
    )
  })

  test('A caller cannot say which origins there are.', async () => {
    const { path } = await prototypeOf(platform)
    const forged = JSON.stringify({ isOwn: true, main: '//evil.test', own: '//evil.test' })
    const answer = await open(platform.url + path, { ...asDocument, 'x-statex-origins': forged })
    assert.doesNotMatch(`${answer.text}${JSON.stringify(answer.headers)}`, /evil/u)
  })
})

describe('Where one port is all there is', () => {
  let platform: Platform
  before(async () => {
    platform = await startTogether({ env: { PROTOTYPE_PORT: '0' } })
  })
  after(() => platform?.stop())

  test('prototypes come from it, in a viewer and a sandbox.', async () => {
    const { path } = await prototypeOf(platform)
    const { host } = new URL(platform.url)
    const viewer = await open(platform.url + path, asDocument)
    assert.match(viewer.headers['content-security-policy'] as string, new RegExp(`frame-src ${host}${path};`, 'u'))
    const page = await open(platform.url + path, asFrame)
    assert.equal(page.status, 200)
    assert.match(page.headers['content-security-policy'] as string, /frame-ancestors 'self'; sandbox/u)
    const application = await open(platform.url)
    assert.match(application.headers['content-security-policy'] as string, /frame-src 'self';/u)
  })
})

describe('Behind a proxy, with a host of its own for each prototype', () => {
  let platform: Platform
  before(async () => {
    platform = await startTogether({
      env: { PUBLIC_URL: 'https://a.test', PROTOTYPE_URL: 'https://{id}.prototypes.{host}', PROTOTYPE_PORT: '' },
    })
  })
  after(() => platform?.stop())

  test('the host decides, for each tenant, and shows no prototype but its own.', async () => {
    const inTenant = { host: 'a.test' }
    const { body: receipt } = await sendJson(platform.url, '/api/submissions', asked, inTenant)
    const { body } = await eventually('the results', async () => {
      const answer = await send(platform.url, receipt.links.results, { ...inTenant, token: receipt.token })
      return answer.body.prototype && answer
    })
    const { path } = body.prototype
    const id = path.split('/')[2]!.replaceAll('_', '-')
    const viewer = await open(platform.url + path, { ...inTenant, ...asDocument })
    const origin = `https://${id}.prototypes.a.test`
    assert.ok(viewer.text.includes(`src="${origin}${path}index.html"`), viewer.text)
    const page = await open(platform.url + path, { host: `${id}.prototypes.a.test`, ...asFrame })
    assert.equal(page.status, 200)
    assert.match(page.headers['content-security-policy'] as string, /frame-ancestors a\.test;/u)
    for (const host of ['pro-01k9other.prototypes.a.test', `${id}.prototypes.b.test`])
      assert.equal((await open(platform.url + path, { host, ...asFrame })).status, 404, host)
    assert.equal((await open(`${platform.url}/api/submissions`, { host: `${id}.prototypes.a.test` })).status, 404)
  })
})

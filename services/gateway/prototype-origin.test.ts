import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { checkWay, isPrototypePath, openWay, type Way } from './prototype-origin.ts'

const path = '/prototypes/pro_01k9mugshop/secret/index.html'
type Asked = { host: string; url?: string; port?: boolean; headers?: Record<string, string> }
function ask(way: Partial<Way>, { host, url = path, port = false, headers = {} }: Asked) {
  const request = { url, headers: { host, cookie: 'a=b', authorization: 'Bearer x', ...headers } }
  const origins = openWay({ mainPort: () => 8080, ...way })(request as unknown as IncomingMessage, port)
  return { origins, headers: request.headers as Record<string, string | undefined> }
}

test('A port of their own is an origin at whatever name the caller uses, and leads back to the application there.', () => {
  const way = { port: 8090 }
  assert.deepEqual(ask(way, { host: 'localhost:9000' }).origins, {
    isOwn: false,
    main: '//localhost:9000',
    own: '//localhost:8090',
  })
  const own = ask(way, { host: 'acme.test:8090', port: true })
  assert.deepEqual(own.origins, { isOwn: true, main: '//acme.test:8080', own: '//acme.test:8090' })
  assert.equal(own.headers.host, 'acme.test:8080', 'the tenant is told by the name of the application')
  assert.deepEqual(ask(way, { host: '[::1]:8090', port: true }).origins?.main, '//[::1]:8080')
})

test('By the origin of prototypes neither a cookie nor a key comes in; by the application’s both do.', () => {
  const own = ask({ port: 8090 }, { host: 'localhost:8090', port: true })
  assert.deepEqual([own.headers.cookie, own.headers.authorization], [undefined, undefined])
  const main = ask({ port: 8090 }, { host: 'localhost:8080' })
  assert.deepEqual([main.headers.cookie, main.headers.authorization], ['a=b', 'Bearer x'])
})

test('What a caller says about origins is dropped, also where there is one origin only.', () => {
  const headers = { 'x-statex-origins': '{"isOwn":false,"main":"//evil.test","own":"//evil.test"}' }
  assert.equal(ask({}, { host: 'localhost:8080', headers }).headers['x-statex-origins'], undefined)
  assert.doesNotMatch(ask({ port: 1 }, { host: 'localhost', headers }).headers['x-statex-origins']!, /evil/u)
})

test('A host of their own is known by its name, each prototype may have one, and shows no other prototype.', () => {
  const publicUrl = 'https://app.example.com'
  const one = { publicUrl, url: 'https://prototypes.example.com' }
  assert.deepEqual(ask(one, { host: 'app.example.com' }).origins, {
    isOwn: false,
    main: '//app.example.com',
    own: 'https://prototypes.example.com',
  })
  assert.deepEqual(ask(one, { host: 'prototypes.example.com' }).origins?.isOwn, true)
  assert.equal(ask(one, { host: 'prototypes.example.com' }).headers.host, 'app.example.com')

  const each = { publicUrl, url: 'https://{id}.prototypes.{host}' }
  const main = ask(each, { host: 'acme.example.com' }).origins
  assert.equal(main?.own, 'https://pro-01k9mugshop.prototypes.acme.example.com')
  const own = ask(each, { host: 'pro-01k9mugshop.prototypes.acme.example.com' })
  assert.deepEqual([own.origins?.isOwn, own.headers.host], [true, 'acme.example.com'])
  const other = ask(each, { host: 'pro-01k9other.prototypes.acme.example.com' }).origins
  assert.deepEqual(other, { isOwn: true, main: '', own: '' })
  assert.equal(ask(each, { host: 'acme.example.com', url: '/' }).origins?.own, 'https://*.prototypes.acme.example.com')
})

test('A host that is no name of a host gets no origins.', () => {
  for (const host of ["x; script-src 'unsafe-inline'", '', 'a b', 'x"y'])
    assert.equal(ask({ port: 8090 }, { host }).origins, undefined)
  const own = ask({ port: 8090 }, { host: 'a b', port: true })
  assert.deepEqual([own.origins, own.headers.cookie], [{ isOwn: true, main: '', own: '' }, undefined])
})

test('Only whole addresses of prototypes count as such.', () => {
  assert.ok(isPrototypePath(path))
  for (const other of ['/', '/api/submissions', '/prototypes/', '/prototypes/pro_1', '/prototypes/pro_1/x', '/docs'])
    assert.ok(!isPrototypePath(other), other)
})

test('Settings that need each other are refused with what to set.', () => {
  const refused = (settings: Record<string, unknown>, message: RegExp) =>
    assert.throws(() => checkWay(settings), message)
  refused({ prototypeUrl: 'https://p.example.com' }, /needs PUBLIC_URL/u)
  const publicUrl = 'https://app.example.com'
  refused({ publicUrl, prototypeUrl: 'https://p.example.com', tenantHosts: 'a.test=ten_a' }, /needs \{host\}/u)
  refused({ publicUrl, prototypeUrl: 'https://p.example.com/x' }, /without a path/u)
  refused({ publicUrl, prototypeUrl: `${publicUrl}/` }, /another origin/u)
  checkWay({ publicUrl, prototypeUrl: 'https://{id}.p.{host}', tenantHosts: 'a.test=ten_a' })
  checkWay({})
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceCookie, deviceIn, isSameOrigin, sessionCookie, sessionIn } from './cookies.ts'

const client = { address: '', agent: '', host: 'a.test' }

test('over TLS the cookie has the __Host- prefix and all that it demands; over plain HTTP neither', () => {
  assert.equal(
    sessionCookie('v', { ...client, isSecure: true }, 60),
    '__Host-statex=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure',
  )
  assert.equal(
    sessionCookie('v', { ...client, isSecure: false }, 0),
    'statex=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
  )
})

test('what knows a browser again is a cookie of its own, and neither is read for the other', () => {
  assert.equal(
    deviceCookie('v', { ...client, isSecure: true }, 60),
    '__Host-statex-device=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure',
  )
  const both = 'statex-device=d; statex=s'
  assert.deepEqual([deviceIn(both, false), sessionIn(both, false), deviceIn(both, true)], ['d', 's', undefined])
})

test('only the cookie of the name that fits the connection is read', () => {
  assert.equal(sessionIn('a=b; __Host-statex=v.w; statex=x', true), 'v.w')
  assert.equal(sessionIn('a=b; __Host-statex=v.w; statex=x', false), 'x')
  // Anybody who can write a cookie for the domain could plant one without the prefix.
  assert.equal(sessionIn('statex=x', true), undefined)
  assert.equal(sessionIn('__Host-statex=', true), undefined)
  assert.equal(sessionIn(undefined, true), undefined)
})

test('same origin is what the browser says, and silence is not', () => {
  assert.equal(isSameOrigin({ host: 'a.test', 'sec-fetch-site': 'same-origin' }), true)
  for (const site of ['same-site', 'cross-site', 'none'])
    assert.equal(isSameOrigin({ host: 'a.test', 'sec-fetch-site': site }), false)
  assert.equal(isSameOrigin({ host: 'a.test:81', origin: 'http://a.test:81' }), true)
  for (const origin of ['http://b.test', 'http://a.test:82', 'null', 'nonsense', undefined])
    assert.equal(isSameOrigin({ host: 'a.test:81', origin }), false)
  assert.equal(isSameOrigin({ host: 'a.test', origin: 'http://a.test', 'sec-fetch-site': 'cross-site' }), false)
})

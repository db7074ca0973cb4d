import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorise, identify, type Keys, readTenantHosts } from './access.ts'
import { newApiKey } from './api-key.ts'
import { sealScope } from './context.ts'
import type { Access, Route } from './contract.ts'
import type { Refusal } from './errors.ts'
import { newId, tokenFor } from './ids.ts'

const keys: Keys = {
  secretKey: 'a secret of the tests that is long',
  operatorKey: 'the operator key of tests',
  tenantHosts: readTenantHosts('a.test=ten_a, b.test=ten_b'),
  tenantPaths: new Map(),
}
const route = (access: Access, subject?: string): Route => ({
  method: 'GET',
  path: '/x/:id',
  access,
  summary: '',
  reply: {} as never,
  ...(subject && { subject }),
})
const status = (work: () => void): number => {
  try {
    work()
    return 200
  } catch (error) {
    return (error as Refusal).status
  }
}

test('the tenant comes from the host name, without its port, and unknown hosts are the default tenant', () => {
  assert.equal(identify(keys, { host: 'A.test:8080' }, undefined).tenant, 'ten_a')
  assert.equal(identify(keys, { host: 'elsewhere.test' }, undefined).tenant, 'ten_default')
})

test('a token opens its own subject in its own tenant and nothing else', () => {
  const id = newId('req')
  const token = tokenFor(keys.secretKey, 'ten_a', id)
  const actor = (host: string, bearer: string) =>
    identify(keys, { host, authorization: `Bearer ${bearer}` }, undefined).actor
  assert.deepEqual(actor('a.test', token), { kind: 'holder', subject: id })
  assert.deepEqual(actor('b.test', token), { kind: 'public' }, 'the same token at another tenant')
  assert.deepEqual(
    actor('a.test', `${newId('req')}${token.slice(token.indexOf('.'))}`),
    { kind: 'public' },
    'the signature under another id',
  )
  assert.deepEqual(actor('a.test', token.slice(0, -1)), { kind: 'public' })
  assert.deepEqual(actor('a.test', '.'), { kind: 'public' })
})

test('each access lets in whom it names, and refusals do not tell whether an id exists', () => {
  const holder = { kind: 'holder', subject: 'req_1' } as const
  const nobody = { kind: 'public' } as const
  const operator = { kind: 'operator', id: 'operator' } as const
  const service = { kind: 'service', name: 'x' } as const
  const ask = (access: Access, actor: Parameters<typeof authorise>[1], id = 'req_1') =>
    status(() => authorise(route(access, 'id'), actor, { id }))
  assert.deepEqual(
    [ask('public', nobody), ask('user', nobody), ask('operator', nobody), ask('service', nobody)],
    [200, 401, 401, 404],
  )
  assert.deepEqual(
    [ask('user', holder), ask('user', holder, 'req_2'), ask('operator', holder), ask('service', holder)],
    [200, 404, 404, 404],
  )
  assert.deepEqual([ask('user', operator), ask('operator', operator), ask('service', operator)], [200, 200, 404])
  assert.deepEqual([ask('user', service), ask('operator', service), ask('service', service)], [200, 200, 200])
  assert.equal(
    status(() => authorise(route('user'), holder, { id: 'req_1' })),
    404,
    'a user route without a subject is no holder’s',
  )
})

test('a sealed context is believed when its signature and time hold, and is ignored otherwise', () => {
  const scope = {
    tenant: 'ten_b',
    trace: 'f'.repeat(32),
    actor: { kind: 'service', name: 'gateway' } as const,
    signal: AbortSignal.timeout(1000),
  }
  const sealed = sealScope(keys.secretKey, scope, 10_000, 'submission')
  const actor = (header: string, audience: string | undefined = 'submission') =>
    identify(keys, { host: 'a.test', 'x-statex-context': header }, undefined, { audience }).actor
  assert.deepEqual(actor(sealed), scope.actor)
  const [, mac] = sealed.split('.')
  const forged = Buffer.from(JSON.stringify({ ...scope, until: Date.now() + 1e6 })).toString('base64url')
  assert.deepEqual(actor(`${forged}.${mac}`), { kind: 'public' })
  assert.deepEqual(actor(sealScope('another secret', scope, 10_000, 'submission')), { kind: 'public' })
  assert.deepEqual(actor(sealScope(keys.secretKey, scope, -1, 'submission')), { kind: 'public' }, 'too late')
  assert.deepEqual(actor('garbage'), { kind: 'public' })
  assert.deepEqual(actor(sealed, 'notification'), { kind: 'public' }, 'sealed for another service')
})

test('a trace is taken over from a valid traceparent and made new otherwise', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  assert.equal(identify(keys, { traceparent: `00-${trace}-00f067aa0ba902b7-01` }, undefined).trace, trace)
  assert.match(identify(keys, { traceparent: 'nonsense' }, undefined).trace, /^[0-9a-f]{32}$/)
})

test('a key, a signed token and a session are left to be looked up; in an address none of them counts', () => {
  const key = newApiKey()
  const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln'
  const shown = (headers: Record<string, string>, token?: string, method = 'GET') =>
    identify(keys, { host: 'a.test', ...headers }, token, { method }).credential
  assert.deepEqual(shown({ authorization: `Bearer ${key}` }), { kind: 'key', text: key })
  assert.deepEqual(shown({ authorization: `Bearer ${jwt}` }), { kind: 'token', text: jwt })
  assert.deepEqual(shown({ cookie: 'statex=ses_1.x' }), { kind: 'session', text: 'ses_1.x' })
  assert.equal(shown({}, key), undefined, 'addresses end in logs')
  assert.equal(shown({ authorization: `Bearer ${key}`, cookie: 'statex=ses_1.x' })?.kind, 'key')
  assert.equal(shown({ cookie: 'statex=ses_1.x' }, undefined, 'POST'), undefined)
  assert.equal(shown({ cookie: 'statex=ses_1.x', 'sec-fetch-site': 'same-origin' }, undefined, 'POST')?.kind, 'session')
})

test('when nobody can say whose a credential is, what is open to anyone stays open and the rest says so', () => {
  const failure = new Error('away')
  const nobody = { kind: 'public' } as const
  authorise(route('public'), nobody, {}, { failure })
  assert.throws(() => authorise(route({ user: 'a.b' }), nobody, {}, { failure }), failure)
  assert.throws(() => authorise(route('service'), nobody, {}, { failure }), { code: 'not_found' })
})

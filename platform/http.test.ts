// A service of one route each on the server of a process, called as strangers call it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InjectOptions } from 'fastify'
import { defineContract, T } from './contract.ts'
import { Refusal } from './errors.ts'
import { addHealth } from './health.ts'
import type { Host } from './host.ts'
import { addRoutes, openHttp } from './http.ts'
import { openMetrics } from './metrics.ts'
import { defineService } from './service.ts'
import { silent } from './testing.ts'

const operatorKey = 'the operator key of these tests'
const Shelf = T.Object({ name: T.String(), books: T.Optional(T.Array(T.Object({ title: T.String() }))) })
const library = defineContract({
  name: 'library',
  summary: 'Keeps shelves.',
  routes: {
    read: {
      ...{ method: 'GET', path: '/shelves/:id', access: 'public', summary: 'Reads one.', reply: Shelf },
      params: T.Object({ id: T.String({ maxLength: 40 }) }),
      query: T.Object({ limit: T.Optional(T.Integer()), word: T.Optional(T.String()) }),
    },
    change: {
      ...{ method: 'POST', path: '/shelves/:id', access: 'public', summary: 'Changes one.', reply: Shelf },
      params: T.Object({ id: T.String() }),
      body: T.Object({ name: T.String(), books: T.Optional(T.Array(T.Object({ title: T.String() }))) }),
    },
    burn: {
      ...{ method: 'GET', path: '/burn/:how', access: 'public', summary: 'Fails.', reply: Shelf },
      params: T.Object({ how: T.String() }),
    },
  },
  events: {},
  tasks: {},
})

type Line = { fields: { err?: Error; trace?: string; url?: string }; message: string }
/** The server, what its handlers were given, and what it logged as an error. */
async function serving(logLevel: 'warn' | 'debug' = 'warn') {
  const given: unknown[] = []
  const errors: Line[] = []
  const shelf = { name: 'Poems', books: [{ title: 'Odes', price: 12 }], ownerPasswordHash: '$argon2id$' }
  const note = async (input: unknown) => {
    given.push(input)
    return shelf
  }
  const service = defineService(library, {}).serve({
    routes: {
      read: note,
      change: note,
      burn: async ({ how }) => {
        if (how === 'refused') throw new Refusal('shelf_locked', 409, 'The shelf is locked.')
        throw new Error('select * from secrets: relation "secrets" has no column "key"')
      },
    },
  })
  const host = {
    config: { logLevel },
    keys: {
      secretKey: 'a secret of the tests that is long',
      operatorKey,
      tenantHosts: new Map(),
      tenantPaths: new Map(),
    },
    identification: { tenantAt: () => undefined },
    services: [service],
    service: (name: string) => (name === 'library' ? service : undefined),
    configOf: () => ({}),
    publicUrl: () => 'http://127.0.0.1:8080',
    database: { bound: () => undefined },
    metrics: openMetrics({ lag: async () => [], queue: async () => [] }),
    refusals: { note() {} },
    stopping: new AbortController().signal,
    log: { ...silent, error: (fields: Line['fields'], message: string) => void errors.push({ fields, message }) },
  } as unknown as Host
  host.app = await openHttp(host)
  addRoutes(host, host.app, service)
  addHealth(host)
  return { given, errors, ask: (asked: InjectOptions) => host.app.inject(asked), close: () => host.app.close() }
}
const headers = { 'content-type': 'application/json' }

test('An answer holds what its contract names, whatever else the handler gave back.', async (t) => {
  const { ask, close } = await serving()
  t.after(close)
  const reply = await ask({ url: '/api/shelves/one' })
  assert.deepEqual([reply.statusCode, reply.json()], [200, { name: 'Poems', books: [{ title: 'Odes' }] }])
})

test('A handler gets of a body what its contract names, and the address alone says what it is about.', async (t) => {
  const { ask, close, given } = await serving()
  t.after(close)
  const payload = { name: 'Poems', isAdmin: true, id: 'two', books: [{ title: 'Odes', price: 0 }] }
  await ask({ method: 'POST', url: '/api/shelves/one', headers, payload })
  assert.deepEqual(given, [{ id: 'one', name: 'Poems', books: [{ title: 'Odes' }] }])
})

test('A parameter stands where its contract says: one of the address or the query is no other, nor is one given twice.', async (t) => {
  const { ask, close, given } = await serving()
  t.after(close)
  for (const url of [
    '/api/shelves/one?limit=1&limit=2',
    '/api/shelves/one?word=a&word=b',
    '/api/shelves/one?limit[]=1&limit=x',
  ])
    assert.equal((await ask({ url })).statusCode, 400, url)
  await ask({ url: '/api/shelves/one?id=two&id=three&name=x' })
  const inQuery = await ask({ method: 'POST', url: '/api/shelves/one?name=Poems', headers, payload: {} })
  assert.equal(inQuery.statusCode, 400, 'what belongs into the body is not looked for in the address')
  assert.deepEqual(given, [{ id: 'one' }])
})

test('An address is decoded once, before it is checked.', async (t) => {
  const { ask, close, given } = await serving()
  t.after(close)
  for (const [sent, taken] of [
    ['%6Fne', 'one'],
    ['%256Fne', '%6Fne'],
    ['%252e%252e%252fone', '%2e%2e%2fone'],
    ['..%2fone', '../one'],
  ]) {
    await ask({ url: `/api/shelves/${sent}?word=${sent}` })
    assert.deepEqual(given.pop(), { id: taken, word: taken }, sent)
  }
  const long = await ask({ url: `/api/shelves/${'%6F'.repeat(41)}` })
  assert.equal(long.statusCode, 400, 'the length that counts is the decoded one')
  assert.equal((await ask({ url: `/api/shelves/${'%6F'.repeat(40)}` })).statusCode, 200)
})

test('What nobody foresaw is logged whole with its trace, and shown as the trace alone, at every level of the log.', async (t) => {
  for (const level of ['warn', 'debug'] as const) {
    const { ask, close, errors } = await serving(level)
    t.after(close)
    const reply = await ask({ url: '/api/burn/down?token=hidden' })
    const { trace, ...shown } = reply.json()
    assert.deepEqual([reply.statusCode, shown.code], [500, 'internal'])
    assert.doesNotMatch(reply.body, /secrets|select|node_modules|\.ts\b|Error/)
    assert.equal(errors.length, 1)
    const [{ fields }] = errors as [Line]
    assert.deepEqual([fields.trace, fields.url], [trace, '/api/burn/down?token=…'])
    assert.match(fields.err!.stack!, /relation "secrets"/)
    await ask({ url: '/api/burn/refused' })
    assert.equal(errors.length, 1, 'a refusal that is foreseen is no failure')
  }
})

test('Figures of the process are for this machine and the operator; through a proxy they are for the operator.', async (t) => {
  const { ask, close } = await serving()
  t.after(close)
  const metrics = async (remoteAddress: string, more: Record<string, string> = {}) =>
    (await ask({ url: '/metrics', remoteAddress, headers: more })).statusCode
  const key = { authorization: `Bearer ${operatorKey}` }
  const forwarded = { 'x-forwarded-for': '127.0.0.1' }
  assert.deepEqual(
    [await metrics('127.0.0.1'), await metrics('::1'), await metrics('::ffff:127.0.0.1')],
    [200, 200, 200],
  )
  assert.deepEqual([await metrics('192.0.2.7'), await metrics('192.0.2.7', forwarded)], [401, 401])
  assert.deepEqual([await metrics('127.0.0.1', forwarded), await metrics('192.0.2.7', key)], [401, 200])
  assert.equal(await metrics('192.0.2.7', { authorization: 'Bearer another key' }), 401)
})

// Calls every route of every contract as everybody, and expects what its access alone says. A new route is covered by being declared; a new
// parameter name needs a value in `knownValues` of owned.ts.
import assert from 'node:assert/strict'
import test, { before } from 'node:test'
import { sealScope } from '#platform/context'
import { type Contract, type Route, T, type TSchema } from '#platform/contract'
import { contracts } from '../../services/contracts.ts'
import { operatorKey, secretKey } from '../platform.ts'
import { expectedOf, keepSignedIn, type Members, makeMembers } from './members.ts'
import { inBothModes, type Running } from './modes.ts'
import { knownValues, type Owned, own } from './owned.ts'
import { assertProblem, assertRefused } from './shapes.ts'
import { type Reply, send } from './wire.ts'

type Caller = { name: string; host: string; token?: string; headers?: Record<string, string> }

const garbage = [
  "' or 1=1; drop table submissions; --",
  '../../etc/passwd',
  '\0',
  '%00',
  'null',
  'req_',
  '0',
  '🦉',
  'x'.repeat(150),
]

type Property = { pattern?: string }
const propertiesOf = (schema?: TSchema) =>
  Object.entries((schema as { properties?: Record<string, Property> } | undefined)?.properties ?? {})
const requiredOf = (schema?: TSchema): string[] => (schema as { required?: string[] } | undefined)?.required ?? []

function knownValue(route: Route, name: string, { pattern }: Property, owned: Owned): unknown {
  const known = knownValues(owned)[name]
  assert.ok(
    known,
    `The walker does not know the parameter "${name}" of ${route.method} ${route.path}: give it a value in knownValues of test/flows/owned.ts.`,
  )
  const value = known.find((v) => !pattern || new RegExp(pattern).test(String(v)))
  assert.notEqual(
    value,
    undefined,
    `No known value of "${name}" fits ${pattern} of ${route.method} ${route.path}: add one.`,
  )
  return value
}

/** Address and body of a call. `change` replaces parameters of the path. */
function filled(route: Route, owned: Owned, change: Record<string, string> = {}) {
  const values = Object.fromEntries(
    propertiesOf(route.params).map(([n, p]) => [n, String(knownValue(route, n, p, owned))]),
  )
  const path = route.path.replace(/:(\w+)|\*/g, (whole, name = '*') => {
    assert.ok(name in values, `${route.path} has "${whole}", which its params do not declare.`)
    return encodeURIComponent(change[name] ?? values[name]!)
  })
  const pick = (schema?: TSchema) =>
    Object.fromEntries(
      propertiesOf(schema)
        .filter(([n]) => requiredOf(schema).includes(n))
        .map(([n, p]) => [n, knownValue(route, n, p, owned)]),
    )
  const query = new URLSearchParams(pick(route.query) as Record<string, string>).toString()
  const url = `${route.at === 'root' ? '' : '/api'}${path}${query && `?${query}`}`
  return { url, body: route.body ? JSON.stringify(pick(route.body)) : undefined }
}

const ask = (base: string, route: Route, { url, body }: ReturnType<typeof filled>, caller: Caller) =>
  send(base, url, {
    method: route.method,
    host: caller.host,
    token: caller.token,
    body: body ?? (route.method === 'GET' ? undefined : ''),
    headers: { ...(body && { 'content-type': 'application/json' }), ...caller.headers },
  })

/** Success, or a refusal that the contract declares for this route. */
function assertServed(route: Route, reply: Reply, who: string): void {
  const isServed = reply.status === (route.status ?? 200) || route.errors?.[reply.body?.code] === reply.status
  assert.ok(isServed, `${who} may call it, and got ${reply.status} ${reply.text.slice(0, 300)}`)
}

function assertNothingOf(owned: Owned, reply: Reply, who: string): void {
  const all = JSON.stringify(reply.headers) + reply.text
  for (const mark of owned.marks) assert.ok(!all.includes(mark), `${who} sees "${mark}": ${reply.text.slice(0, 300)}`)
}

/** Signed contexts of the kind processes send each other, none of which holds. */
function forgedContexts(id: string, audience: string): string[] {
  const scope = { tenant: 'ten_a', actor: { kind: 'service' as const, name: 'orchestrator' }, trace: '0'.repeat(32) }
  const body = Buffer.from(JSON.stringify({ ...scope, until: Date.now() + 60_000 })).toString('base64url')
  const stolen = sealScope('another secret key, 32 characters', scope, 60_000, audience)
  const expired = sealScope(secretKey, scope, -1, audience)
  const holder = sealScope(secretKey, { ...scope, actor: { kind: 'holder', subject: id } }, -60_000, audience)
  // Sealed by us and in time, but for another service: whoever has caught it there gets no further with it here.
  const elsewhere = sealScope(secretKey, scope, 60_000, `not-${audience}`)
  return [body, `${body}.`, `${body}.${'A'.repeat(43)}`, stolen, expired, holder, elsewhere, '.', 'null', 'e30.e30']
}

inBothModes({}, (platform) => {
  let a: Owned
  let b: Owned
  let members: Members
  before(async () => {
    a = await own(platform, 'a.test', 'amaranthine')
    b = await own(platform, 'b.test', 'burnished')
    members = await makeMembers(platform)
  })
  for (const contract of contracts)
    for (const [key, route] of Object.entries(contract.routes))
      test(`${route.method} ${route.path} (${contract.name}.${key}, ${accessName(route)}) answers each caller as its access says.`, async () => {
        // In one process there is one door; apart, a service also answers on its own port, where nobody may get more than through the gateway.
        for (const base of doors(platform, contract)) {
          await walk(base, route, a, b, contract.name)
          await keepSignedIn(platform, members, route)
          await walkMembers(base, route, a, members, isDoor(platform, contract, base))
        }
      })

  test('What belongs to no contract shows nothing of anybody.', async () => {
    for (const path of ['/', '/healthz', '/readyz', '/metrics', '/openapi.json', '/asyncapi.json', '/docs'])
      assertNothingOf(a, await send(platform.url, path, { host: 'b.test' }), path)
  })
})

function doors(platform: Running, contract: Contract): string[] {
  const own = new URL(platform.url)
  if (contract.port) own.port = String(contract.port)
  return platform.mode === 'apart' && contract.port ? [platform.url, own.origin] : [platform.url]
}

const accessName = ({ access, stepUp }: Route) =>
  `${typeof access === 'object' ? access.user : access}${stepUp ? ', confirmed' : ''}`
/** Sessions and keys count at the door and at the service that keeps them. Elsewhere inside only a sealed context says who asks. */
const isDoor = (platform: Running, contract: Contract, base: string) =>
  base === platform.url || contract.name === 'auth'

/** One of each role, keys, and what no longer holds: each gets what the declaration says for the permissions it has. */
async function walkMembers(base: string, route: Route, a: Owned, members: Members, counts: boolean): Promise<void> {
  const { cast, permissions, key, revokedKey, endedCookie } = members
  const page = (cookie: string) => ({ cookie, 'sec-fetch-site': 'same-origin' })
  const owner = cast[0]!
  const callers: { caller: Caller; may?: string[]; isKey?: boolean }[] = [
    ...cast.map(({ host, role, browser }) => ({
      caller: { name: `the ${role} at ${host}`, host, headers: page(browser.cookie) },
      may: permissions[role],
    })),
    {
      caller: { name: 'another tenant’s owner', host: 'a.test', headers: page(cast[1]!.browser.cookie) },
      may: permissions.client,
    },
    { caller: { name: 'a key', host: 'a.test', token: key }, may: permissions.owner!.slice(1), isKey: true },
    { caller: { name: 'a key at another tenant', host: 'b.test', token: key } },
    { caller: { name: 'a revoked key', host: 'a.test', token: revokedKey } },
    { caller: { name: 'an ended session', host: 'a.test', headers: page(endedCookie) } },
    {
      caller: {
        name: 'a session with another secret',
        host: 'a.test',
        headers: page(owner.browser.cookie.slice(0, -9)),
      },
    },
    {
      caller: {
        name: 'a token that nobody signed',
        host: 'a.test',
        token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJwZXJfMSJ9.x',
      },
    },
    ...forgedHeaders(owner.address).map((headers) => ({ caller: { name: 'forged headers', host: 'a.test', headers } })),
    ...(route.method === 'GET'
      ? []
      : [
          {
            caller: {
              name: 'a page of another origin',
              host: 'a.test',
              headers: { cookie: owner.browser.cookie, origin: 'http://evil.test' },
            },
          },
        ]),
  ]
  const replies = await Promise.all(callers.map(({ caller }) => ask(base, route, filled(route, a), caller)))
  for (const [at, { caller, may, isKey }] of callers.entries()) {
    const reply = replies[at]!
    const expected = expectedOf(route, counts ? { permissions: may, isKey } : {})
    if (caller.host !== 'a.test' || !may?.includes('submission.read')) assertNothingOf(a, reply, caller.name)
    if (expected === 'served') assertServed(route, reply, caller.name)
    else {
      const status = { unauthorised: 401, forbidden: 403, not_found: 404 }[expected]
      assert.equal(reply.status, status, `${caller.name}: ${reply.text.slice(0, 300)}`)
      assertProblem(reply, status, expected)
    }
  }
}

/** Headers by which other systems pass on who is asking. Here they are words of a stranger. */
const forgedHeaders = (address: string): Record<string, string>[] => [
  { 'x-forwarded-user': address, 'x-user': address, 'x-tenant': 'ten_a', 'x-role': 'owner', 'remote-user': address },
  { authorization: `Basic ${Buffer.from(`${address}:x`).toString('base64')}` },
]

async function walk(base: string, route: Route, a: Owned, b: Owned, audience: string): Promise<void> {
  const atA = { host: 'a.test' }
  const atB = { host: 'b.test' }
  const owner = { ...atA, name: 'the owner', token: a.receipt.token }
  // A secret in the path is the access; those who are not its owner have their own.
  const isSecret = propertiesOf(route.params).some(([name]) => name === 'secret')
  const guess: Record<string, string> = isSecret ? { secret: b.prototype.secret } : {}
  const strangers: Caller[] = [
    { ...atA, name: 'nobody' },
    { ...atB, name: 'nobody at another tenant' },
    { ...atB, name: 'a customer of another tenant', token: b.receipt.token },
    { ...atB, name: 'the owner’s token at another tenant', token: a.receipt.token },
    { host: new URL(base).host, name: 'the owner’s token at no tenant', token: a.receipt.token },
    { ...atA, name: 'the customer of another request', token: a.otherToken },
    { ...atA, name: 'a token with a wrong signature', token: `${a.receipt.id}.${'A'.repeat(43)}` },
    ...forgedContexts(a.receipt.id, audience).map((context, at) => ({
      ...atA,
      name: `a forged context (${at})`,
      headers: { 'x-statex-context': context },
    })),
  ]
  const holders = new Set(['a customer of another tenant', 'the customer of another request'])
  const replies = await Promise.all(strangers.map((caller) => ask(base, route, filled(route, a, guess), caller)))
  for (const [at, caller] of strangers.entries()) {
    const reply = replies[at]!
    assertNothingOf(a, reply, caller.name)
    if (route.access === 'public') assertServed(route, reply, caller.name)
    else if (route.access === 'service') assertProblem(reply, 404, 'not_found')
    else if (holders.has(caller.name)) assertProblem(reply, 404, 'not_found')
    // The owner's token is valid at its own tenant, but only for its own request: never for what operators may.
    else assertProblem(reply, 401, 'unauthorised')
  }
  for (const caller of [owner, { ...atA, name: 'the operator', token: operatorKey }]) {
    const reply = await ask(base, route, filled(route, a), caller)
    if (route.access === 'service') assertProblem(reply, 404, 'not_found')
    else if (route.access === 'operator' && caller === owner) assertProblem(reply, 404, 'not_found')
    else assertServed(route, reply, caller.name)
  }
  // The operator works for one tenant at a time, and the host name says for which.
  assertNothingOf(
    a,
    await ask(base, route, filled(route, a, guess), { ...atB, name: '', token: operatorKey }),
    'the operator elsewhere',
  )
  const elsewhere = await ask(base, route, filled(route, a), { ...atB, name: 'the secret at another tenant' })
  if (isSecret) assertProblem(elsewhere, 404, 'not_found')
  await walkGarbage(base, route, a, owner)
}

/** Ids that are none: refused without an error of ours, whoever asks. */
async function walkGarbage(base: string, route: Route, a: Owned, owner: Caller): Promise<void> {
  const addresses = propertiesOf(route.params).flatMap(([name]) =>
    garbage.map((value) => filled(route, a, { [name]: value })),
  )
  for (const caller of [{ ...owner, name: 'nobody', token: undefined }, owner]) {
    const replies = await Promise.all(addresses.map((address) => ask(base, route, address, caller)))
    for (const reply of replies) assertRefused(reply)
  }
}

test('A route with a parameter the walker has no value for fails with a sentence.', () => {
  const owned = { receipt: { files: [{}] }, prototype: {}, run: {} } as unknown as Owned
  const route = { method: 'GET', path: '/lamps/:lampId', params: T.Object({ lampId: T.String() }) } as unknown as Route
  assert.throws(
    () => filled(route, owned),
    /does not know the parameter "lampId" of GET \/lamps\/:lampId: give it a value/,
  )
})

// Calls every route of every contract as everybody, and expects what its access alone says. A new route is covered by being declared; a new
// parameter name needs a value in `knownValues` of owned.ts.
import assert from 'node:assert/strict'
import test, { before } from 'node:test'
import { sealScope } from '#platform/context'
import { type Contract, type Route, T } from '#platform/contract'
import { contracts } from '../../services/contracts.ts'
import { operatorKey, secretKey } from '../platform.ts'
import { isDoor, keepSignedIn, type Members, makeMembers, walkMembers } from './members.ts'
import { inBothModes, type Running } from './modes.ts'
import { type Owned, own } from './owned.ts'
import { assertProblem, assertRefused } from './shapes.ts'
import { ask, assertNothingOf, assertServed, type Caller, filled, propertiesOf } from './walking.ts'
import { send } from './wire.ts'

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

function accessName({ access, stepUp }: Route): string {
  return `${typeof access === 'object' ? access.user : access}${stepUp ? ', confirmed' : ''}`
}
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
    // A token opens its request, and nothing that is about no request.
    else if (caller === owner && route.access !== 'public' && (route.access === 'operator' || !route.subject))
      assertProblem(reply, 404, 'not_found')
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

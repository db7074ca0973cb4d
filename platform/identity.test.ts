import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import type { Identity } from './access.ts'
import { identityChannel, openIdentification, type Resolved, type Resolver } from './identity.ts'
import { plainCtx, silent } from './testing.ts'
import type { Wake } from './wake.ts'

const keyOf = (text: string, address = '203.0.113.9', tenant = 'ten_a'): Identity => ({
  tenant,
  trace: '',
  actor: { kind: 'public' },
  client: { address, agent: '', host: '', isSecure: false },
  credential: { kind: 'key', text },
})
const member = (more: Partial<Resolved> = {}): Resolved => ({
  id: 'key_1',
  actor: { kind: 'member', id: 'key_1', role: 'service-account', permissions: [], via: 'key' },
  ...more,
})

/** An identification whose resolver counts what it is asked, with the wake of one process. */
function open(resolve: Resolver['resolve']) {
  const emitter = new EventEmitter()
  const wake = {
    wake: (channel: string) => void emitter.emit(channel),
    on(channel: string, listener: () => void) {
      emitter.on(channel, listener)
      return () => emitter.off(channel, listener)
    },
  } as unknown as Wake
  const asked: string[] = []
  const touched: [tenant: string, ids: string[]][] = []
  const resolver: Resolver = {
    resolve(credential, ctx) {
      asked.push(`${ctx.tenant} ${credential.text}`)
      return resolve(credential, ctx)
    },
    tenantOfKey: async (text, ctx) => {
      asked.push(`whose is ${text}, at '${ctx.tenant}'`)
      return text === 'a' ? 'ten_a' : undefined
    },
    touch: async (uses, ctx) => void touched.push([ctx.tenant, uses.map((use) => use.id)]),
  }
  return { asked, touched, wake, who: openIdentification(resolver, (tenant) => plainCtx({ tenant }), wake, silent) }
}

test('a key is looked up once for each tenant, by all who come at once together, and again after a revocation', async () => {
  const { who, asked, wake } = open(async () => member())
  const kinds = await Promise.all([1, 2, 3].map(() => who.actorOf(keyOf('a'))))
  assert.deepEqual(
    kinds.map(({ kind }) => kind),
    ['member', 'member', 'member'],
  )
  assert.ok(!(who.actorOf(keyOf('a')) instanceof Promise), 'a known one waits for nothing')
  await who.actorOf(keyOf('a', undefined, 'ten_b'))
  assert.deepEqual(asked, ['ten_a a', 'ten_b a'])
  wake.wake(identityChannel)
  await who.actorOf(keyOf('a'))
  assert.equal(asked.length, 3)
  await who.close()
})

test('what was read before a revocation is not kept after it', async () => {
  let isRevoked = false
  const gate = Promise.withResolvers<void>()
  const { who, wake } = open(async () => {
    if (isRevoked) return undefined
    await gate.promise
    return member()
  })
  const early = who.actorOf(keyOf('a'))
  isRevoked = true
  wake.wake(identityChannel)
  gate.resolve()
  await early
  assert.equal((await who.actorOf(keyOf('a'))).kind, 'public')
  await who.close()
})

test('what is not known is nobody with a sentence, and is asked for again', async () => {
  const { who, asked } = open(async () => undefined)
  const identity = keyOf('a')
  assert.deepEqual(await who.actorOf(identity), { kind: 'public' })
  assert.match(identity.hint!, /revoked, expired/)
  await who.actorOf(keyOf('a'))
  assert.equal(asked.length, 2)
  await who.close()
})

test('a key ends at its time although it is remembered', async () => {
  const { who } = open(async () => member({ expiresAt: Date.now() + 10_000 }))
  assert.equal((await who.actorOf(keyOf('a'))).kind, 'member')
  assert.equal((await who.actorOf(keyOf('a'), Date.now() + 10_001)).kind, 'public')
  await who.close()
})

test('a key that is bound to networks is nobody’s elsewhere', async () => {
  const { who } = open(async () => member({ addresses: ['203.0.113.0/24', '2001:db8::/32'] }))
  const kind = async (address: string) => (await who.actorOf(keyOf('a', address))).kind
  assert.deepEqual(
    [
      await kind('203.0.113.200'),
      await kind('203.0.114.1'),
      await kind('2001:db8::1'),
      await kind('2001:db9::1'),
      await kind(''),
    ],
    ['member', 'public', 'member', 'public', 'public'],
  )
  await who.close()
})

test('a key has a rate of its own, by the minute', async () => {
  const { who } = open(async () => member({ ratePerMinute: 2 }))
  const now = Math.floor(Date.now() / 60_000) * 60_000
  for (let i = 0; i < 2; i++) await who.actorOf(keyOf('a'), now + i)
  assert.throws(() => who.actorOf(keyOf('a'), now + 3), { code: 'rate_limited', status: 429 })
  assert.equal((await who.actorOf(keyOf('a'), now + 60_000)).kind, 'member')
  await who.close()
})

test('uses are handed over by tenant, each credential once, at the latest at the end', async () => {
  const { who, touched } = open(async (_credential, { tenant }) => member({ id: `key_${tenant}` }))
  for (const tenant of ['ten_a', 'ten_b', 'ten_a']) await who.actorOf(keyOf('a', undefined, tenant))
  assert.deepEqual(touched, [])
  await who.close()
  assert.deepEqual(touched, [
    ['ten_a', ['key_ten_a']],
    ['ten_b', ['key_ten_b']],
  ])
})

test('a key leads to its tenant only where the host leads to none, and is asked for once', async () => {
  const { who, asked } = open(async () => member())
  const follow = async (identity: Identity) => {
    await who.followKey(identity)
    return identity.tenant
  }
  const atShared = (text: string) => ({ ...keyOf(text, undefined, 'ten_default'), isOpen: true })
  assert.equal(await follow(atShared('a')), 'ten_a')
  assert.equal(await follow(atShared('a')), 'ten_a')
  assert.equal(await follow(atShared('invented')), 'ten_default')
  assert.equal(await follow(keyOf('a', undefined, 'ten_b')), 'ten_b', 'the host named another')
  assert.deepEqual(asked, ["whose is a, at ''", "whose is invented, at ''"])
  await who.close()
})

test('while nobody can say whose a key is, the request goes to nobody', async () => {
  const resolver: Resolver = {
    resolve: async () => undefined,
    touch: async () => {},
    tenantOfKey: () => Promise.reject(new Error('away')),
  }
  const who = openIdentification(
    resolver,
    (tenant) => plainCtx({ tenant }),
    { on: () => () => {} } as unknown as Wake,
    silent,
  )
  await assert.rejects(who.followKey({ ...keyOf('a', undefined, 'ten_default'), isOpen: true }), /away/)
  await who.close()
})

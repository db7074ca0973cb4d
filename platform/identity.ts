import { hash } from 'node:crypto'
import { BlockList, isIPv6 } from 'node:net'
import type { Credential, Identity } from './access.ts'
import { dpopChallenge, type Proof, type Proved, readProof } from './dpop.ts'
import { refuse } from './errors.ts'
import { remember } from './remembered.ts'
import type { Actor, Ctx, Log } from './service.ts'
import type { Wake } from './wake.ts'

/** The channel on which revocations are told: every process then forgets whom it knew. */
export const identityChannel = 'identity'
/** Header by which a service tells the door that forwarded a request to forget whom it knew, before the answer goes on. */
export const forgetHeader = 'x-statex-forget'

export type Member = Extract<Actor, { kind: 'member' }>
/** Whom a credential stands for, and within which bounds. */
export type Resolved = {
  /** The session or key itself. */
  id: string
  actor: Member
  /** Not valid from then on, in ms since 1970. */
  expiresAt?: number
  /** Networks it may come from, in CIDR notation; any when absent. */
  addresses?: string[]
  ratePerMinute?: number
  /** Thumbprint of the key that the token is bound to: it counts only with a proof of that key. */
  jkt?: string
}
/** Why a session that was one holds no longer: whoever has its cookie may be told. */
export type Ended = { ended: 'signed-out' | 'too-old' | 'unused' }
/** One credential that was used, and when last. */
export type Use = { id: string; at: string }

/** How a process learns who is asking. The services that hold the door give it: see `Serving.identity`. */
export type Resolver = {
  resolve(credential: Credential, ctx: Ctx<any, any>): Promise<Resolved | Ended | undefined>
  /** Notes what was used; called now and then with all uses of one tenant. */
  touch(uses: Use[], ctx: Ctx<any, any>): Promise<void>
  /** Notes a proof of possession; false when it came before, to whatever process. */
  takeProof?(proved: Proved, ctx: Ctx<any, any>): Promise<boolean>
  /** Tenant of an API key, whether it holds or not; undefined when nobody made it. */
  tenantOfKey?(text: string, ctx: Ctx<any, any>): Promise<string | undefined>
}

export type Identification = {
  /** The actor behind the credential of a request; nobody when it is not valid. Throws `rate_limited`. */
  actorOf(identity: Identity, now?: number): Actor | Promise<Actor>
  /** Where a host leads to no organisation of its own, a key leads to that of the key. Rejects when nobody can say: what comes with a key must not end up at another. */
  followKey(identity: Identity): Promise<void>
  /** Forgets everybody: the next request of each is looked up again. */
  forget(): void
  close(): Promise<void>
}

// A wake can be lost with its connection: no revocation takes longer than this to be noticed.
const keptMs = 30_000
const rowsMax = 20_000
const touchEveryMs = 15_000

type Entry = { resolved: Resolved; until: number; networks?: BlockList }
type Count = { minute: number; calls: number }

/**
 * Keeps whom the credentials stand for: a known one costs a hash and a look into a map. Everything is forgotten at a wake of `identity`, since revocations
 * are rare beside requests and each forgotten one costs a single look-up.
 */
export function openIdentification(
  resolver: Resolver | undefined,
  ctxOf: (tenant: string) => Ctx<any, any>,
  wake: Wake,
  log: Log,
): Identification {
  const known = new Map<string, Entry>()
  const keyTenants = remember<string>({ keepMs: keptMs })
  const asked = new Map<string, Promise<Entry | Ended | undefined>>()
  const counts = new Map<string, Count>()
  const uses = openUses(resolver, ctxOf, log)
  let generation = 0
  const forget = () => {
    generation++
    known.clear()
    keyTenants.forget()
    asked.clear()
  }
  const stop = wake.on(identityChannel, forget)

  const lookUp = (key: string, identity: Identity): Promise<Entry | Ended | undefined> => {
    const running = asked.get(key)
    if (running) return running
    const born = generation
    const answer = resolver!.resolve(identity.credential!, ctxOf(identity.tenant)).then((resolved) => {
      if (!resolved || 'ended' in resolved) return resolved
      const until = Math.min(resolved.expiresAt ?? Number.POSITIVE_INFINITY, Date.now() + keptMs)
      const entry: Entry = { resolved, until, networks: networksOf(resolved.addresses) }
      // What was read before a revocation must not be kept after it.
      if (born === generation) keep(known, key, entry)
      return entry
    })
    asked.set(key, answer)
    const done = () => void (asked.get(key) === answer && asked.delete(key))
    answer.then(done, done)
    return answer
  }
  const admit = (entry: Entry | Ended | undefined, identity: Identity, now: number): Actor => {
    if (entry && 'ended' in entry) return over(identity, entry)
    if (!entry || (entry.resolved.expiresAt ?? now + 1) <= now) return refused(identity)
    const { resolved, networks } = entry
    const { address } = identity.client
    if (networks && !networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return refused(identity)
    if (resolved.ratePerMinute) countCall(counts, resolved.id, resolved.ratePerMinute, now)
    uses.note(identity.tenant, resolved.id, now)
    return resolved.actor
  }
  const prove = async (
    entry: Entry | Ended | undefined,
    identity: Identity,
    proof: Proof,
    jkt: string,
    now: number,
  ) => {
    const proved = await readProof(proof, identity.credential!.text, now)
    if (typeof proved === 'string') return unproved(identity, proved)
    if (proved.jkt !== jkt) return unproved(identity, 'The DPoP proof is of another key than the token is bound to.')
    const isNew = await resolver!.takeProof!(proved, ctxOf(identity.tenant))
    return isNew
      ? admit(entry, identity, now)
      : unproved(identity, 'This DPoP proof came before: make one per request.')
  }
  const admitProved = (entry: Entry | Ended | undefined, identity: Identity, now: number) => {
    const { proof } = identity
    const jkt = entry && 'resolved' in entry ? entry.resolved.jkt : undefined
    if (!proof && !jkt) return admit(entry, identity, now)
    if (!proof || !jkt) return unproved(identity, proof ? undefined : boundToken)
    return prove(entry, identity, proof, jkt, now)
  }
  return {
    actorOf(identity, now = Date.now()) {
      if (!resolver || !identity.credential) return identity.actor
      const key = hash('sha256', `${identity.tenant}\n${identity.credential.text}`, 'base64')
      const entry = known.get(key)
      if (entry && entry.until > now) return admitProved(entry, identity, now)
      return lookUp(key, identity).then((found) => admitProved(found, identity, now))
    },
    async followKey(identity) {
      const { credential, isOpen } = identity
      if (!isOpen || !credential || !resolver?.tenantOfKey) return
      const load = async () => (await resolver.tenantOfKey!(credential.text, ctxOf(''))) ?? ''
      const tenant = await keyTenants.get(hash('sha256', credential.text, 'base64'), load)
      if (tenant) identity.tenant = tenant
    },
    forget,
    async close() {
      stop()
      await uses.close()
    },
  }
}

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.size >= rowsMax) map.delete(map.keys().next().value!)
  map.set(key, value)
}

function refused(identity: Identity): Actor {
  identity.hint = 'This session or key is not valid here: it may be revoked, expired, or bound to other addresses.'
  return { kind: 'public' }
}

const boundToken = 'This token is bound to a key: send it after "DPoP" with a proof, not after "Bearer" (RFC 9449).'
/** A token without the proof it needs, or with one that it cannot need, is nobody. */
function unproved(identity: Identity, why?: string): Actor {
  identity.challenge = dpopChallenge
  if (!why) return refused(identity)
  identity.hint = why
  return { kind: 'public' }
}

const endings: Record<Ended['ended'], string> = {
  'signed-out': 'This sign-in was ended. Please sign in again.',
  'too-old': 'This sign-in has lasted as long as one may. Please sign in again.',
  unused: 'This sign-in was not used for so long that it ended. Please sign in again.',
}
function over(identity: Identity, { ended }: Ended): Actor {
  identity.hint = endings[ended]
  identity.ended = ended
  return { kind: 'public' }
}

function networksOf(addresses: string[] | undefined): BlockList | undefined {
  if (!addresses?.length) return
  const list = new BlockList()
  for (const network of addresses) {
    const [address = '', bits] = network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family)
  }
  return list
}

function countCall(counts: Map<string, Count>, id: string, perMinute: number, now: number): void {
  const minute = Math.floor(now / 60_000)
  let count = counts.get(id)
  if (!count || count.minute !== minute) {
    count = { minute, calls: 0 }
    counts.delete(id)
    keep(counts, id, count)
  }
  if (++count.calls <= perMinute) return
  const seconds = Math.ceil(((minute + 1) * 60_000 - now) / 1_000)
  refuse('rate_limited', `This key may be used ${perMinute} times a minute. Please try again in ${seconds} s.`, {
    'retry-after': String(seconds),
  })
}

/** Gathers when each session and key was last used, and hands it over now and then: a request never waits for that. */
function openUses(resolver: Resolver | undefined, ctxOf: (tenant: string) => Ctx<any, any>, log: Log) {
  let perTenant = new Map<string, Map<string, number>>()
  let running: Promise<unknown> | undefined
  const flush = async () => {
    const gathered = perTenant
    perTenant = new Map()
    for (const [tenant, used] of gathered) {
      const uses = [...used].map(([id, at]) => ({ id, at: new Date(at).toISOString() }))
      for (let from = 0; from < uses.length; from += 1_000)
        await resolver!
          .touch(uses.slice(from, from + 1_000), ctxOf(tenant))
          .catch((error) => log.warn({ err: error }, 'the last use of keys and sessions was not noted'))
    }
  }
  const timer = setInterval(() => {
    if (perTenant.size > 0) running ??= flush().finally(() => (running = undefined))
  }, touchEveryMs).unref()
  return {
    note(tenant: string, id: string, now: number) {
      const used = perTenant.get(tenant) ?? new Map<string, number>()
      perTenant.set(tenant, used.set(id, now))
    },
    async close() {
      clearInterval(timer)
      await running
      if (perTenant.size > 0) await flush()
    },
  }
}

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Identity } from './access.ts'
import { remoteOrLocal } from './client.ts'
import type { Client } from './cookies.ts'
import type { Binding, Row, Transaction } from './database.ts'
import { Refusal, refuse, standard } from './errors.ts'
import { allRows, type Insert } from './group-commit.ts'
import type { Host } from './host.ts'
import { newId, tokenFor } from './ids.ts'
import { roleOf } from './migrator.ts'
import { findReply, insertEvents, insertReplies, type NewEvent } from './platform.sql.ts'
import type { Actor, Ctx, Service } from './service.ts'
import { validate } from './validate.ts'

/** What one piece of work is bound to. */
export type Scope = {
  tenant: string
  actor: Actor
  trace: string
  signal: AbortSignal
  /** Set inside a transaction; then wakes wait in `afterCommit`. */
  tx?: Transaction
  afterCommit?: (then: () => void) => void
  idempotency?: { route: string; key: string }
  client?: Client
  /** What the caller showed, whatever it was worth. */
  shown?: 'session' | 'key' | 'token'
  /** Headers of the answer that the handler asked for. */
  headers?: [name: string, value: string][]
}

export const bindingOf = (service: Service, tenant: string): Binding => ({
  role: roleOf(service.contract.name),
  schema: service.contract.name,
  tenant,
})

/** Builds the ctx of one service for one scope. */
export function contextFor(host: Host, service: Service, scope: Scope): Ctx<any, any> {
  const { contract } = service
  const binding = bindingOf(service, scope.tenant)
  const db = scope.tx?.db ?? host.database.bound(binding)
  const wake = (channel: string) =>
    scope.afterCommit ? scope.afterCommit(() => host.wake.wake(channel)) : host.wake.wake(channel)
  const eventRow = (event: string, data: any): Insert => {
    const { type, data: schema, subject } = contract.events[event]!
    const checked = validate<Record<string, string>>(schema, data)
    const row: NewEvent = {
      id: newId('evt'),
      type,
      source: contract.name,
      subject: checked[subject]!,
      tenant: scope.tenant,
      trace: scope.trace,
      data: checked,
    }
    return { into: insertEvents, row }
  }
  const write = async (...inserts: Insert[]) => {
    for (const query of allRows(inserts)) await db.run(query)
  }
  const ctx: Ctx<any, any> = {
    tenant: scope.tenant,
    actor: scope.actor,
    trace: scope.trace,
    signal: scope.signal,
    client: scope.client,
    config: host.configOf(contract.name),
    adapters: host.adapters,
    publicUrl: host.publicUrl(),
    db,
    // Made when used: most handlers call nobody and log nothing.
    get call() {
      return remoteOrLocal(host, service, scope)
    },
    eventRow,
    async publish(event, data) {
      await write(eventRow(event, data))
      wake('events')
    },
    get start() {
      return host.startThrough({ db, tenant: scope.tenant, trace: scope.trace, nameOf: host.nameOf, wake })
    },
    async commit(...inserts) {
      if (scope.tx) await write(...inserts)
      else await host.database.grouped(binding, inserts)
      wake('events')
    },
    once: (asked, work) => once(scope, db, asked, work),
    replyRows: (asked, reply) =>
      scope.idempotency
        ? [{ into: insertReplies, row: { ...scope.idempotency, fingerprint: fingerprint(asked), reply } }]
        : [],
    fail: (code, detail, about) => fail(service, code, detail, about),
    get log() {
      return host.log.child({ service: contract.name, trace: scope.trace, tenant: scope.tenant })
    },
    now: () => new Date(),
    header: (name, value) => void scope.headers?.push([name, value]),
    inTenant(tenant) {
      if (tenant === scope.tenant) return ctx
      const isTrusted =
        service.needs.crossesTenants || scope.actor.kind === 'service' || scope.actor.kind === 'operator'
      if (scope.tx || !isTrusted)
        throw new Error('Only a service or the operator can work for another tenant, and not inside a transaction.')
      return contextFor(host, service, { ...scope, tenant, idempotency: undefined })
    },
    async transaction(work) {
      if (scope.tx) return work(ctx)
      const afterCommit: (() => void)[] = []
      const result = await host.database.transaction(binding, (tx) =>
        work(contextFor(host, service, { ...scope, tx, afterCommit: (then) => afterCommit.push(then) })),
      )
      for (const after of afterCommit) after()
      return result
    },
    tokenFor: (subject) => tokenFor(host.secretKey, scope.tenant, subject),
    wake,
    waitForWake: (channel, timeoutMs) => host.wake.wait(channel, timeoutMs, scope.signal),
  }
  return ctx
}

function fail(service: Service, code: string, detail?: string, about?: string): never {
  for (const route of Object.values(service.contract.routes)) {
    const status = route.errors?.[code]
    if (status) throw Object.assign(new Refusal(code, status, detail), { about })
  }
  throw Object.assign(standard(code, detail), { about })
}

const fingerprint = (asked: unknown) => createHash('sha256').update(JSON.stringify(asked)).digest('base64url')

async function once<R>(scope: Scope, db: Ctx['db'], asked: unknown, work: () => Promise<R>): Promise<R> {
  const { idempotency } = scope
  if (!idempotency) return work()
  const earlier = async (): Promise<Row | undefined> => {
    const row = await db.maybe(findReply(idempotency.route, idempotency.key))
    if (row && row.fingerprint !== fingerprint(asked)) refuse('idempotency_key_reused')
    return row
  }
  const before = await earlier()
  if (before) return before.reply as R
  try {
    return await work()
  } catch (error) {
    // Another request with the same key committed first.
    if ((error as { constraint?: string }).constraint !== 'idempotency_keys_pkey') throw error
    const first = await earlier()
    if (!first) throw error
    return first.reply as R
  }
}

/** What one process tells another of who is asking; `hint` and `ended` say why what was shown does not count. */
type Asker = Pick<Scope, 'tenant' | 'actor' | 'trace' | 'client' | 'shown'> &
  Pick<Identity, 'hint' | 'ended' | 'challenge'>
type Sealed = Asker & { audience: string; until: number }
const sign = (secret: string, body: string) =>
  createHmac('sha256', secret).update(`context\0${body}`).digest('base64url')

/**
 * Packs who is asking for a call to another process: signed with the installation's key, valid for one audience (the service that is called) and for the
 * call's deadline.
 */
export function sealScope(secret: string, asker: Asker, timeoutMs: number, audience: string): string {
  const { tenant, actor, trace, client, shown, hint, ended, challenge } = asker
  const until = Date.now() + timeoutMs
  const sealed: Sealed = { tenant, actor, trace, client, shown, hint, ended, challenge, audience, until }
  const body = Buffer.from(JSON.stringify(sealed)).toString('base64url')
  return `${body}.${sign(secret, body)}`
}

/** Opens what `sealScope` packed for this audience; undefined when the signature, the audience or the time does not hold. */
export function openSealedScope(secret: string, text: string, audience: string): Sealed | undefined {
  const [body = '', mac = ''] = text.split('.')
  const expected = Buffer.from(sign(secret, body))
  const given = Buffer.from(mac)
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined
  const sealed = JSON.parse(Buffer.from(body, 'base64url').toString()) as Sealed
  return sealed.audience === audience && sealed.until >= Date.now() ? sealed : undefined
}

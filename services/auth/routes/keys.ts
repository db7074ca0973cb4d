import { isIP } from 'node:net'
import type { auth, Key } from '#contracts/auth'
import { newApiKey } from '#platform/api-key'
import type { Row } from '#platform/database'
import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import { nameOf, refuseMoreThanOwn } from '../actor.ts'
import { endKey, insertKey, listKeyRows } from '../keys.sql.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { ofEveryone, permissions } from '../roles.ts'
import { forgetIdentities, hashOf } from '../sessions.ts'

type Contract = typeof auth

export const listKeys: Serve<Contract, 'listKeys', Needs> = async (_input, ctx) => ({
  keys: (await listKeyRows(ctx.db)).map(toKey),
})

export const createKey: Serve<Contract, 'createKey', Needs> = async (wanted, ctx) => {
  const { name, scopes, isServiceAccount, expiresAt, addresses = [], ratePerMinute } = wanted
  const unknown = scopes.filter((scope) => !permissions[scope] || scope === ofEveryone)
  if (unknown.length > 0) return ctx.fail('unknown_permission', `A key cannot have ${unknown.join(', ')}.`)
  refuseMoreThanOwn(ctx, scopes)
  const secret = newApiKey()
  const { actor } = ctx
  const row = await ctx.transaction(async (tx) => {
    const made = await insertKey(tx.db, {
      id: newId('key'),
      name,
      prefix: secret.slice(0, 14),
      secretHash: hashOf(secret),
      scopes: [...new Set(scopes)],
      personId: actor.kind === 'member' && !isServiceAccount ? actor.id : undefined,
      expiresAt,
      addresses: addresses.map((text) => networkOf(tx, text)),
      ratePerMinute,
      by: nameOf(actor),
    })
    await tx.publish('keyCreated', { subject: made.id, by: nameOf(actor), detail: scopes.join(' ') })
    return made
  })
  return { key: toKey(row), secret }
}

/** Takes what the caller may revoke without a second look: taking a key back is never the dangerous thing. */
export const revokeKey: Serve<Contract, 'revokeKey', Needs> = async ({ keyId }, ctx) => {
  const row = await ctx.transaction(async (tx) => {
    const ended = await endKey(tx.db, keyId)
    if (ended) await tx.publish('keyRevoked', { subject: keyId, by: nameOf(ctx.actor) })
    return ended
  })
  if (!row) return ctx.fail('not_found', 'There is no such key that is still valid.')
  forgetIdentities(ctx)
  return { done: true }
}

/** The network in CIDR notation, host bits cleared, since PostgreSQL's cidr takes no others. */
function networkOf(ctx: AuthCtx, text: string): string {
  const [address = '', bits] = text.split('/')
  const family = isIP(address)
  const max = family === 6 ? 128 : 32
  const length = bits === undefined ? max : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
  if (!family || address.includes('%') || length < 0 || length > max)
    return ctx.fail('invalid_network', `"${text}" is not a network such as 203.0.113.0/24 or 2001:db8::/32.`)
  return `${address}/${length}`
}

const time = (value: Date | null) => (value ? value.toISOString() : undefined)
function toKey(row: Row): Key {
  const key = {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    personId: row.person_id ?? undefined,
    addresses: row.networks,
    ratePerMinute: row.rate_per_minute ?? undefined,
    createdAt: row.created_at.toISOString(),
    expiresAt: time(row.expires_at),
    lastUsedAt: time(row.last_used_at),
    revokedAt: time(row.revoked_at),
  }
  return Object.fromEntries(Object.entries(key).filter(([, value]) => value !== undefined)) as Key
}

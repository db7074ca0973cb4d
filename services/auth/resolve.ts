import type { Credential } from '#platform/access'
import { isApiKey } from '#platform/api-key'
import type { Db } from '#platform/database'
import type { Ended, Resolved } from '#platform/identity'
import { findKey, tenantOfKey } from './keys.sql.ts'
import type { AuthCtx } from './needs.ts'
import { actorOfToken } from './oidc/actor.ts'
import { ofEveryone, permissionsOf } from './roles.ts'
import { endOf, findSession, noteSeen } from './sessions.sql.ts'
import { hashOf } from './sessions.ts'

/** Whom a credential stands for in the bound organisation; undefined when it stands for nobody. */
export async function resolveCredential(
  { kind, text }: Credential,
  ctx: AuthCtx,
): Promise<Resolved | Ended | undefined> {
  if (kind === 'session') return resolveSession(text, ctx)
  if (kind === 'key') return resolveKey(text, ctx)
  return actorOfToken(text, ctx)
}

async function resolveSession(text: string, ctx: AuthCtx): Promise<Resolved | Ended | undefined> {
  const [id = '', secret = ''] = text.split('.')
  if (!id.startsWith('ses_') || secret.length !== 43) return
  const { sessionIdleMinutes: idle } = ctx.config
  const row = await findSession(ctx.db, id, hashOf(secret), idle)
  if (!row) {
    const ended = await endOf(ctx.db, id, hashOf(secret), idle)
    return ended && { ended }
  }
  if (row.is_to_be_noted) await noteSeen(ctx.db, id)
  return {
    id,
    actor: {
      kind: 'member',
      id: row.person_id,
      role: row.role,
      permissions: permissionsOf(row.role, row.permissions),
      via: 'session',
      credential: id,
      ...(row.owes && { owes: row.owes }),
      ...(row.is_bound && { isBound: true }),
      ...(row.confirmed_at && { confirmedAt: row.confirmed_at.getTime() }),
    },
    expiresAt: row.expires_at.getTime(),
  }
}

async function resolveKey(text: string, ctx: AuthCtx): Promise<Resolved | undefined> {
  if (!isApiKey(text)) return
  const row = await findKey(ctx.db, { secretHash: hashOf(text) })
  if (!row || row.is_revoked || row.is_expired || row.is_orphan) return
  return {
    id: row.id,
    actor: {
      kind: 'member',
      id: row.person_id ?? row.id,
      role: row.person_id ? row.role : 'service-account',
      permissions: permissionsOfKey(row),
      via: 'key',
      credential: row.id,
      ...(row.owes && { owes: row.owes }),
    },
    ...(row.expires_at && { expiresAt: row.expires_at.getTime() }),
    ...(row.networks.length > 0 && { addresses: row.networks }),
    ...(row.rate_per_minute && { ratePerMinute: row.rate_per_minute }),
  }
}

/** The tenant whose key it is, whether it holds or not; undefined when nobody made it. */
export const tenantOf = async (db: Db, text: string): Promise<string | undefined> =>
  isApiKey(text) ? tenantOfKey(db, hashOf(text)) : undefined

/** The scopes of a key, and of those of a person's key only what that person may do now. No key is ever a person. */
export function permissionsOfKey(row: Record<string, any>): string[] {
  const scopes = (row.scopes as string[]).filter((name) => name !== ofEveryone)
  if (!row.person_id) return scopes
  const theirs = permissionsOf(row.role, row.permissions)
  return scopes.filter((name) => theirs.includes(name))
}

import type { Accounts } from './accounts.ts'
import { hashOf, type Memory, openPayload } from './adapter.ts'
import { apiAudience } from './issuer.ts'
import * as store from './store.ts'

/** Whom an access token stands for at our own API. */
export type TokenHolder =
  | {
      kind: 'person'
      personId: string
      clientId: string
      role: string
      permissions: string[]
      expiresAt: number
      jkt?: string
    }
  | { kind: 'application'; clientId: string; permissions: string[]; expiresAt: number; jkt?: string }

/** True for a text in the form of our access tokens: what has another form costs no look-up. */
export const mayBeToken = (text: string): boolean => /^[\w-]{43}$/.test(text)

/**
 * Whom an access token of this tenant stands for; undefined for one that is not valid here. Reads the rows the engine wrote without loading the engine. The
 * audience decides: tokens for the userinfo endpoint or another API open nothing here. With `jkt` it counts only beside a proof of that key.
 */
export async function holderOf(memory: Memory, accounts: Accounts, token: string): Promise<TokenHolder | undefined> {
  if (!mayBeToken(token)) return undefined
  const now = Math.floor((memory.now?.() ?? Date.now()) / 1000)
  const read = async (model: string, id: string) =>
    openPayload(memory, model, await store.payloadById(memory.db, model, hashOf(id)))
  const of = await read('AccessToken', token)
  const payload = of ?? (await read('ClientCredentials', token))
  if (!payload || payload.aud !== apiAudience(memory.tenant) || (payload.exp ?? 0) <= now) return undefined
  const clientId = payload.clientId!
  const client = await store.findClient(memory.db, clientId)
  if (!client) return undefined
  // What was taken from the client since is gone from its tokens too.
  const scopes = String(payload.scope ?? '')
    .split(' ')
    .filter((scope) => client.scopes.includes(scope))
  // Bound to a key (RFC 9449): whoever knows the token alone has nothing.
  const bound = { expiresAt: payload.exp! * 1000, ...(payload.jkt && { jkt: payload.jkt }) }
  if (!of) return { kind: 'application', clientId, permissions: scopes, ...bound }
  const grant = await read('Grant', payload.grantId!)
  if (!grant || (grant.exp ?? 0) <= now || grant.accountId !== payload.accountId) return undefined
  if (payload.expiresWithSession && !(await isSignedInStill(memory, payload, now))) return undefined
  const personId = payload.accountId!
  const person = await accounts.claimsOf(personId)
  if (!person || person.owes) return undefined
  const permissions = scopes.filter((scope) => person.permissions.includes(scope))
  return { kind: 'person', personId, clientId, role: person.role, permissions, ...bound }
}

async function isSignedInStill(memory: Memory, token: Record<string, any>, now: number): Promise<boolean> {
  const row = await store.payloadByUid(memory.db, 'Session', hashOf(token.sessionUid))
  const session = openPayload(memory, 'Session', row) as Record<string, any> | undefined
  if (!session || session.exp <= now || session.accountId !== token.accountId) return false
  return session.authorizations?.[token.clientId]?.grantId === token.grantId
}

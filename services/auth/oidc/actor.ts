import type { Resolved } from '#platform/identity'
import type { AuthCtx } from '../needs.ts'
import { ofEveryone } from '../roles.ts'
import { openAccounts } from './accounts.ts'
import { memoryOf } from './adapter.ts'
import { holderOf } from './tokens.ts'

/** Whom an access token of the OpenID provider stands for in the bound organisation, at our own API; undefined when it stands for nobody there. */
export async function actorOfToken(text: string, ctx: AuthCtx): Promise<Resolved | undefined> {
  const holder = await holderOf(memoryOf(ctx), openAccounts(ctx), text)
  if (!holder) return undefined
  const { clientId, expiresAt, jkt } = holder
  const isPerson = holder.kind === 'person'
  return {
    id: clientId,
    actor: {
      kind: 'member',
      id: (isPerson ? holder.personId : clientId) as `per_${string}`,
      role: isPerson ? holder.role : 'application',
      // The own account is for people who sit there, not for what acts in their name.
      permissions: holder.permissions.filter((permission) => permission !== ofEveryone),
      via: 'token',
      credential: clientId,
    },
    expiresAt,
    ...(jkt && { jkt }),
  }
}

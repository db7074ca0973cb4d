import { may } from '#platform/policy'
import type { Actor } from '#platform/service'
import type { AuthCtx } from './needs.ts'
import { ofEveryone } from './roles.ts'

/** Who did it, as the events say it. */
export const nameOf = (actor: Actor): string =>
  actor.kind === 'member' || actor.kind === 'operator' ? actor.id : actor.kind === 'service' ? actor.name : actor.kind

/** The person who is signed in. The operator's key and services have no account, and are told so. */
export function personOf(ctx: AuthCtx): { id: string; session: string } {
  const { actor } = ctx
  if (actor.kind !== 'member' || actor.via !== 'session')
    return ctx.fail('not_found', 'Only a person who is signed in has an account.')
  return { id: actor.id, session: actor.credential! }
}

/** Nobody gives away what they do not have. */
export function refuseMoreThanOwn(ctx: AuthCtx, permissions: string[]): void {
  const more = permissions.filter((name) => name !== ofEveryone && !may(ctx.actor, name))
  if (more.length > 0)
    ctx.fail('more_than_yours', `You cannot give or take what you do not have yourself: ${more.join(', ')}.`)
}

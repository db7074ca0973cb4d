import { may } from '#platform/policy'
import type { Actor } from '#platform/service'
import type { AuthCtx } from './needs.ts'
import { ofEveryone } from './roles.ts'

/** Who did it, as the events say it. */
export const nameOf = (actor: Actor): string =>
  actor.kind === 'member' || actor.kind === 'operator' ? actor.id : actor.kind === 'service' ? actor.name : actor.kind

/**
 * The person who is signed in. The operator's key and services have no account, and are told so. Neither is the account of a person opened by the word of
 * one organisation: whoever runs its provider could read, change and delete what belongs to the person everywhere. `mayBeBound` is for what is told of them
 * at this organisation alone.
 */
export function personOf(ctx: AuthCtx, { mayBeBound = false } = {}): { id: string; session: string } {
  const { actor } = ctx
  if (actor.kind !== 'member' || actor.via !== 'session')
    return ctx.fail('not_found', 'Only a person who is signed in has an account.')
  if (actor.isBound && !mayBeBound)
    return ctx.fail(
      'forbidden',
      'You are signed in by a provider of this organisation, which opens the organisation and not your account. Sign in with your password for that.',
    )
  return { id: actor.id, session: actor.credential! }
}

/** Nobody gives away what they do not have. */
export function refuseMoreThanOwn(ctx: AuthCtx, permissions: string[]): void {
  const more = permissions.filter((name) => name !== ofEveryone && !may(ctx.actor, name))
  if (more.length > 0)
    ctx.fail('more_than_yours', `You cannot give or take what you do not have yourself: ${more.join(', ')}.`)
}

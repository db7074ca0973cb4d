import type { auth } from '#contracts/auth'
import { sessionCookie } from '#platform/cookies'
import type { Serve } from '#platform/service'
import { personOf } from '../actor.ts'
import { refuseOtherWays } from '../federation/arrive.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { checkPassword, hashPassword, nobodysPassword } from '../password.ts'
import { findByAddress, passwordOf, setPassword } from '../people.sql.ts'
import { confirmSession, openSession, revokeSession } from '../sessions.ts'
import { normalAddress } from '../tickets.ts'

type Contract = typeof auth

/** The same work and the same words for a wrong password and for an address without an account. */
export const signIn: Serve<Contract, 'signIn', Needs> = async ({ address, password }, ctx) => {
  const found = await findByAddress(ctx.db, normalAddress(address))
  const { isRight, wantsRehash } = await checkPassword(password, found?.phc ?? nobodysPassword)
  if (!found || !isRight || found.state !== 'active') {
    await ctx.publish('signInFailed', { subject: found?.id ?? 'nobody', by: 'public' })
    return ctx.fail('wrong_credentials', 'The address or the password is not right.')
  }
  if (wantsRehash) await setPassword(ctx.db, found.id, await hashPassword(password))
  await refuseOtherWays(ctx, found.id)
  await openSession(ctx, found.id, { method: 'password' })
  return { state: 'signed-in', personId: found.id }
}

export const signOut: Serve<Contract, 'signOut', Needs> = async (_input, ctx) => {
  const { actor, client } = ctx
  if (actor.kind === 'member' && actor.via === 'session') await revokeSession(ctx, actor.id, actor.credential!)
  if (client) ctx.header('set-cookie', sessionCookie('', client, 0))
  return { done: true }
}

export const stepUp: Serve<Contract, 'stepUp', Needs> = async ({ password }, ctx) => {
  const { id, session } = personOf(ctx, { mayBeBound: true })
  await demandPassword(ctx, id, password)
  await confirmSession(ctx, session, id, { method: 'password' })
  return { done: true }
}

/** Refuses unless this is the password of the person. */
export async function demandPassword(ctx: AuthCtx, personId: string, password: string): Promise<void> {
  const { isRight } = await checkPassword(password, (await passwordOf(ctx.db, personId)) ?? nobodysPassword)
  if (!isRight) ctx.fail('wrong_credentials', 'This is not your password.')
}

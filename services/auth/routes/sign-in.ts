import type { auth } from '#contracts/auth'
import { sessionCookie } from '#platform/cookies'
import type { Serve } from '#platform/service'
import { personOf } from '../actor.ts'
import { failSignIn } from '../factors/failed.ts'
import { enter } from '../factors/second-factor.ts'
import { countWrong, throttled } from '../factors/throttle.ts'
import { waysIn } from '../federation/arrive.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { checkPassword, hashPassword, nobodysPassword } from '../password.ts'
import { findByAddress, passwordOf, setPassword } from '../people.sql.ts'
import { confirmSession, revokeSession } from '../sessions.ts'
import { normalAddress } from '../tickets.ts'

type Contract = typeof auth

/** The same work and the same words for a wrong password and for an address without an account, and the same wait after too many of either. */
export const signIn: Serve<Contract, 'signIn', Needs> = async ({ address, password }, ctx) => {
  const normal = normalAddress(address)
  const found = await findByAddress(ctx.db, normal)
  // The hash takes nearly all the time, so what else is to be asked is asked meanwhile. It is made for whoever has to wait as well: that gives them nothing
  // they do not have, since anybody may try another address.
  const compared = checkPassword(password, found?.phc ?? nobodysPassword)
  const ways = waysIn(ctx, found?.id ?? '')
  for (const early of [compared, ways]) early.catch(() => {})
  const attempt = { what: 'password' as const, account: found?.id ?? normal, personId: found?.id }
  const takesBack = await countWrong(ctx, attempt)
  const { isRight, wantsRehash } = await compared
  if (found?.state === 'active' && isRight) {
    if (wantsRehash) await setPassword(ctx.db, found.id, await hashPassword(password))
    return enter(ctx, found.id, { method: 'password' }, ways, [takesBack])
  }
  return failSignIn(ctx, found?.id, 'password', {
    code: 'wrong_credentials',
    detail: 'The address or the password is not right.',
  })
}

export const signOut: Serve<Contract, 'signOut', Needs> = async (_input, ctx) => {
  const { actor, client } = ctx
  if (actor.kind === 'member' && actor.via === 'session') await revokeSession(ctx, actor.id, actor.credential!)
  if (client) ctx.header('set-cookie', sessionCookie('', client, 0))
  // Files that this browser may show again for a while. Not its storage: a draft was never of the account.
  ctx.header('clear-site-data', '"cache"')
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
  const isRight = await throttled(ctx, { what: 'password', account: personId, personId }, async () => {
    const phc = (await passwordOf(ctx.db, personId)) ?? nobodysPassword
    return (await checkPassword(password, phc)).isRight || undefined
  })
  if (!isRight) ctx.fail('wrong_credentials', 'This is not your password.')
}

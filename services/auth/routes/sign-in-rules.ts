import type { auth } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { nameOf } from '../actor.ts'
import { countWithout, isStrongSession, putSignInRules, signInRules } from '../factors/demanded.sql.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { forgetIdentities } from '../sessions.ts'

type Contract = typeof auth

async function rulesOf(ctx: AuthCtx) {
  const row = await signInRules(ctx.db)
  return {
    secondFactor: row?.second_factor === true,
    ...(row && { changedAt: row.changed_at.toISOString(), changedBy: row.changed_by }),
    membersWithout: await countWithout(ctx.db),
  }
}

export const readSignInRules: Serve<Contract, 'readSignInRules', Needs> = (_input, ctx) => rulesOf(ctx)

/**
 * Whoever demands a second factor has proved one in this very session: an owner who could not come in themselves would lock everybody's owner out. Members
 * without one are let in to set it up, and to nothing else (`#platform/policy`).
 */
export const setSignInRules: Serve<Contract, 'setSignInRules', Needs> = async ({ secondFactor }, ctx) => {
  const { actor } = ctx
  if (secondFactor && actor.kind === 'member' && !(await isStrongSession(ctx.db, actor.credential ?? '')))
    return ctx.fail(
      'own_factor_first',
      'Set up an authenticator app or a passkey for yourself first, or sign in with the one you have: whoever demands it must be able to come in.',
    )
  await ctx.transaction(async (tx) => {
    if (!(await putSignInRules(tx.db, secondFactor, nameOf(actor)))) return
    const detail = secondFactor ? 'second factor demanded' : 'second factor not demanded'
    await tx.publish('signInRulesChanged', { subject: tx.tenant, by: nameOf(actor), detail })
  })
  forgetIdentities(ctx)
  return rulesOf(ctx)
}

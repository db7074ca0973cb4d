import type { auth } from '#contracts/auth'
import { beyondLimit } from '#platform/errors'
import type { Serve } from '#platform/service'
import { countSeats, membersOfThisOnly } from '../members.sql.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { erasePerson } from '../people.sql.ts'
import { forgetWhereOpened } from '../sessions.sql.ts'
import { forgetIdentities } from '../sessions.ts'

export const seats: Serve<typeof auth, 'seats', Needs> = async (_input, ctx) => ({ used: await countSeats(ctx.db) })

/** An organisation is erased: who was only there has no account any more. */
export const forgetMembers: Serve<typeof auth, 'forgetMembers', Needs> = async (_input, ctx) => {
  await forgetWhereOpened(ctx.db)
  const people = await membersOfThisOnly(ctx.db)
  for (const id of people) await erasePerson(ctx.db, id)
  if (people.length > 0) forgetIdentities(ctx)
  return { people: people.length }
}

/** Refuses one more person than the plan has seats. Who cannot be asked limits nobody. */
export async function refuseBeyondSeats(ctx: AuthCtx): Promise<void> {
  const { seats: max } = (await ctx.call.provisioning.bounds({}).catch(() => undefined))?.limits ?? {}
  if (max === undefined) return
  const used = await countSeats(ctx.db)
  if (used < max) return
  throw beyondLimit(
    `The plan of this organisation has ${max} seats, and ${used} are taken by people and open invitations. Take one back, or choose another plan.`,
    { limit: 'seats', max, used },
  )
}

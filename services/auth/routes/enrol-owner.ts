import type { auth } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { nameOf } from '../actor.ts'
import { inviteByMail } from '../invite.ts'
import { putMember } from '../members.sql.ts'
import type { Needs } from '../needs.ts'
import { findPerson } from '../people.sql.ts'
import { forgetIdentities } from '../sessions.ts'
import { normalAddress } from '../tickets.ts'

/** The organisation is named, since whoever makes one is not in it yet. */
export const enrolOwner: Serve<typeof auth, 'enrolOwner', Needs> = async (wanted, ctx) => {
  const { tenantId, personId, address, locale = 'en' } = wanted
  const there = ctx.inTenant(tenantId)
  if (personId) {
    if (!(await findPerson(there.db, personId))) return ctx.fail('not_found', 'There is no such person.')
    await there.transaction(async (tx) => {
      await putMember(tx.db, personId, 'owner')
      await tx.publish('joined', { subject: personId, by: nameOf(ctx.actor), detail: 'owner' })
    })
    forgetIdentities(ctx)
    return { state: 'enrolled', personId }
  }
  if (!address) return ctx.fail('invalid_owner', 'Name a person or an address.')
  const { id } = await inviteByMail(there, normalAddress(address), 'owner', locale)
  return { state: 'invited', invitationId: id }
}

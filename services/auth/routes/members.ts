import type { auth } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { nameOf, refuseMoreThanOwn } from '../actor.ts'
import { eraseOwnPerson } from '../federation/providers.sql.ts'
import { deleteMember, listMemberships, memberRole, putMember } from '../members.sql.ts'
import { permissionsOfRole, roleToLose } from '../members.ts'
import type { Needs } from '../needs.ts'
import { forgetIdentities, revokeSessionsHere } from '../sessions.ts'

type Contract = typeof auth

export const listMembers: Serve<Contract, 'listMembers', Needs> = async (_input, ctx) => ({
  members: (await listMemberships(ctx.db)).map((row) => ({
    personId: row.person_id,
    name: row.name,
    ...(row.address && { address: row.address }),
    role: row.role,
    since: row.created_at.toISOString(),
  })),
})

export const changeMember: Serve<Contract, 'changeMember', Needs> = async ({ personId, role }, ctx) => {
  refuseMoreThanOwn(ctx, await permissionsOfRole(ctx, role))
  await ctx.transaction(async (tx) => {
    const before = await roleToLose(tx, personId)
    refuseMoreThanOwn(tx, await permissionsOfRole(tx, before))
    await putMember(tx.db, personId, role)
    await tx.publish('roleChanged', { subject: personId, by: nameOf(ctx.actor), detail: `${before} → ${role}` })
  })
  forgetIdentities(ctx)
  return { done: true }
}

export const endSessionsOfMember: Serve<Contract, 'endSessionsOfMember', Needs> = async ({ personId }, ctx) => {
  const role = await memberRole(ctx.db, personId)
  if (!role) return ctx.fail('not_found', 'This person is not a member of the organisation.')
  refuseMoreThanOwn(ctx, await permissionsOfRole(ctx, role))
  await ctx.transaction(async (tx) => {
    await revokeSessionsHere(tx, personId)
    await tx.publish('signedOut', { subject: personId, by: nameOf(ctx.actor), detail: 'every session here' })
  })
  return { done: true }
}

export const removeMember: Serve<Contract, 'removeMember', Needs> = async ({ personId }, ctx) => {
  await ctx.transaction(async (tx) => {
    const before = await roleToLose(tx, personId)
    refuseMoreThanOwn(tx, await permissionsOfRole(tx, before))
    await deleteMember(tx.db, personId)
    await eraseOwnPerson(tx.db, personId)
    await tx.publish('removed', { subject: personId, by: nameOf(ctx.actor), detail: before })
  })
  forgetIdentities(ctx)
  return { done: true }
}

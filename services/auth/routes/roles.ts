import { type auth, standardRoles } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { nameOf, refuseMoreThanOwn } from '../actor.ts'
import { deleteRole, ownRole, ownRoles, putRole } from '../members.sql.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { isStandardRole, ofEveryone, permissions, permissionsOf } from '../roles.ts'
import { forgetIdentities } from '../sessions.ts'

type Contract = typeof auth

export const listRoles: Serve<Contract, 'listRoles', Needs> = async (_input, ctx) => ({
  roles: [
    ...standardRoles.map((name) => ({ name, permissions: permissionsOf(name), isStandard: true })),
    ...(await ownRoles(ctx.db)).map((role) => ({
      name: role.name,
      permissions: permissionsOf(role.name, role.permissions),
      isStandard: false,
    })),
  ],
  permissions: Object.entries(permissions).map(([name, { says }]) => ({ name, says })),
})

function refuseStandard(ctx: AuthCtx, name: string): void {
  if (isStandardRole(name)) ctx.fail('standard_role', `"${name}" is the same everywhere. Please take another name.`)
}

export const setRole: Serve<Contract, 'setRole', Needs> = async ({ roleName: name, permissions: wanted }, ctx) => {
  refuseStandard(ctx, name)
  const unknown = wanted.filter((permission) => !permissions[permission])
  if (unknown.length > 0) return ctx.fail('unknown_permission', `There is no permission ${unknown.join(', ')}.`)
  const kept = [...new Set(wanted)].filter((permission) => permission !== ofEveryone)
  await ctx.transaction(async (tx) => {
    refuseMoreThanOwn(tx, [...kept, ...((await ownRole(tx.db, name)) ?? [])])
    await putRole(tx.db, name, kept)
    await tx.publish('roleChanged', { subject: name, by: nameOf(ctx.actor), detail: kept.join(' ') })
  })
  forgetIdentities(ctx)
  return { name, permissions: permissionsOf(name, kept), isStandard: false }
}

export const removeRole: Serve<Contract, 'removeRole', Needs> = async ({ roleName: name }, ctx) => {
  refuseStandard(ctx, name)
  if (!(await ownRole(ctx.db, name))) return ctx.fail('not_found', 'There is no such role here.')
  if (!(await deleteRole(ctx.db, name)))
    return ctx.fail('role_in_use', 'Somebody has this role or is invited to it. Give them another one first.')
  return { done: true }
}

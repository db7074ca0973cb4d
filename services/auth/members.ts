import { lockOwners, memberRole, ownRole } from './members.sql.ts'
import type { AuthCtx } from './needs.ts'
import { isStandardRole, permissionsOf } from './roles.ts'

/** What a role of this organisation may do. Refuses a role that there is not. */
export async function permissionsOfRole(ctx: AuthCtx, role: string): Promise<string[]> {
  if (isStandardRole(role)) return permissionsOf(role)
  const own = await ownRole(ctx.db, role)
  return own ? permissionsOf(role, own) : ctx.fail('unknown_role', `There is no role "${role}" here.`)
}

/** The role of a member, with the owners locked. Refuses for a stranger, and when the organisation would be left without an owner. */
export async function roleToLose(tx: AuthCtx, personId: string): Promise<string> {
  const owners = await lockOwners(tx.db)
  const role =
    (await memberRole(tx.db, personId)) ?? tx.fail('not_found', 'This person is not a member of the organisation.')
  if (role === 'owner' && owners === 1)
    tx.fail('last_owner', 'An organisation keeps at least one owner. Make somebody else an owner first.')
  return role
}

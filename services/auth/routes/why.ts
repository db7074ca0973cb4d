import type { auth } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { owesFactor } from '../factors/demanded.sql.ts'
import { findKey } from '../keys.sql.ts'
import { memberRole, ownRole, ownRoles } from '../members.sql.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { findPerson } from '../people.sql.ts'
import { permissionsOfKey } from '../resolve.ts'
import { ofEveryone, permissions, permissionsOf, rolesWith } from '../roles.ts'

type Contract = typeof auth
type Rule =
  | 'granted'
  | 'not-a-member'
  | 'role-lacks-it'
  | 'scope-lacks-it'
  | 'revoked'
  | 'expired'
  | 'unknown-permission'
  | 'account-closed'
  | 'second-factor-missing'
type Found = { rule: Rule; why: string; role?: string }

/** Answers from the same table and the same functions as every request, so that it cannot say anything else than what would happen. */
export const why: Serve<Contract, 'why', Needs> = async ({ who, permission }, ctx) => {
  const found = who.startsWith('key_') ? await ofKey(ctx, who, permission) : await ofPerson(ctx, who, permission)
  const own = (await ownRoles(ctx.db)).filter((role) => role.permissions.includes(permission)).map((role) => role.name)
  return { isAllowed: found.rule === 'granted', ...found, rolesThatMay: [...rolesWith(permission), ...own] }
}

async function ofPerson(ctx: AuthCtx, id: string, permission: string): Promise<Found> {
  const member = await memberRole(ctx.db, id)
  // Of strangers nothing is told, not even whether there is an account.
  if (!member) return ctx.fail('not_found', 'This person is not a member of the organisation.')
  if (!(await findPerson(ctx.db, id)))
    return { rule: 'account-closed', role: member, why: 'The account is locked or deleted.' }
  if (permission !== ofEveryone && (await owesFactor(ctx.db, id)))
    return {
      rule: 'second-factor-missing',
      role: member,
      why: 'The organisation demands a second factor, and the person has none. They are led to set one up when they sign in.',
    }
  return ofRole(ctx, member, permission)
}

async function ofRole(ctx: AuthCtx, role: string, permission: string): Promise<Found> {
  if (!permissions[permission])
    return {
      rule: 'unknown-permission',
      role,
      why: `No route declares "${permission}", so nobody but the operator has it.`,
    }
  return permissionsOf(role, await ownRole(ctx.db, role)).includes(permission)
    ? { rule: 'granted', role, why: `The role "${role}" has it.` }
    : {
        rule: 'role-lacks-it',
        role,
        why: `The role "${role}" does not have it. Give the person another role, or the role this permission.`,
      }
}

async function ofKey(ctx: AuthCtx, id: string, permission: string): Promise<Found> {
  const row = (await findKey(ctx.db, { id })) ?? ctx.fail('not_found', 'There is no such key here.')
  if (row.is_revoked) return { rule: 'revoked', why: 'The key was revoked.' }
  if (row.is_expired) return { rule: 'expired', why: 'The key has expired.' }
  if (row.is_orphan)
    return { rule: 'account-closed', why: 'The account of the person it belongs to is locked or deleted.' }
  if (!row.scopes.includes(permission))
    return {
      rule: 'scope-lacks-it',
      why: 'It is not among the scopes of the key. Scopes do not change: make another key.',
    }
  if (permissionsOfKey(row).includes(permission)) return { rule: 'granted', why: 'It is among the scopes of the key.' }
  return ofRole(ctx, row.role, permission)
}

import { type auth, standardRoles } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { ownRoles } from '../members.sql.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { scim } from '../scim/answer.ts'
import { countMax } from '../scim/discovery.ts'
import { ScimError } from '../scim/error.ts'
import { type Filter, InvalidFilter, readFilter } from '../scim/filter.ts'
import { type Change, memberChanges, membersIn } from '../scim/membership.ts'
import { regroup } from '../scim/people.ts'
import { chosen, toGroup, toList } from '../scim/resource.ts'
import { usersInGroup } from '../scim/users.sql.ts'

type Contract = typeof auth

const rolesOf = async (ctx: AuthCtx): Promise<string[]> => [
  ...standardRoles,
  ...(await ownRoles(ctx.db)).map(({ name }) => name),
]

export const scimListGroups: Serve<Contract, 'scimListGroups', Needs> = scim(async (asked, ctx) => {
  const { startIndex: from = 1, count = 100, filter } = asked
  const [startIndex, limit] = [Math.max(1, from), Math.min(countMax, Math.max(0, count))]
  const tree = filter ? readFilter(filter) : undefined
  const found = (await rolesOf(ctx)).filter((role) => !tree || isMeant(tree, role))
  const groups = []
  for (const role of found.slice(startIndex - 1, startIndex - 1 + limit)) {
    const isAsked = !/\bmembers\b/i.test(asked.excludedAttributes ?? '')
    groups.push(chosen(toGroup(ctx, role, isAsked ? await usersInGroup(ctx.db, role) : []), asked))
  }
  return { body: toList(groups, found.length, startIndex) }
})

export const scimReadGroup: Serve<Contract, 'scimReadGroup', Needs> = scim(async (asked, ctx) => {
  const role = await groupOf(ctx, asked.scimId)
  return { body: chosen(toGroup(ctx, role, await usersInGroup(ctx.db, role)), asked) }
})

/** A role says what its people may do. A directory knows nothing of that. */
export const scimCreateGroup: Serve<Contract, 'scimCreateGroup', Needs> = scim(async ({ displayName }, ctx) => {
  const name = String(displayName ?? '')
  if ((await rolesOf(ctx)).includes(name.toLowerCase()))
    throw new ScimError(
      409,
      `There is a group "${name}" already: groups are the roles of the organisation.`,
      'uniqueness',
    )
  throw new ScimError(
    400,
    `There is no role "${name}". Groups are the roles of the organisation: make the role there first, and link the group to it.`,
    'invalidValue',
  )
})

export const scimReplaceGroup: Serve<Contract, 'scimReplaceGroup', Needs> = scim(async ({ scimId, ...group }, ctx) => {
  const role = await groupOf(ctx, scimId)
  refuseRename(role, group.displayName)
  await changeMembers(ctx, role, [{ kind: 'replace', members: membersIn(group.members ?? []) }])
  return { body: toGroup(ctx, role, await usersInGroup(ctx.db, role)) }
})

export const scimPatchGroup: Serve<Contract, 'scimPatchGroup', Needs> = scim(async ({ scimId, Operations }, ctx) => {
  const role = await groupOf(ctx, scimId)
  const changes = memberChanges(Operations, (name) => refuseRename(role, name))
  await changeMembers(ctx, role, changes)
  return { body: toGroup(ctx, role, await usersInGroup(ctx.db, role)) }
})

export const scimDeleteGroup: Serve<Contract, 'scimDeleteGroup', Needs> = scim(async ({ scimId }, ctx) => {
  await changeMembers(ctx, await groupOf(ctx, scimId), [{ kind: 'replace', members: [] }])
  return { status: 204 }
})

async function groupOf(ctx: AuthCtx, id: string): Promise<string> {
  const role = (await rolesOf(ctx)).find((name) => name === id.toLowerCase())
  if (!role) throw new ScimError(404, `There is no group ${id} here.`)
  return role
}

function refuseRename(role: string, name: unknown): void {
  if (name !== undefined && String(name).toLowerCase() !== role)
    throw new ScimError(400, `The group is the role "${role}" and cannot be called otherwise.`, 'mutability')
}

/** All or none. */
async function changeMembers(ctx: AuthCtx, role: string, changes: Change[]): Promise<void> {
  await ctx.transaction(async (tx) => {
    for (const { kind, members } of changes) {
      const present = (await usersInGroup(tx.db, role)).map((row) => row.id as string)
      const [goes, comes] =
        kind === 'add'
          ? [[], members]
          : kind === 'remove'
            ? [members ?? present, []]
            : [present.filter((id) => !members.includes(id)), members]
      for (const id of goes) if (present.includes(id)) await regroup(tx, id, role, false)
      for (const id of comes) if (!present.includes(id)) await regroup(tx, id, role, true)
    }
  })
}

/** There are few roles, and what they are filtered by is their name. */
function isMeant(filter: Filter, role: string): boolean {
  if (filter.op === 'and') return isMeant(filter.left, role) && isMeant(filter.right, role)
  if (filter.op === 'or') return isMeant(filter.left, role) || isMeant(filter.right, role)
  if (filter.op === 'not') return !isMeant(filter.of, role)
  if (filter.name !== 'displayname' && filter.name !== 'id')
    throw new InvalidFilter(`Groups cannot be filtered by "${filter.name}".`)
  if (filter.op === 'pr') return true
  const value = String(filter.value).toLowerCase()
  if (filter.op === 'eq') return role === value
  if (filter.op === 'ne') return role !== value
  if (filter.op === 'co') return role.includes(value)
  if (filter.op === 'sw') return role.startsWith(value)
  if (filter.op === 'ew') return role.endsWith(value)
  throw new InvalidFilter(`Names of groups are not compared with "${filter.op}".`)
}

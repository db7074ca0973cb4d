import type { auth } from '#contracts/auth'
import type { Row } from '#platform/database'
import type { Serve } from '#platform/service'
import type { AuthCtx, Needs } from '../needs.ts'
import { created, scim } from '../scim/answer.ts'
import { countMax } from '../scim/discovery.ts'
import { draftOf, type Operation, patched } from '../scim/draft.ts'
import { ScimError } from '../scim/error.ts'
import { readFilter } from '../scim/filter.ts'
import { changeUser, createUser, deleteUser, draftOfRow } from '../scim/people.ts'
import { chosen, toList, toUser } from '../scim/resource.ts'
import { findUser, listUsers } from '../scim/users.sql.ts'

type Contract = typeof auth

export const scimListUsers: Serve<Contract, 'scimListUsers', Needs> = scim(async (asked, ctx) => {
  const { startIndex: from = 1, count = 100, filter } = asked
  // Less than the first is the first, and less than none is none (RFC 7644, 3.4.2.4).
  const [startIndex, limit] = [Math.max(1, from), Math.min(countMax, Math.max(0, count))]
  const { rows, total } = await listUsers(ctx.db, filter ? readFilter(filter) : undefined, startIndex - 1, limit)
  const users = rows.map((row) => chosen(toUser(ctx, row), asked))
  return { body: toList(users, total, startIndex) }
})

export const scimReadUser: Serve<Contract, 'scimReadUser', Needs> = scim(async (asked, ctx) => ({
  body: chosen(toUser(ctx, await userOf(ctx, asked.scimId)), asked),
}))

export const scimCreateUser: Serve<Contract, 'scimCreateUser', Needs> = scim(async (resource, ctx) => {
  const id = await createUser(ctx, draftOf(resource))
  return created(toUser(ctx, await userOf(ctx, id)))
})

export const scimReplaceUser: Serve<Contract, 'scimReplaceUser', Needs> = scim(async ({ scimId, ...resource }, ctx) => {
  await changeUser(ctx, await userOf(ctx, scimId), draftOf(resource))
  return { body: toUser(ctx, await userOf(ctx, scimId)) }
})

export const scimPatchUser: Serve<Contract, 'scimPatchUser', Needs> = scim(async ({ scimId, Operations }, ctx) => {
  const row = await userOf(ctx, scimId)
  const draft = patched(draftOfRow(row), Operations as Operation[])
  if (JSON.stringify(draft) !== JSON.stringify(draftOfRow(row))) await changeUser(ctx, row, draft)
  return { body: toUser(ctx, await userOf(ctx, scimId)) }
})

export const scimDeleteUser: Serve<Contract, 'scimDeleteUser', Needs> = scim(async ({ scimId }, ctx) => {
  await deleteUser(ctx, await userOf(ctx, scimId))
  return { status: 204 }
})

async function userOf(ctx: AuthCtx, id: string): Promise<Row> {
  const row = await findUser(ctx.db, id)
  if (!row) throw new ScimError(404, `There is no user ${id} here.`)
  return row
}

import type { Row } from '#platform/database'
import { newId } from '#platform/ids'
import { nameOf } from '../actor.ts'
import { eraseOwnPerson, findHere, insertOwnPerson, lockArrival } from '../federation/providers.sql.ts'
import { deleteMember, memberRole, ownRole, putMember } from '../members.sql.ts'
import { permissionsOfRole, roleToLose } from '../members.ts'
import type { AuthCtx } from '../needs.ts'
import { isStandardRole, permissionsOf } from '../roles.ts'
import { refuseBeyondSeats } from '../routes/seats.ts'
import { forgetIdentities } from '../sessions.ts'
import type { Draft } from './draft.ts'
import { ScimError } from './error.ts'
import * as store from './users.sql.ts'

/** Refuses a role that may more than a directory is trusted with: without the setting, whatever only owners may. */
export async function refuseBeyondDirectory(ctx: AuthCtx, role: string): Promise<void> {
  const most = permissionsOf(ctx.config.provisionedOwners ? 'owner' : 'admin')
  if ((await permissionsOfRole(ctx, role)).some((permission) => !most.includes(permission)))
    throw new ScimError(403, `The directory may not touch people with the role "${role}": only owners may.`)
}

/** The role of somebody in these groups: the one that may most; the one of the settings for nobody’s. */
export async function roleOf(ctx: AuthCtx, groups: readonly string[]): Promise<string> {
  let best: { role: string; count: number } | undefined
  for (const role of [...groups].sort()) {
    const own = isStandardRole(role) ? null : await ownRole(ctx.db, role)
    // A role that was removed meanwhile.
    if (own === undefined) continue
    const count = permissionsOf(role, own).length
    if (!best || count > best.count) best = { role, count }
  }
  return best?.role ?? ctx.config.provisionedRole
}

/** Somebody the directory tells of for the first time. Who is a member already is the same person; nobody else’s account is touched. */
export async function createUser(ctx: AuthCtx, draft: Draft): Promise<string> {
  const userName = userNameOf(draft)
  const address = addressOf(draft)
  return ctx.transaction(async (tx) => {
    await lockArrival(tx.db, `${tx.tenant} ${address ?? userName}`)
    if (await store.isUserNameTaken(tx.db, userName, '')) throw taken(userName)
    const known = address === undefined ? undefined : await findHere(tx.db, address)
    if (known && known.is_active !== null) throw taken(address!)
    const personId: string = known?.person_id ?? newId('per')
    if (!known) {
      await insertOwnPerson(tx.db, { id: personId, name: nameFor(draft), locale: 'en' })
      await tx.publish('registered', { subject: personId, by: nameOf(tx.actor) })
    }
    const role: string = known?.role ?? tx.config.provisionedRole
    const groups = known ? [role] : []
    if (!known && draft.isActive) await admit(tx, personId, role)
    if (known && !draft.isActive) await shutOut(tx, personId)
    await store.saveTold(tx.db, { ...draft, address, userName, personId, role, groups })
    return personId
  })
}

/** Keeps what the directory tells now, and lets the person in or out when `active` says so. */
export async function changeUser(ctx: AuthCtx, row: Row, draft: Draft): Promise<void> {
  const userName = userNameOf(draft)
  await ctx.transaction(async (tx) => {
    if (await store.isUserNameTaken(tx.db, userName, row.id)) throw taken(userName)
    const role = row.kept_role ?? tx.config.provisionedRole
    const isMember = (await memberRole(tx.db, row.id)) !== undefined
    if (isMember && !draft.isActive) await shutOut(tx, row.id)
    if (!isMember && draft.isActive) await admit(tx, row.id, role)
    await store.saveTold(tx.db, {
      ...draft,
      address: addressOf(draft),
      userName,
      personId: row.id,
      role,
      groups: row.groups,
    })
    await store.renameOwnPerson(tx.db, row.id, nameFor(draft))
    await tx.publish('updated', { subject: row.id, by: nameOf(tx.actor), detail: 'by the directory' })
  })
}

/** Takes a person out. Their account stays theirs, unless only this organisation vouched for it: then nothing is left of it. */
export async function deleteUser(ctx: AuthCtx, row: Row): Promise<void> {
  await ctx.transaction(async (tx) => {
    if (await memberRole(tx.db, row.id)) await shutOut(tx, row.id)
    await store.deleteTold(tx.db, row.id)
    await eraseOwnPerson(tx.db, row.id)
  })
}

/** Puts a person into a group or takes them out, which may change their role. */
export async function regroup(tx: AuthCtx, personId: string, group: string, isIn: boolean): Promise<void> {
  // Of two changes at once the second reads what the first wrote.
  await lockArrival(tx.db, `${tx.tenant} groups of ${personId}`)
  const row = await store.findUser(tx.db, personId)
  if (!row) throw new ScimError(404, `There is no user ${personId} here.`)
  const others = (row.groups as string[]).filter((name) => name !== group)
  const groups = isIn ? [...others, group] : others
  const role = await roleOf(tx, groups)
  const before: string | undefined = await memberRole(tx.db, row.id)
  if (role !== (before ?? row.kept_role)) {
    await refuseBeyondDirectory(tx, role)
    if (before) {
      await refuseBeyondDirectory(tx, await roleToLose(tx, row.id))
      await putMember(tx.db, row.id, role)
      await tx.publish('roleChanged', { subject: row.id, by: nameOf(tx.actor), detail: `${before} → ${role}` })
    }
  }
  await store.saveTold(tx.db, { ...draftOfRow(row), personId: row.id, userName: row.user_name, role, groups })
  forgetIdentities(tx)
}

/** What is told of a person as it stands. */
export const draftOfRow = (row: Row): Draft => ({
  userName: row.user_name,
  externalId: row.external_id ?? undefined,
  displayName: row.display_name || undefined,
  givenName: row.given_name ?? undefined,
  familyName: row.family_name ?? undefined,
  address: row.address ?? undefined,
  isActive: row.is_active,
})

async function admit(tx: AuthCtx, personId: string, role: string): Promise<void> {
  await refuseBeyondDirectory(tx, role)
  await refuseBeyondSeats(tx)
  await putMember(tx.db, personId, role)
  await tx.publish('joined', { subject: personId, by: nameOf(tx.actor), detail: role })
  forgetIdentities(tx)
}

/** Ends membership, and with it applications’ tokens and links of providers, and every session that counts here. */
async function shutOut(tx: AuthCtx, personId: string): Promise<void> {
  const role = await roleToLose(tx, personId)
  await refuseBeyondDirectory(tx, role)
  await deleteMember(tx.db, personId)
  await store.endSessionsHere(tx.db, personId)
  await tx.publish('removed', { subject: personId, by: nameOf(tx.actor), detail: role })
  forgetIdentities(tx)
}

const taken = (name: string) => new ScimError(409, `"${name}" is told of already.`, 'uniqueness')

function userNameOf({ userName }: Draft): string {
  if (!userName) throw new ScimError(400, 'A user has a userName.', 'invalidValue')
  return userName
}

/** The address of a person; many directories use it as the userName. */
function addressOf({ address, userName }: Draft): string | undefined {
  const text = (address ?? userName ?? '').toLowerCase()
  return /^[^\s@]+@[^\s@]+$/.test(text) ? text : undefined
}

const nameFor = ({ displayName, givenName, familyName }: Draft): string =>
  (displayName ?? [givenName, familyName].filter(Boolean).join(' ')).slice(0, 200)

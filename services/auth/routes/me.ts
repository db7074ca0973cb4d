import type { auth, Me } from '#contracts/auth'
import { newId } from '#platform/ids'
import { may } from '#platform/policy'
import type { Serve } from '#platform/service'
import { personOf } from '../actor.ts'
import { linkedAddresses } from '../federation/providers.sql.ts'
import { toldOf } from '../federation/told.ts'
import { sayFarewell } from '../flows/say-farewell.ts'
import {
  applicationsOf,
  forgetAddressesOf,
  insertFarewell,
  invitationsOf,
  keysOf,
  lockOwnersBeside,
} from '../kept.sql.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { named, namedOrganisationsOf } from '../organisations.ts'
import { changePerson, erasePerson, findPerson, ownedAlone, passwordOf } from '../people.sql.ts'
import { forgetIdentities } from '../sessions.ts'
import { normalAddress } from '../tickets.ts'
import { factorsOf } from './factors.ts'
import { sessionsOf } from './sessions.ts'

type Contract = typeof auth

export const me: Serve<Contract, 'me', Needs> = (_input, ctx) => describe(ctx)

async function describe(ctx: AuthCtx): Promise<Me> {
  const { id, session } = personOf(ctx, { mayBeBound: true })
  const { actor, tenant } = ctx
  if (actor.kind !== 'member') return ctx.fail('not_found')
  if (actor.isBound) return describeHere(ctx, id, session)
  return {
    person: await readPerson(ctx, id),
    tenant,
    role: actor.role,
    permissions: actor.permissions.filter((permission) => may(actor, permission)),
    session,
    ...(actor.owes && { owes: actor.owes }),
    ...(actor.confirmedAt && { confirmedAt: new Date(actor.confirmedAt).toISOString() }),
    organisations: await namedOrganisationsOf(ctx, id),
  }
}

/** What the organisation itself knows of the person: their other addresses and organisations are none of its business. */
async function describeHere(ctx: AuthCtx, id: string, session: string): Promise<Me> {
  const { role, permissions, confirmedAt } = ctx.actor as Extract<typeof ctx.actor, { kind: 'member' }>
  const addresses = (await linkedAddresses(ctx.db, id)).map((address) => ({ address, isConfirmed: true }))
  return {
    person: { ...(await readPerson(ctx, id)), addresses },
    tenant: ctx.tenant,
    role,
    permissions,
    session,
    ...(confirmedAt && { confirmedAt: new Date(confirmedAt).toISOString() }),
    organisations: await named(ctx, [{ tenant: ctx.tenant, role }]),
    isBound: true,
  }
}

async function readPerson(ctx: AuthCtx, id: string): Promise<Me['person']> {
  const row = (await findPerson(ctx.db, id)) ?? ctx.fail('not_found', 'This account is closed.')
  const { name, locale, addresses } = row
  return { id, name, locale, addresses, createdAt: row.created_at.toISOString() }
}

export const changeMe: Serve<Contract, 'changeMe', Needs> = async (change, ctx) => {
  const { id } = personOf(ctx)
  await ctx.transaction(async (tx) => {
    await changePerson(tx.db, id, change)
    await tx.publish('updated', { subject: id, by: id })
  })
  return describe(ctx)
}

export const exportMe: Serve<Contract, 'exportMe', Needs> = async (_input, ctx) => {
  const { id } = personOf(ctx)
  return {
    person: await readPerson(ctx, id),
    organisations: await namedOrganisationsOf(ctx, id),
    sessions: await sessionsOf(ctx),
    hasPassword: (await passwordOf(ctx.db, id)) !== undefined,
    factors: await factorsOf(ctx, id),
    ...(await toldOf(ctx.db, id)),
    keys: await keysOf(ctx.db, id),
    applications: await applicationsOf(ctx.db, id),
    invitations: await invitationsOf(ctx.db, id),
  }
}

/** What the organisations hold (requests, results, mails) is theirs and stays; see their own erasure. */
export const deleteMe: Serve<Contract, 'deleteMe', Needs> = async ({ address }, ctx) => {
  const { id } = personOf(ctx)
  const person = await readPerson(ctx, id)
  if (!person.addresses.some((own) => own.address === normalAddress(address)))
    return ctx.fail(
      'wrong_address',
      'This is not an address of your account. Please type one of them, so that nothing is deleted by accident.',
    )
  const isGone = await ctx.transaction(async (tx) => {
    await lockOwnersBeside(tx.db, id)
    if ((await ownedAlone(tx.db, id)).length > 0) return false
    await forgetAddressesOf(tx.db, id)
    await erasePerson(tx.db, id)
    await tx.publish('deleted', { subject: id, by: id })
    await tell(tx, person)
    return true
  })
  if (!isGone) return ctx.fail('last_owner', await ownsAlone(ctx, id))
  forgetIdentities(ctx)
  return { done: true }
}

/** Whoever did not do this themselves must learn of it. */
async function tell(tx: AuthCtx, { addresses, locale }: Me['person']): Promise<void> {
  for (const { address, isConfirmed } of addresses) {
    if (!isConfirmed) continue
    const farewellId = newId('far')
    await insertFarewell(tx.db, farewellId, address)
    await tx.start.flow(sayFarewell, { farewellId, language: locale }, { key: farewellId })
  }
}

async function ownsAlone(ctx: AuthCtx, id: string): Promise<string> {
  const alone = (await namedOrganisationsOf(ctx, id)).filter(({ isOnlyOwner }) => isOnlyOwner)
  const names = alone.map(({ name, url, tenant }) => name ?? url ?? tenant).join(', ')
  return `You are the only owner of ${names}. Make somebody else an owner there first, or close the organisation.`
}

import type { Row } from '#platform/database'
import { Refusal } from '#platform/errors'
import { newId } from '#platform/ids'
import { memberRole, putMember } from '../members.sql.ts'
import { permissionsOfRole } from '../members.ts'
import type { AuthCtx } from '../needs.ts'
import { findPerson } from '../people.sql.ts'
import { refuseBeyondSeats } from '../routes/seats.ts'
import { entryOf, findHere, insertLink, insertOwnPerson, isEnded, lockArrival, useLink } from './providers.sql.ts'
import type { Arrival } from './upstream.ts'

/** What becomes of somebody with one right factor: why they may not sign in without a provider, when they may not, and whether they have an authenticator app. */
export type Ways = { whyNot?: { code: string; detail: string }; hasApp: boolean }

/** Read before it is known whether the factor is right, it says nothing to whoever asks. */
export async function waysIn(ctx: AuthCtx, personId: string): Promise<Ways> {
  const { hasEnded, required, hasApp } = await entryOf(ctx.db, personId)
  if (hasEnded) return { whyNot: { code: 'access_ended', detail: 'This organisation has ended your access.' }, hasApp }
  if (required === null) return { hasApp }
  const detail = `Addresses like yours sign in here by “${required}”. Please use its button.`
  return { whyNot: { code: 'provider_required', detail }, hasApp }
}

/** Why a sign-in by a provider goes no further; the sign-in page has a sentence for each. */
export type Problem =
  | 'no-provider'
  | 'expired'
  | 'denied'
  | 'provider-failed'
  | 'unverified-address'
  | 'foreign-domain'
  | 'other-account'
  | 'nobody-new'
  | 'no-seats'
  | 'access-ended'
  | 'may-more'

/** A sign-in that is turned away. */
export class Turned extends Error {
  problem: Problem
  constructor(problem: Problem) {
    super(problem)
    this.problem = problem
  }
}
const turn = (problem: Problem): never => {
  throw new Turned(problem)
}

/**
 * The member whom an arrival stands for. By issuer and subject first, since an address may be given to somebody else one day. By address only when the
 * provider says that it has verified it and speaks for its domain, and only somebody whom this organisation knows already: otherwise whoever runs a
 * provider would take over any account by claiming its address. Everybody else becomes a person of this organisation alone. Whether there is an account
 * for the address elsewhere is not even looked at, so that no organisation learns it.
 */
export const memberFor = (ctx: AuthCtx, provider: Row, arrival: Arrival, connecting?: string): Promise<string> =>
  ctx.transaction(async (tx) => {
    await lockArrival(tx.db, `${tx.tenant} ${arrival.address ?? `${provider.id} ${arrival.subject}`}`)
    const spoken = speaksFor(provider, arrival) ? arrival.address : undefined
    const linked = await useLink(tx.db, provider.id, arrival.subject, spoken)
    if (linked && connecting && linked !== connecting) return turn('other-account')
    const personId = linked ?? connecting ?? (await knownOrNew(tx, provider, arrival))
    await refuseOutsiders(tx, provider, personId)
    if (!linked) {
      await insertLink(tx.db, { providerId: provider.id, subject: arrival.subject, personId, address: spoken })
      await tx.publish('providerLinked', { subject: personId, by: provider.id })
    }
    return personId
  })

/** Whether the provider answers for the address. */
const speaksFor = (provider: Row, { address, isVerified }: Arrival): boolean =>
  isVerified && address !== undefined && provider.domains.includes(address.split('@')[1])

async function knownOrNew(tx: AuthCtx, provider: Row, arrival: Arrival): Promise<string> {
  const { address, isVerified } = arrival
  if (!address || !isVerified) return turn('unverified-address')
  if (!speaksFor(provider, arrival)) return turn('foreign-domain')
  const here = await findHere(tx.db, address)
  if (here?.is_active === false) return turn('access-ended')
  if (here) return here.person_id
  if (provider.role === null) return turn('nobody-new')
  await refuseBeyondSeats(tx).catch((error) => {
    if (error instanceof Refusal) turn('no-seats')
    throw error
  })
  const id = newId('per')
  await insertOwnPerson(tx.db, { id, name: arrival.name, locale: arrival.locale })
  await putMember(tx.db, id, provider.role)
  await tx.publish('registered', { subject: id, by: provider.id })
  await tx.publish('joined', { subject: id, by: provider.id, detail: provider.role })
  return id
}

/** No provider lets somebody in who may do more than whoever set it up: an admin would else become the owner by their own provider. */
async function refuseOutsiders(tx: AuthCtx, provider: Row, personId: string): Promise<void> {
  if (await isEnded(tx.db, personId)) turn('access-ended')
  const role = await memberRole(tx.db, personId)
  if (!role || !(await findPerson(tx.db, personId))) return turn('access-ended')
  const most = await permissionsOfRole(tx, provider.registered_as).catch((): string[] => [])
  const theirs = await permissionsOfRole(tx, role)
  if (theirs.some((permission) => !most.includes(permission))) turn('may-more')
}

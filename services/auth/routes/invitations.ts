import type { auth } from '#contracts/auth'
import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import { refuseMoreThanOwn } from '../actor.ts'
import { refuseGuessable, wordsHere } from '../guessable.ts'
import { inviteByMail } from '../invite.ts'
import {
  deleteInvitation,
  memberRole,
  openInvitation,
  openInvitations,
  putMember,
  takeInvitation,
} from '../members.sql.ts'
import { permissionsOfRole } from '../members.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { findByAddress, insertPerson } from '../people.sql.ts'
import { forgetIdentities, openSession } from '../sessions.ts'
import { newPassword, normalAddress, subjectOfToken } from '../tickets.ts'
import { refuseBeyondSeats } from './seats.ts'

type Contract = typeof auth

export const listInvitations: Serve<Contract, 'listInvitations', Needs> = async (_input, ctx) => ({
  invitations: (await openInvitations(ctx.db)).map((row) => ({
    id: row.id,
    address: row.address,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  })),
})

export const invite: Serve<Contract, 'invite', Needs> = async ({ address, role, locale = 'en' }, ctx) => {
  refuseMoreThanOwn(ctx, await permissionsOfRole(ctx, role))
  const normal = normalAddress(address)
  const person = await findByAddress(ctx.db, normal)
  if (person && (await memberRole(ctx.db, person.id)))
    return ctx.fail('already_member', 'They are a member already: give them another role instead.')
  // An invitation of the same address is replaced, and has its seat already.
  const isInvited = (await openInvitations(ctx.db)).some((one) => one.address === normal)
  if (!isInvited) await refuseBeyondSeats(ctx)
  return inviteByMail(ctx, normal, role, locale)
}

export const withdraw: Serve<Contract, 'withdraw', Needs> = async ({ invitationId }, ctx) =>
  (await deleteInvitation(ctx.db, invitationId)) > 0
    ? { done: true }
    : ctx.fail('not_found', 'There is no such open invitation.')

const tooLate = 'This invitation was used already, taken back, or is too old. Please ask for a new one.'
const idIn = (ctx: AuthCtx, token: string) => subjectOfToken(ctx, token) ?? ctx.fail('invalid_token', tooLate)

export const readInvitation: Serve<Contract, 'readInvitation', Needs> = async ({ token }, ctx) => {
  const row = (await openInvitation(ctx.db, idIn(ctx, token))) ?? ctx.fail('invalid_token', tooLate)
  return { address: row.address, role: row.role, hasAccount: (await findByAddress(ctx.db, row.address)) !== undefined }
}

/** The link proves the address. Whoever has an account there becomes a member without being signed in: the link alone opens no account. */
export const accept: Serve<Contract, 'accept', Needs> = async ({ token, password, name = '' }, ctx) => {
  const id = idIn(ctx, token)
  const phc = password === undefined ? undefined : await newPassword(ctx, password)
  const words = password === undefined ? [] : await wordsHere(ctx)
  const { personId, isNew } = await ctx.transaction(async (tx) => {
    const { address, role, locale } = (await takeInvitation(tx.db, id)) ?? tx.fail('invalid_token', tooLate)
    const known = await findByAddress(tx.db, address)
    if (!known && !phc) tx.fail('password_needed', 'Please choose a password for your new account.')
    if (!known) refuseGuessable(tx, password!, [...words, address, name])
    const person = known?.id ?? (await insertPerson(tx.db, { id: newId('per'), name, locale, address, phc }))!
    if (!known) await tx.publish('registered', { subject: person, by: person })
    await putMember(tx.db, person, role)
    await tx.publish('joined', { subject: person, by: person, detail: role })
    return { personId: person, isNew: !known }
  })
  forgetIdentities(ctx)
  if (!isNew) return { state: 'sign-in-next', personId }
  await openSession(ctx, personId, { method: 'mail' })
  return { state: 'signed-in', personId }
}

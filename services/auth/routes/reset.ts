import type { auth } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { personOf } from '../actor.ts'
import { refuseGuessable, wordsHere, wordsOf } from '../guessable.ts'
import type { Needs } from '../needs.ts'
import { findByAddress, setPassword } from '../people.sql.ts'
import { renewSession, revokeSessions } from '../sessions.ts'
import { newPassword, normalAddress, redeem, sendTicket, ticketAndPassword } from '../tickets.ts'
import { demandPassword } from './sign-in.ts'

type Contract = typeof auth

/** A mail goes out either way: the answer and its time tell nothing, and whoever took the wrong address learns it where only they can read it. */
export const forgot: Serve<Contract, 'forgot', Needs> = async ({ address, locale = 'en' }, ctx) => {
  const normal = normalAddress(address)
  const known = await findByAddress(ctx.db, normal)
  await sendTicket(ctx, { kind: 'reset', address: normal, locale }, known ? 'reset' : 'no-account')
  return { sent: true }
}

export const reset: Serve<Contract, 'reset', Needs> = async ({ token, password }, ctx) => {
  const [ticketId, phc] = await ticketAndPassword(ctx, token, password)
  const words = await wordsHere(ctx)
  await ctx.transaction(async (tx) => {
    const { address } = await redeem(tx, ticketId, 'reset')
    const person = await findByAddress(tx.db, address)
    if (person?.state !== 'active') return tx.fail('invalid_token', 'There is no account for this address.')
    refuseGuessable(tx, password, [...words, ...(await wordsOf(tx, person.id))])
    await setPassword(tx.db, person.id, phc)
    await revokeSessions(tx, person.id)
    await tx.publish('passwordChanged', { subject: person.id, by: person.id, detail: 'by mail' })
  })
  return { done: true }
}

export const changePassword: Serve<Contract, 'changePassword', Needs> = async ({ current, password }, ctx) => {
  const { id, session } = personOf(ctx)
  await demandPassword(ctx, id, current)
  refuseGuessable(ctx, password, [...(await wordsHere(ctx)), ...(await wordsOf(ctx, id))])
  const phc = await newPassword(ctx, password)
  await ctx.transaction(async (tx) => {
    await setPassword(tx.db, id, phc)
    await revokeSessions(tx, id, session)
    await tx.publish('passwordChanged', { subject: id, by: id })
  })
  await renewSession(ctx, session, { isConfirmed: true })
  return { done: true }
}

import type { auth } from '#contracts/auth'
import { defaultTenant } from '#platform/access'
import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import { refuseGuessable, wordsHere } from '../guessable.ts'
import { lockOwners, putMember } from '../members.sql.ts'
import type { Needs } from '../needs.ts'
import { findByAddress, insertPerson } from '../people.sql.ts'
import { openSession } from '../sessions.ts'
import { normalAddress, redeem, sendTicket, ticketAndPassword } from '../tickets.ts'

type Contract = typeof auth

/**
 * No account exists before its address is proved: an account made first, with somebody else's address and one's own password, would wait for its victim
 * to confirm it. Who has an account already is told so by mail, never here.
 */
export const signUp: Serve<Contract, 'signUp', Needs> = async ({ address, locale = 'en' }, ctx) => {
  if (!ctx.config.signUp) return ctx.fail('sign_up_closed', 'Accounts are made by invitation here.')
  const normal = normalAddress(address)
  const known = await findByAddress(ctx.db, normal)
  await sendTicket(
    ctx,
    { kind: known ? 'reset' : 'sign-up', address: normal, locale },
    known ? 'known-address' : 'sign-up',
  )
  return { sent: true }
}

export const confirm: Serve<Contract, 'confirm', Needs> = async ({ token, password, name }, ctx) => {
  const [ticketId, phc] = await ticketAndPassword(ctx, token, password)
  const words = await wordsHere(ctx)
  const personId = await ctx.transaction(async (tx) => {
    const { address, locale } = await redeem(tx, ticketId, 'sign-up')
    refuseGuessable(tx, password, [...words, address, name])
    const id = await insertPerson(tx.db, { id: newId('per'), name, locale, address, phc })
    if (!id) return tx.fail('invalid_token', 'There is an account for this address already. Please sign in.')
    await tx.publish('registered', { subject: id, by: id })
    return id
  })
  await openSession(ctx, personId, { method: 'mail' })
  return { state: 'signed-in', personId }
}

/** Whoever reads the log of the first start runs the installation. The token is that of the default tenant, so it opens nothing at another host name. */
export const setUp: Serve<Contract, 'setUp', Needs> = async ({ token, address, password, name }, ctx) => {
  const [ticketId, phc] = await ticketAndPassword(ctx, token, password)
  refuseGuessable(ctx, password, [...(await wordsHere(ctx)), address, name])
  const personId = await ctx.transaction(async (tx) => {
    await redeem(tx, ticketId, 'setup')
    if (tx.tenant !== defaultTenant || (await lockOwners(tx.db)) > 0)
      return tx.fail('invalid_token', 'This installation has an owner already. They can invite you.')
    const id = await insertPerson(tx.db, { id: newId('per'), name, locale: 'en', address: normalAddress(address), phc })
    if (!id)
      return tx.fail('invalid_token', 'There is an account for this address already. Please take another address.')
    await putMember(tx.db, id, 'owner')
    await tx.publish('registered', { subject: id, by: id })
    await tx.publish('joined', { subject: id, by: id, detail: 'owner' })
    return id
  })
  await openSession(ctx, personId, { method: 'password' })
  return { state: 'signed-in', personId }
}

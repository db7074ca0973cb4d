import { timingSafeEqual } from 'node:crypto'
import { notification } from '#contracts/notification'
import { newId } from '#platform/ids'
import { isBreached } from './breached.ts'
import type { AuthCtx } from './needs.ts'
import { hashPassword } from './password.ts'
import { insertTicket, type Ticket, takeTicket } from './people.sql.ts'

const ticketHours = 24

/** Addresses are compared in lower case: no mail server of this age tells `Ann@` from `ann@`. */
export const normalAddress = (address: string): string => address.trim().toLowerCase()

/** The id a derived token is for, when it is ours and of this tenant; see `tokenFor` of `#platform/ids`. */
export function subjectOfToken(ctx: AuthCtx, token: string): string | undefined {
  const subject = token.slice(0, Math.max(0, token.indexOf('.')))
  const [given, expected] = [Buffer.from(token), Buffer.from(ctx.tokenFor(subject))]
  return given.length === expected.length && timingSafeEqual(given, expected) ? subject : undefined
}

/** Keeps a ticket and has its mail sent, in one transaction. Whoever asks too often for one address gets no further mail, and is not told. */
export async function sendTicket(
  ctx: AuthCtx,
  ticket: Omit<Ticket, 'id'>,
  kind: 'sign-up' | 'known-address' | 'reset' | 'no-account',
): Promise<void> {
  const id = newId('tic')
  await ctx.transaction(async (tx) => {
    if (!(await insertTicket(tx.db, { id, ...ticket }, ticketHours))) return
    await tx.start.task(notification.tasks.inform, { subjectId: id, kind, language: ticket.locale }, { key: id })
  })
}

const tooLate = 'This link was used already or is too old. Please ask for a new one.'

/** The ticket that a token is for, and the hash of the new password. Nothing is hashed for a token we never gave out: that would be work for anybody who asks. */
export async function ticketAndPassword(
  ctx: AuthCtx,
  token: string,
  password: string,
): Promise<[id: string, phc: string]> {
  const id = subjectOfToken(ctx, token) ?? ctx.fail('invalid_token', tooLate)
  return [id, await newPassword(ctx, password)]
}

/** Uses up a ticket, in the transaction of what it is for. */
export const redeem = async (ctx: AuthCtx, id: string, kind: Ticket['kind']): Promise<Ticket> =>
  (await takeTicket(ctx.db, id, kind)) ?? ctx.fail('invalid_token', tooLate)

/** The hash of a new password, unless it is in the list of known ones, where there is such a list. */
export async function newPassword(ctx: AuthCtx, password: string): Promise<string> {
  const { breachedPasswords } = ctx.config
  if (breachedPasswords && (await isBreached(breachedPasswords, password)))
    ctx.fail(
      'weak_password',
      'This password is in a list of stolen ones, which attackers try first. Please choose another.',
    )
  return hashPassword(password)
}

import { createHash, randomBytes } from 'node:crypto'
import { sessionCookie } from '#platform/cookies'
import type { Insert } from '#platform/group-commit'
import { forgetHeader, identityChannel } from '#platform/identity'
import { newId } from '#platform/ids'
import { rememberDevice } from './factors/device.ts'
import type { AuthCtx } from './needs.ts'
import { endSession, endSessions, endSessionsHere, insertSession, rotateSession } from './sessions.sql.ts'

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
const newSecret = () => randomBytes(32).toString('base64url')

/** Every way to prove who one is that opens or confirms a session. */
export const methods = ['password', 'mail', 'passkey', 'totp', 'recovery-code', 'federation'] as const
export type Method = (typeof methods)[number]

/**
 * How somebody proved who they are. A session that a provider of the bound organisation opened counts at that organisation only; when they proved it to the
 * provider is for the provider to say, and null when it does not.
 */
export type Proof = {
  method: Method
  providerId?: string
  confirmedAt?: Date | null
}

/** Of two factors: a code beside the first one, or a passkey that verified its user. */
const isStrong = (method: Proof['method']): boolean => ['passkey', 'totp', 'recovery-code'].includes(method)

/**
 * Signs a person in on the browser that asks: a new session, its cookie on the answer, and the event. Always a new one, so that nobody can be led into a
 * session that somebody else has the cookie of; the one that the browser had until now ends, since nobody could end it there any more. `also` is written in
 * the same commit.
 */
export async function openSession(
  ctx: AuthCtx,
  personId: string,
  { method, providerId, confirmedAt }: Proof,
  also: Insert[] = [],
): Promise<{ id: string; cookie: string }> {
  const { client, actor } = ctx
  if (!client) throw new Error('A session belongs to the request of a person, and there is none.')
  const [id, secret, days] = [newId('ses'), newSecret(), ctx.config.sessionDays]
  const { agent, address } = client
  const secretHash = hashOf(secret)
  const proved = { providerId, confirmedAt, isStrong: isStrong(method) }
  await ctx.commit(
    insertSession({ id, personId, secretHash, days, agent, address, ...proved }),
    ctx.eventRow('signedIn', { subject: personId, by: personId, detail: method }),
    ...also,
  )
  ctx.log.info({ who: personId, by: method, address }, 'signed in')
  const cookie = sessionCookie(`${id}.${secret}`, client, days * 86_400)
  ctx.header('set-cookie', cookie)
  if (actor.kind === 'member' && actor.via === 'session') await revokeSession(ctx, actor.id, actor.credential!)
  rememberDevice(ctx, personId)
  return { id, cookie }
}

/** Notes that the person of the current session has just confirmed who they are. The cookie changes, because the session may do more now. */
export async function confirmSession(ctx: AuthCtx, id: string, personId: string, { method }: Proof): Promise<void> {
  await renewSession(ctx, id, { isConfirmed: true, isStrong: isStrong(method) })
  await ctx.publish('confirmed', { subject: personId, by: personId, detail: method })
}

/** Gives the current session another secret and the browser another cookie. */
export async function renewSession(
  ctx: AuthCtx,
  id: string,
  proved: { isConfirmed?: boolean; isStrong?: boolean },
): Promise<void> {
  const secret = newSecret()
  const row = await rotateSession(ctx.db, id, hashOf(secret), proved)
  if (row && ctx.client) ctx.header('set-cookie', sessionCookie(`${id}.${secret}`, ctx.client, row.seconds))
  forgetIdentities(ctx)
}

/** Ends a session of a person; false when it was not open or not theirs. */
export async function revokeSession(ctx: AuthCtx, personId: string, id: string): Promise<boolean> {
  const isOpen = (await endSession(ctx.db, personId, id)) > 0
  if (isOpen) await ctx.publish('signedOut', { subject: personId, by: personId, detail: id })
  forgetIdentities(ctx)
  return isOpen
}

/** Ends every session of a person, but the one named. */
export async function revokeSessions(ctx: AuthCtx, personId: string, except = ''): Promise<void> {
  await endSessions(ctx.db, personId, except)
  forgetIdentities(ctx)
}

/** Ends the sessions of a person at the bound organisation, and those opened there everywhere. */
export async function revokeSessionsHere(ctx: AuthCtx, personId: string): Promise<void> {
  await endSessionsHere(ctx.db, personId)
  forgetIdentities(ctx)
}

/** Lets every process look up anew who is asking; the door that forwarded this request does so before the answer leaves. */
export function forgetIdentities(ctx: AuthCtx): void {
  ctx.wake(identityChannel)
  ctx.header(forgetHeader, '1')
}

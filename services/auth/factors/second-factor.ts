import { open, seal } from '#platform/envelope'
import type { Insert } from '#platform/group-commit'
import { newId } from '#platform/ids'
import { type Ways, waysIn } from '../federation/arrive.ts'
import type { AuthCtx } from '../needs.ts'
import { memoryOf } from '../oidc/adapter.ts'
import { sealContext } from '../oidc/sealed.ts'
import { openSession, type Proof } from '../sessions.ts'
import { insertChallenge } from './challenges.sql.ts'
import { recoveryHash } from './recovery.ts'
import { throttled } from './throttle.ts'
import { authenticatorOf, takeRecoveryCode, takeStep } from './totp.sql.ts'
import { stepOfCode } from './totp.ts'

const place = (id: string) => sealContext({ place: 'authenticators', tenant: '', id })
export const sealTotp = (ctx: AuthCtx, personId: string, secret: Buffer): string =>
  seal(memoryOf(ctx).keyring, secret, place(personId))
export const openTotp = (ctx: AuthCtx, personId: string, sealed: string): Buffer =>
  open(memoryOf(ctx).keyring, sealed, place(personId))

export type Entered = { state: 'signed-in' | 'second-factor'; personId: string; challenge?: string }

/**
 * Goes on after one factor was right: opens a session, or for who has an authenticator app only a challenge, which says for five minutes that the
 * first half is done. Every way of signing in with one factor ends here, and is refused here where the organisation wants another way.
 *
 * @param also is written whatever becomes of them, in the commit of the session where there is one
 */
export async function enter(
  ctx: AuthCtx,
  personId: string,
  { method }: Proof,
  ways: Promise<Ways> = waysIn(ctx, personId),
  also: Insert[] = [],
): Promise<Entered> {
  const { whyNot, hasApp } = await ways
  if (also.length > 0 && (whyNot || hasApp)) await ctx.commit(...also)
  if (whyNot) ctx.fail(whyNot.code, whyNot.detail)
  if (!hasApp) {
    await openSession(ctx, personId, { method }, also)
    return { state: 'signed-in', personId }
  }
  const id = newId('cha')
  await insertChallenge(ctx.db, { id, kind: 'second-factor', personId, method })
  return { state: 'second-factor', personId, challenge: ctx.tokenFor(id) }
}

/** Takes a code of the app, or a recovery code where these are `allowed`, once. @returns how it was proved, undefined when the code is not right */
export const takeCode = (
  ctx: AuthCtx,
  personId: string,
  code: string,
  allowed: 'recovery-codes-too' | 'app-only',
): Promise<Proof['method'] | undefined> =>
  throttled(ctx, { what: 'code', account: personId, personId }, async () => {
    const typed = code.replace(/[\s-]/g, '')
    if (!/^\d{6}$/.test(typed)) {
      if (allowed === 'app-only') return undefined
      return (await takeRecoveryCode(ctx.db, personId, recoveryHash(code))) ? 'recovery-code' : undefined
    }
    const app = await authenticatorOf(ctx.db, personId)
    if (!app?.confirmed_at) return undefined
    const step = stepOfCode(openTotp(ctx, personId, app.secret), typed, ctx.now().getTime())
    return step !== undefined && (await takeStep(ctx.db, personId, step)) ? 'totp' : undefined
  })

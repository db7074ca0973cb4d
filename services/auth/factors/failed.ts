import { memberRole } from '../members.sql.ts'
import type { AuthCtx } from '../needs.ts'

/**
 * Whom a refusal is about, as the organisation may know it: its members. Of everybody else it does not learn that there is an account, and the question costs
 * the same for an address that is nobody's.
 */
export const memberAbout = async (ctx: AuthCtx, personId = ''): Promise<string | undefined> =>
  (await memberRole(ctx.db, personId)) === undefined ? undefined : personId

/** Notes a sign-in that failed, and refuses it. */
export async function failSignIn(
  ctx: AuthCtx,
  personId: string | undefined,
  what: 'password' | 'mail' | 'second factor' | 'passkey',
  { code, detail }: { code: string; detail: string },
): Promise<never> {
  const about = await memberAbout(ctx, personId)
  await ctx.publish('signInFailed', { subject: personId ?? 'nobody', by: 'public', detail: what })
  return ctx.fail(code, detail, about)
}

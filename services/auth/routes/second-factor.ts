import type { auth } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { personOf } from '../actor.ts'
import { takeChallenge, tryChallenge } from '../factors/challenges.sql.ts'
import { failSignIn } from '../factors/failed.ts'
import { takeCode } from '../factors/second-factor.ts'
import type { Needs } from '../needs.ts'
import { findPerson } from '../people.sql.ts'
import { confirmSession, openSession } from '../sessions.ts'
import { subjectOfToken } from '../tickets.ts'

type Contract = typeof auth

const tooLate = 'This took too long, or there were too many wrong codes. Please sign in again.'
const wrong = 'This code is not right, or was used already. Codes of the app change every 30 seconds.'

export const secondFactor: Serve<Contract, 'secondFactor', Needs> = async ({ challenge, code }, ctx) => {
  const id = subjectOfToken(ctx, challenge) ?? ctx.fail('invalid_token', tooLate)
  const personId = (await tryChallenge(ctx.db, id, 'second-factor'))?.person_id
  if (!personId || !(await findPerson(ctx.db, personId))) return ctx.fail('invalid_token', tooLate)
  const method = await takeCode(ctx, personId, code, 'recovery-codes-too')
  if (!method) return failSignIn(ctx, personId, 'second factor', { code: 'wrong_code', detail: wrong })
  if (!(await takeChallenge(ctx.db, id, 'second-factor'))) return ctx.fail('invalid_token', tooLate)
  await openSession(ctx, personId, { method })
  return { state: 'signed-in', personId }
}

export const stepUpWithCode: Serve<Contract, 'stepUpWithCode', Needs> = async ({ code }, ctx) => {
  const { id, session } = personOf(ctx)
  const method = (await takeCode(ctx, id, code, 'app-only')) ?? ctx.fail('wrong_code', wrong)
  await confirmSession(ctx, session, id, { method })
  return { done: true }
}

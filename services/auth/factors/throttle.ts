import { Refusal } from '#platform/errors'
import type { Insert } from '#platform/group-commit'
import type { AuthCtx } from '../needs.ts'
import { hashOf } from '../sessions.ts'
import { deviceOf } from './device.ts'
import { memberAbout } from './failed.ts'
import { networkOf } from './network.ts'
import { type Bound, countAttempt, forgiveAttempt, knownAddresses, secondsBlocked } from './throttle.sql.ts'

/** What is tried, and for whom: a person, or an address that is nobody's. Both are counted alike. */
export type Attempt = { what: 'password' | 'code'; account: string; personId?: string }

// A quarter of an hour at most for one place: 4 attempts an hour guess nothing, and who mistyped comes back soon.
export const placeWaitS = 900
/** Wrong attempts that one place has for nothing. */
export const freeAt = { session: 5, device: 10, network: 5 }
const everywhere = 'unknown-networks'
// All unknown networks together have more for nothing, and wait less: they may hold somebody who only travels. Less so for codes: whoever tries those has the
// first factor already, and one in a million is right.
export const shared: Record<Attempt['what'], Bound> = {
  password: { bucket: everywhere, free: 30, waitS: 300 },
  code: { bucket: everywhere, free: 10, waitS: placeWaitS },
}

/**
 * Counts an attempt as a wrong one before it is looked at, or refuses it with 429 and says for how long, when there were too many. Counted is where they
 * come from, never only whom they are about: a browser that signed in before has an account of its own failures, so an attacker elsewhere cannot keep
 * the owner out; a network has one per account; and all networks the person never signed in from share a third, against attackers with many.
 *
 * @returns takes the count back in the commit it is given to, for an attempt that was right
 */
export async function countWrong(ctx: AuthCtx, attempt: Attempt): Promise<Insert> {
  const subjectHash = hashOf(`${attempt.what}\0${attempt.account}`)
  const bounds = await boundsOf(ctx, attempt)
  await reserve(ctx, subjectHash, bounds).catch(async (error) => {
    // For the log.
    if (error instanceof Refusal) error.about = await memberAbout(ctx, attempt.personId)
    throw error
  })
  return forgiveAttempt(subjectHash, bounds[0].bucket, everywhere)
}

/**
 * Looks at a password or code unless there were too many wrong ones: then it is refused without a look.
 *
 * @param check answers undefined for what is not right
 */
export async function throttled<R>(
  ctx: AuthCtx,
  attempt: Attempt,
  check: () => Promise<R | undefined>,
): Promise<R | undefined> {
  const takesBack = await countWrong(ctx, attempt)
  const result = await check()
  if (result !== undefined) await ctx.commit(takesBack)
  return result
}

/** Where an attempt comes from, as it is counted: the known device, else the network. */
export const askerOf = (ctx: AuthCtx, personId?: string): string => {
  const device = personId && deviceOf(ctx, personId)
  return device ? `device:${device}` : `network:${networkOf(ctx.client?.address ?? '')}`
}

/** The place itself, and what it shares with others. */
async function boundsOf(ctx: AuthCtx, { what, personId }: Attempt): Promise<[Bound, ...Bound[]]> {
  const { actor } = ctx
  // Whoever is signed in as the person confirms who they are: only this session has to wait for its mistakes.
  if (actor.kind === 'member' && actor.via === 'session' && actor.id === personId)
    return [{ bucket: `session:${actor.credential}`, free: freeAt.session, waitS: placeWaitS }]
  // Asked for nobody too, so that an address without an account costs as much.
  const known = (await knownAddresses(ctx.db, personId ?? '')).map(networkOf)
  const bucket = askerOf(ctx, personId)
  if (bucket.startsWith('device:')) return [{ bucket, free: freeAt.device, waitS: placeWaitS }]
  const network = { bucket, free: freeAt.network, waitS: placeWaitS }
  return known.includes(networkOf(ctx.client?.address ?? '')) ? [network] : [network, shared[what]]
}

async function reserve(ctx: AuthCtx, subjectHash: string, bounds: Bound[]): Promise<void> {
  if (await countAttempt(ctx.db, subjectHash, bounds)) return
  const buckets = bounds.map(({ bucket }) => bucket)
  refuseFor(Math.max(1, await secondsBlocked(ctx.db, subjectHash, buckets)))
}

function refuseFor(seconds: number): never {
  const text = `There were too many wrong attempts. Please try again in ${seconds} s, or sign in another way.`
  throw new Refusal('too_many_attempts', 429, text, { 'retry-after': String(seconds) })
}

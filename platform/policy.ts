import type { Route } from './contract.ts'
import type { Actor } from './service.ts'

/** How long a confirmed password, code or passkey opens the routes that say `stepUp`. */
export const stepUpMs = 10 * 60_000

/** Why somebody may not: the code and status of the refusal, the rule that spoke, and what to do about it. */
export type Refused = {
  code: 'unauthorised' | 'forbidden' | 'not_found' | 'step_up_required' | 'second_factor_required'
  rule: string
  why: string
}

/**
 * May this actor do that? The one answer for routes, listeners, files, search hits and log lines; whatever is not granted is denied.
 * @example if (!may(ctx.actor, 'submission.read')) return []
 */
export function may(actor: Actor, permission: string): boolean {
  if (actor.kind === 'operator' || actor.kind === 'service') return true
  return actor.kind === 'member' && !isHeld(actor, permission) && actor.permissions.includes(permission)
}

/** The own account, where a second factor is set up. It is nobody's gift, so it stays open to who owes one. */
const ownAccount = 'auth.self'
type Member = Extract<Actor, { kind: 'member' }>

/** The organisation demands a second factor, and this member has not proved one: nothing of it is theirs before. */
const isHeld = (actor: Member, permission: string): boolean => actor.owes !== undefined && permission !== ownAccount

/** Judges a call of a route: undefined lets it through. Refusals never tell whether an id exists. */
export function judge(
  route: Pick<Route, 'access' | 'subject' | 'stepUp'>,
  actor: Actor,
  params: Record<string, unknown>,
  now = Date.now(),
): Refused | undefined {
  const { access } = route
  if (access === 'public' || actor.kind === 'service') return
  if (access === 'service') return hidden('Only other services may call this.')
  if (actor.kind === 'operator') return
  if (actor.kind === 'public') return nobody
  if (actor.kind === 'holder') {
    const isTheirs = access !== 'operator' && route.subject !== undefined && params[route.subject] === actor.subject
    return isTheirs ? undefined : hidden('The token opens something else.')
  }
  if (typeof access !== 'object') return hidden('Only the operator of the installation may call this.')
  if (isHeld(actor, access.user)) return owing(actor)
  if (!may(actor, access.user)) return lacking(actor.role, access.user)
  return route.stepUp ? unconfirmed(actor, now) : undefined
}

const hidden = (why: string): Refused => ({ code: 'not_found', rule: 'access', why })

const nobody: Refused = {
  code: 'unauthorised',
  rule: 'credential',
  why: 'Sign in, or send a token or key as "Authorization: Bearer <token>".',
}

const lacking = (role: string, permission: string): Refused => ({
  code: 'forbidden',
  rule: 'permission',
  why: `The role "${role}" does not have the permission "${permission}". An owner or admin of the organisation can change that.`,
})

const owing = ({ owes }: Member): Refused => ({
  code: 'second_factor_required',
  rule: 'second-factor',
  why:
    owes === 'confirm'
      ? 'This organisation demands a second factor, and this sign-in has proved none. Confirm with your authenticator app or passkey: POST /api/auth/step-up/code, or /api/auth/step-up/passkey.'
      : 'This organisation demands a second factor. Set up an authenticator app or a passkey in your account, then everything opens.',
})

function unconfirmed(actor: Member, now: number): Refused | undefined {
  if (actor.via !== 'session')
    return {
      code: 'forbidden',
      rule: 'step-up',
      why: 'This needs a person who has just signed in: a key cannot do it.',
    }
  if (now - (actor.confirmedAt ?? 0) < stepUpMs) return
  return {
    code: 'step_up_required',
    rule: 'step-up',
    why: 'Confirm again who you are (POST /api/auth/step-up with a password, or below it with a code or passkey), then repeat this within 10 minutes.',
  }
}

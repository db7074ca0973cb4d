import type { IncomingMessage, ServerResponse } from 'node:http'
import { forgetHeader, identityChannel } from '#platform/identity'
import type { Actor } from '#platform/service'
import type { AuthCtx } from '../needs.ts'
import { permissionsOf } from '../roles.ts'
import { revokeSession } from '../sessions.ts'
import { findMember } from './store.ts'

/** Somebody who is signed in to this installation. */
export type SignedIn = {
  personId: string
  sessionId: string
  /** When they last proved who they are, in ms since 1970. */
  confirmedAt: number
  /** The second factor that the organisation demands is not proved in this sign-in. */
  owes: boolean
}
/** What an application may learn of a person, as the organisation knows them. */
export type PersonClaims = {
  email?: string
  isEmailConfirmed?: boolean
  name: string
  locale?: string
  role: string
  permissions: string[]
  /** Has no second factor where the organisation demands one: applications get nothing in their name. */
  owes: boolean
}

/** Whatever the provider of one organisation needs to know of people and their sign-ins. */
export type Accounts = {
  /** Who is signed in where this request came from; on a form, only when one of our own pages sent it. */
  sessionOf(request: IncomingMessage): SignedIn | undefined
  /** Undefined for who is no member of the organisation, or whose account is closed. */
  claimsOf(personId: string): Promise<PersonClaims | undefined>
  /** Lets every door look up anew whom tokens stand for: some have just ended. */
  forget(request: IncomingMessage, response: ServerResponse): void
  /** Signs out here as well, after an application has signed somebody out. */
  endSession(session: SignedIn, request: IncomingMessage, response: ServerResponse): Promise<void>
}

const signedIn = new WeakMap<IncomingMessage, SignedIn>()

/** Notes on a request who the door found to be asking. Keys and tokens are nobody who could be signed in to an application. */
export function noteActor(request: IncomingMessage, actor: Actor): void {
  if (actor.kind !== 'member' || actor.via !== 'session') return
  signedIn.set(request, {
    personId: actor.id,
    sessionId: actor.credential!,
    confirmedAt: actor.confirmedAt ?? 0,
    owes: actor.owes !== undefined,
  })
}

/** The accounts of the organisation that `ctx` is bound to. */
export function openAccounts(ctx: AuthCtx): Accounts {
  const forget: Accounts['forget'] = (request, response) => {
    ctx.wake(identityChannel)
    // For the door that forwarded this, when it stands in another process.
    if (request.headers['x-statex-context']) response.setHeader(forgetHeader, '1')
  }
  return {
    sessionOf: (request) => signedIn.get(request),
    claimsOf: (personId) => claimsOf(ctx, personId),
    forget,
    async endSession({ personId, sessionId }, request, response) {
      await revokeSession(ctx, personId, sessionId)
      forget(request, response)
    },
  }
}

/** A person as the organisation knows them. Only its members can sign in to its applications. */
export async function claimsOf(ctx: AuthCtx, personId: string): Promise<PersonClaims | undefined> {
  const row = await findMember(ctx.db, personId)
  if (!row) return undefined
  const { name, locale, role } = row
  return {
    name,
    locale,
    role,
    permissions: permissionsOf(role, row.permissions),
    owes: row.owes !== null,
    ...(row.address && { email: row.address, isEmailConfirmed: true }),
  }
}

import type { IncomingMessage } from 'node:http'

/** Somebody who is signed in to this installation. */
export type SignedIn = {
  personId: string
  sessionId: string
  /** When they last proved who they are, in ms since 1970. */
  confirmedAt: number
}
/** What an application may learn of a person, as the organisation knows them. */
export type PersonClaims = {
  email?: string
  isEmailConfirmed?: boolean
  name: string
  locale?: string
  role: string
  permissions: string[]
}

/** Whatever the provider needs to know of people and their sign-ins. */
export type Accounts = {
  /** Who is signed in where this request came from. */
  sessionOf(request: IncomingMessage): SignedIn | undefined
  /** Undefined for who is no member of the organisation, or may not sign in. */
  claimsOf(personId: string, tenant: string): Promise<PersonClaims | undefined>
  /** Signs out here as well, after an application has signed somebody out. */
  endSession(session: SignedIn, tenant: string): Promise<void>
}

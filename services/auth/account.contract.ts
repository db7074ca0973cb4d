import { defineRoutes, OneOf, type Static, T, Time } from '#platform/contract'
import { SignedIn } from './factors.contract.ts'
import { Kept, Organisation, Person, Session } from './kept.contract.ts'
import { Address, closed, Done, Locale, Name, Password, SessionId, Token } from './terms.contract.ts'

const Given = T.String({ minLength: 1, maxLength: 200, description: 'A password, as it is now.' })
/** The signed-in person, as the organisation of this host name sees them. */
export const Me = T.Object({
  person: Person,
  tenant: T.String(),
  role: T.String(),
  permissions: T.Array(T.String()),
  session: T.Optional(SessionId),
  confirmedAt: T.Optional(Time),
  owes: T.Optional(
    OneOf(
      ['set-up', 'confirm'],
      'The organisation demands a second factor: one is to be set up, or the one there is to be confirmed, before anything else opens.',
    ),
  ),
  organisations: T.Array(Organisation),
  isBound: T.Optional(
    T.Boolean({
      description: 'Signed in by a provider of this organisation: good for it, and not for the own account.',
    }),
  ),
})
export type Me = Static<typeof Me>
const Sent = T.Object({ sent: T.Boolean({ description: 'True whether or not there is an account for the address.' }) })

/** The own account: making it, signing in and out, the sessions it has. */
export const accountRoutes = defineRoutes({
  setUp: {
    method: 'POST',
    path: '/auth/setup',
    access: 'public',
    summary:
      'Makes the owner of a fresh installation. The token was printed when it started, and ends with its first owner.',
    body: T.Object({ token: Token, address: Address, password: Password, name: Name }, closed),
    reply: SignedIn,
    status: 201,
    errors: { invalid_token: 401, weak_password: 422 },
  },
  signUp: {
    method: 'POST',
    path: '/auth/sign-up',
    access: 'public',
    summary: 'Sends a link that makes an account for an address. The answer is the same for every address.',
    body: T.Object({ address: Address, locale: T.Optional(Locale) }, closed),
    reply: Sent,
    status: 202,
    errors: { sign_up_closed: 403 },
  },
  confirm: {
    method: 'POST',
    path: '/auth/confirm',
    access: 'public',
    summary: 'Makes the account that a link was sent for, with its address confirmed, and signs in.',
    body: T.Object({ token: Token, password: Password, name: Name }, closed),
    reply: SignedIn,
    status: 201,
    errors: { invalid_token: 401, weak_password: 422 },
  },
  forgot: {
    method: 'POST',
    path: '/auth/forgot',
    access: 'public',
    summary: 'Sends a link that sets a new password. The answer is the same for every address.',
    body: T.Object({ address: Address, locale: T.Optional(Locale) }, closed),
    reply: Sent,
    status: 202,
  },
  reset: {
    method: 'POST',
    path: '/auth/reset',
    access: 'public',
    summary: 'Sets a new password with the token of a mail, and ends every session of the account.',
    body: T.Object({ token: Token, password: Password }, closed),
    reply: Done,
    errors: { invalid_token: 401, weak_password: 422 },
  },
  signIn: {
    method: 'POST',
    path: '/auth/sign-in',
    access: 'public',
    summary:
      'Opens a session with a password and sets its cookie, or asks for a second factor. A wrong password and an unknown address are the same answer.',
    body: T.Object({ address: Address, password: Given }, closed),
    reply: SignedIn,
    errors: { wrong_credentials: 401, too_many_attempts: 429, provider_required: 403, access_ended: 403 },
  },
  signOut: {
    method: 'POST',
    path: '/auth/sign-out',
    access: 'public',
    summary: 'Ends the session of this browser and removes its cookie.',
    reply: Done,
  },
  me: {
    method: 'GET',
    path: '/auth/me',
    access: { user: 'auth.self' },
    summary: 'Who is signed in, and what they may do in this organisation.',
    reply: Me,
    errors: { not_found: 404 },
  },
  changeMe: {
    method: 'PATCH',
    path: '/auth/me',
    access: { user: 'auth.self' },
    summary: 'Changes the own name or language.',
    body: T.Object({ name: T.Optional(Name), locale: T.Optional(Locale) }, closed),
    reply: Me,
    errors: { not_found: 404 },
  },
  exportMe: {
    method: 'GET',
    path: '/auth/me/export',
    access: { user: 'auth.self' },
    stepUp: true,
    summary: 'Everything that is kept about the own account.',
    reply: Kept,
    errors: { not_found: 404 },
  },
  deleteMe: {
    method: 'POST',
    path: '/auth/me/delete',
    access: { user: 'auth.self' },
    stepUp: true,
    summary:
      'Deletes the own account, with its memberships, sessions and keys, and tells its addresses by mail. It cannot be undone.',
    body: T.Object(
      { address: T.String({ maxLength: 320, description: 'One of the own addresses, typed again.' }) },
      closed,
    ),
    reply: Done,
    errors: { not_found: 404, wrong_address: 422, last_owner: 409 },
  },
  stepUp: {
    method: 'POST',
    path: '/auth/step-up',
    access: { user: 'auth.self' },
    summary: 'Confirms the password again, which opens what cannot be undone for 10 minutes.',
    body: T.Object({ password: Given }, closed),
    reply: Done,
    errors: { not_found: 404, wrong_credentials: 401, too_many_attempts: 429 },
  },
  changePassword: {
    method: 'PUT',
    path: '/auth/password',
    access: { user: 'auth.self' },
    summary: 'Changes the own password, and ends every other session.',
    body: T.Object({ current: Given, password: Password }, closed),
    reply: Done,
    errors: { not_found: 404, wrong_credentials: 401, weak_password: 422, too_many_attempts: 429 },
  },
  listSessions: {
    method: 'GET',
    path: '/auth/sessions',
    access: { user: 'auth.self' },
    summary: 'The own sessions that are open.',
    reply: T.Object({ sessions: T.Array(Session) }),
    errors: { not_found: 404 },
  },
  revokeSession: {
    method: 'DELETE',
    path: '/auth/sessions/:sessionId',
    access: { user: 'auth.self' },
    stepUp: true,
    summary: 'Ends one of the own sessions.',
    params: T.Object({ sessionId: SessionId }),
    reply: Done,
    errors: { not_found: 404 },
  },
})

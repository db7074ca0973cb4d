import { defineRoutes, Id, OneOf, type Static, T, Time } from '#platform/contract'
import { Address, closed, Done, Locale, PersonId, Token } from './terms.contract.ts'

export const SignedIn = T.Object({
  state: OneOf(['signed-in', 'second-factor'], 'With `second-factor` no session is open yet.'),
  personId: PersonId,
  challenge: T.Optional(
    T.String({
      description:
        'With `second-factor`: goes to POST /auth/second-factor with a code of the authenticator app, within 5 minutes.',
    }),
  ),
})
const Code = T.String({
  minLength: 6,
  maxLength: 40,
  description: 'Six digits of the authenticator app, or a recovery code.',
})
const RecoveryCodes = T.Object({
  recoveryCodes: T.Array(T.String(), {
    description: 'Ten codes, each of which stands in for the authenticator app once. They are shown this once.',
  }),
})
export const Passkey = T.Object({
  id: Id('pky'),
  name: T.String(),
  host: T.String({ description: 'Host name it works at, and nowhere else (RP ID).' }),
  isSynced: T.Boolean({ description: 'Copied between devices of the person by whoever keeps it.' }),
  createdAt: Time,
  lastUsedAt: T.Optional(Time),
})
export type Passkey = Static<typeof Passkey>
/** The ways somebody has to prove who they are. */
export const Factors = T.Object({
  hasPassword: T.Boolean(),
  passkeys: T.Array(Passkey),
  totp: T.Optional(
    T.Object({
      since: Time,
      recoveryCodesLeft: T.Integer({ minimum: 0, maximum: 10 }),
    }),
  ),
})
export type Factors = Static<typeof Factors>
const tried = { too_many_attempts: 429 } as const

/** Authenticator apps, recovery codes and codes by mail. */
export const factorRoutes = defineRoutes({
  secondFactor: {
    method: 'POST',
    path: '/auth/second-factor',
    access: 'public',
    summary:
      'Finishes a sign-in that answered `second-factor`, with a code of the authenticator app or a recovery code. A challenge takes 5 wrong codes.',
    body: T.Object({ challenge: Token, code: Code }, closed),
    reply: SignedIn,
    errors: { invalid_token: 401, wrong_code: 401, ...tried },
  },
  sendCode: {
    method: 'POST',
    path: '/auth/code',
    access: 'public',
    summary:
      'Sends a mail with a code to sign in with, once and within 15 minutes. The answer is the same for every address, and a new code ends the one before.',
    body: T.Object({ address: Address, locale: T.Optional(Locale) }, closed),
    reply: T.Object({
      sent: T.Boolean({ description: 'True whether or not there is an account for the address.' }),
      codeId: Id('mco'),
    }),
    status: 202,
  },
  signInWithCode: {
    method: 'POST',
    path: '/auth/code/sign-in',
    access: 'public',
    summary: 'Signs in with the code of a mail, in the browser that asked for it. It takes 5 wrong ones.',
    body: T.Object(
      { codeId: Id('mco'), code: T.String({ minLength: 8, maxLength: 12, description: 'The eight digits.' }) },
      closed,
    ),
    reply: SignedIn,
    errors: { wrong_code: 401, provider_required: 403, access_ended: 403 },
  },
  listFactors: {
    method: 'GET',
    path: '/auth/factors',
    access: { user: 'auth.self' },
    summary: 'The own ways to sign in.',
    reply: Factors,
    errors: { not_found: 404 },
  },
  beginTotp: {
    method: 'POST',
    path: '/auth/totp',
    access: { user: 'auth.self' },
    stepUp: true,
    summary:
      'Makes a secret for an authenticator app (RFC 6238). It counts once a code of it is given, within 15 minutes.',
    reply: T.Object({
      secret: T.String({ description: 'In base 32 (RFC 4648), to type in.' }),
      uri: T.String({ description: 'As `otpauth:` URI, for a QR code.' }),
    }),
    errors: { not_found: 404, already_enrolled: 409 },
  },
  confirmTotp: {
    method: 'POST',
    path: '/auth/totp/confirm',
    access: { user: 'auth.self' },
    summary:
      'Turns the authenticator app on with its first code. From then on signing in with a password or a mail asks for one.',
    body: T.Object({ code: Code }, closed),
    reply: RecoveryCodes,
    errors: { not_found: 404, not_begun: 409, wrong_code: 401 },
  },
  removeTotp: {
    method: 'DELETE',
    path: '/auth/totp',
    access: { user: 'auth.self' },
    stepUp: true,
    summary: 'Takes the authenticator app and its recovery codes away.',
    reply: Done,
    errors: { not_found: 404 },
  },
  renewRecoveryCodes: {
    method: 'POST',
    path: '/auth/recovery-codes',
    access: { user: 'auth.self' },
    stepUp: true,
    summary: 'Makes ten new recovery codes. The earlier ones hold no longer.',
    reply: RecoveryCodes,
    errors: { not_found: 404 },
  },
  forgetFactors: {
    method: 'POST',
    path: '/auth/factors/forget',
    access: 'operator',
    summary:
      'Takes authenticator app, recovery codes and passkeys of a person away who has lost them, and ends every session of the account. Make sure first who is asking.',
    body: T.Object({ address: Address }, closed),
    reply: Done,
    errors: { not_found: 404 },
  },
  stepUpWithCode: {
    method: 'POST',
    path: '/auth/step-up/code',
    access: { user: 'auth.self' },
    summary:
      'Confirms with a code of the authenticator app who is there, which opens what cannot be undone for 10 minutes.',
    body: T.Object({ code: Code }, closed),
    reply: Done,
    errors: { not_found: 404, wrong_code: 401, ...tried },
  },
})

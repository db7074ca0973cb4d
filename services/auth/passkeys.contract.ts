import { defineRoutes, Id, OneOf, type Static, T } from '#platform/contract'
import { Passkey, SignedIn } from './factors.contract.ts'
import { closed, Done } from './terms.contract.ts'

const PasskeyId = Id('pky')
const PasskeyName = T.String({ minLength: 1, maxLength: 100, pattern: '\\S' })

const Options = T.Object({
  options: T.Unsafe<Record<string, unknown>>({
    type: 'object',
    description:
      'For the browser, as JSON of W3C Web Authentication Level 3, section 5.1. They hold for 5 minutes and once.',
  }),
})
const Bytes = (max: number) => T.String({ maxLength: max, pattern: '^[A-Za-z0-9_-]*$' })
/** What the browser answers; what else it says is kept out of sight. A credential id has 1,023 bytes at most. */
const answer = {
  id: Bytes(1_400),
  rawId: Bytes(1_400),
  type: OneOf(['public-key']),
  clientExtensionResults: T.Object({}),
}
const NewCredential = T.Object({
  ...answer,
  response: T.Object({
    clientDataJSON: Bytes(8_000),
    attestationObject: Bytes(40_000),
    transports: T.Optional(T.Array(T.String({ maxLength: 30 }), { maxItems: 10 })),
  }),
})
const Assertion = T.Object({
  ...answer,
  response: T.Object({
    clientDataJSON: Bytes(8_000),
    authenticatorData: Bytes(8_000),
    signature: Bytes(8_000),
    userHandle: T.Optional(Bytes(200)),
  }),
})
export type NewCredential = Static<typeof NewCredential>
export type Assertion = Static<typeof Assertion>

/** Passkeys (W3C Web Authentication). One that has verified its user stands for both factors. */
export const passkeyRoutes = defineRoutes({
  beginPasskeySignIn: {
    method: 'POST',
    path: '/auth/passkeys/sign-in/options',
    access: 'public',
    summary: 'What a browser needs to sign somebody in with a passkey, without asking who they are.',
    reply: Options,
    errors: { passkeys_unavailable: 409 },
  },
  signInWithPasskey: {
    method: 'POST',
    path: '/auth/passkeys/sign-in',
    access: 'public',
    summary: 'Opens a session with a passkey that has verified its user. Nothing else is asked.',
    body: T.Object({ response: Assertion }, closed),
    reply: SignedIn,
    errors: { invalid_passkey: 401, passkeys_unavailable: 409, provider_required: 403, access_ended: 403 },
  },
  beginPasskey: {
    method: 'POST',
    path: '/auth/passkeys/options',
    access: { user: 'auth.self' },
    stepUp: true,
    summary: 'What a browser needs to make a passkey for the own account.',
    reply: Options,
    errors: { not_found: 404, passkeys_unavailable: 409, too_many_passkeys: 409 },
  },
  addPasskey: {
    method: 'POST',
    path: '/auth/passkeys',
    access: { user: 'auth.self' },
    summary: 'Keeps a passkey that the browser has just made.',
    body: T.Object({ name: PasskeyName, response: NewCredential }, closed),
    reply: Passkey,
    status: 201,
    errors: { not_found: 404, invalid_passkey: 401, passkeys_unavailable: 409 },
  },
  renamePasskey: {
    method: 'PATCH',
    path: '/auth/passkeys/:passkeyId',
    access: { user: 'auth.self' },
    summary: 'Gives one of the own passkeys another name.',
    params: T.Object({ passkeyId: PasskeyId }),
    body: T.Object({ name: PasskeyName }, closed),
    reply: Passkey,
    errors: { not_found: 404 },
  },
  removePasskey: {
    method: 'DELETE',
    path: '/auth/passkeys/:passkeyId',
    access: { user: 'auth.self' },
    stepUp: true,
    summary: 'Takes one of the own passkeys away.',
    params: T.Object({ passkeyId: PasskeyId }),
    reply: Done,
    errors: { not_found: 404 },
  },
  beginPasskeyStepUp: {
    method: 'POST',
    path: '/auth/step-up/passkey/options',
    access: { user: 'auth.self' },
    summary: 'What a browser needs to confirm with a passkey who is there.',
    reply: Options,
    errors: { not_found: 404, passkeys_unavailable: 409 },
  },
  stepUpWithPasskey: {
    method: 'POST',
    path: '/auth/step-up/passkey',
    access: { user: 'auth.self' },
    summary: 'Confirms with a passkey who is there, which opens what cannot be undone for 10 minutes.',
    body: T.Object({ response: Assertion }, closed),
    reply: Done,
    errors: { not_found: 404, invalid_passkey: 401, passkeys_unavailable: 409 },
  },
})

import { defineRoutes, OneOf, T, Time } from '#platform/contract'
import { Address, Done, Locale, PersonId } from './terms.contract.ts'

const TenantId = T.String({ pattern: '^ten_[0-9a-z_]{1,60}$', description: 'Identifier of an organisation.' })
/** Whom a credential stands for; see `#platform/identity`. */
export const Resolved = T.Object({
  id: T.String(),
  actor: T.Object({
    kind: OneOf(['member']),
    id: T.String(),
    role: T.String(),
    permissions: T.Array(T.String()),
    via: OneOf(['session', 'key', 'token']),
    credential: T.Optional(T.String()),
    confirmedAt: T.Optional(T.Integer()),
    isBound: T.Optional(T.Boolean()),
    owes: T.Optional(OneOf(['set-up', 'confirm'])),
  }),
  expiresAt: T.Optional(T.Integer()),
  addresses: T.Optional(T.Array(T.String())),
  ratePerMinute: T.Optional(T.Integer()),
  jkt: T.Optional(T.String({ description: 'Thumbprint of the key that the token is bound to (RFC 9449).' })),
})

/** What other services ask: whom a credential stands for, and who owns, sits in and leaves an organisation. */
export const doorRoutes = defineRoutes({
  resolve: {
    method: 'POST',
    path: '/auth/resolve',
    access: 'service',
    summary: 'Whom a session, key or token stands for in this organisation.',
    body: T.Object({ kind: OneOf(['session', 'key', 'token']), text: T.String({ maxLength: 8_000 }) }),
    reply: T.Object({
      found: T.Optional(Resolved),
      ended: T.Optional(OneOf(['signed-out', 'too-old', 'unused'], 'Why a session holds no longer.')),
    }),
  },
  tenantOfKey: {
    method: 'POST',
    path: '/auth/tenant-of-key',
    access: 'service',
    summary:
      'The organisation of an API key, whether the key holds or not: where a host leads to no organisation of its own, the key does. Absent when nobody made it.',
    body: T.Object({ text: T.String({ maxLength: 100 }) }),
    reply: T.Object({ tenant: T.Optional(T.String()) }),
  },
  touch: {
    method: 'POST',
    path: '/auth/touch',
    access: 'service',
    summary: 'Notes when sessions and keys were last used.',
    body: T.Object({ uses: T.Array(T.Object({ id: T.String(), at: Time }), { maxItems: 1_000 }) }),
    reply: Done,
  },
  takeDpopProof: {
    method: 'POST',
    path: '/auth/dpop-proofs',
    access: 'service',
    summary: 'Takes a proof of possession (RFC 9449), each once.',
    body: T.Object({ jkt: T.String({ maxLength: 100 }), jti: T.String({ maxLength: 500 }) }),
    reply: T.Object({ isNew: T.Boolean() }),
  },
  enrolOwner: {
    method: 'POST',
    path: '/auth/enrol-owner',
    access: 'service',
    summary:
      'Makes somebody owner of an organisation: a person who has an account at once, anybody else by an invitation.',
    body: T.Object({
      tenantId: TenantId,
      personId: T.Optional(PersonId),
      address: T.Optional(Address),
      locale: T.Optional(Locale),
    }),
    reply: T.Object({
      state: OneOf(['enrolled', 'invited']),
      personId: T.Optional(T.String()),
      invitationId: T.Optional(T.String()),
    }),
    errors: { not_found: 404, invalid_owner: 422 },
  },
  seats: {
    method: 'GET',
    path: '/auth/seats',
    access: 'service',
    summary: 'How many people the organisation of the caller has, open invitations included.',
    reply: T.Object({ used: T.Integer({ minimum: 0 }) }),
  },
  forgetMembers: {
    method: 'POST',
    path: '/auth/forget-members',
    access: 'service',
    summary: 'Erases the accounts of those who belong to the organisation of the caller and to no other.',
    reply: T.Object({ people: T.Integer({ minimum: 0 }) }),
  },
  addressesOf: {
    method: 'POST',
    path: '/auth/addresses-of',
    access: 'service',
    summary: 'The confirmed addresses of a person.',
    body: T.Object({ personId: T.String() }),
    reply: T.Object({ addresses: T.Array(T.String()) }),
  },
  addressee: {
    method: 'POST',
    path: '/auth/addressee',
    access: 'service',
    summary:
      'To whom a mail about an account goes: asked when it is sent, so that neither its task nor its record holds an address. Absent when nobody waits for it any more.',
    body: T.Object({ subjectId: T.String({ description: 'A link, a code, an invitation or a farewell.' }) }),
    reply: T.Object({ address: T.Optional(T.String()) }),
  },
})

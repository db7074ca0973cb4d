import { defineRoutes, Id, type Static, T, Time } from '#platform/contract'
import { closed, Done, Permission } from './terms.contract.ts'

const KeyId = Id('key')
export const Key = T.Object({
  id: KeyId,
  name: T.String(),
  prefix: T.String({ description: 'How the key begins, to recognise it by.' }),
  scopes: T.Array(T.String()),
  personId: T.Optional(
    T.String({ description: 'Whose key it is: it can never do more than they. Absent for a service account.' }),
  ),
  addresses: T.Array(T.String()),
  ratePerMinute: T.Optional(T.Integer()),
  createdAt: Time,
  expiresAt: T.Optional(Time),
  lastUsedAt: T.Optional(Time),
  revokedAt: T.Optional(Time),
})
export type Key = Static<typeof Key>

/** API keys. */
export const keyRoutes = defineRoutes({
  listKeys: {
    method: 'GET',
    path: '/auth/keys',
    access: { user: 'auth.read-keys' },
    summary: 'The API keys of the organisation, without their secrets.',
    reply: T.Object({ keys: T.Array(Key) }),
  },
  createKey: {
    method: 'POST',
    path: '/auth/keys',
    access: { user: 'auth.manage-keys' },
    stepUp: true,
    summary: 'Makes an API key. Its secret is shown this once.',
    body: T.Object(
      {
        name: T.String({ minLength: 1, maxLength: 100 }),
        scopes: T.Array(Permission, { minItems: 1, maxItems: 200 }),
        isServiceAccount: T.Optional(
          T.Boolean({
            default: false,
            description: 'Belongs to the organisation and outlives the person who made it.',
          }),
        ),
        expiresAt: T.Optional(Time),
        addresses: T.Optional(
          T.Array(T.String({ maxLength: 50 }), {
            maxItems: 50,
            description: 'Networks it may be used from, in CIDR notation.',
          }),
        ),
        ratePerMinute: T.Optional(T.Integer({ minimum: 1, maximum: 1_000_000 })),
      },
      closed,
    ),
    reply: T.Object({ key: Key, secret: T.String({ description: 'Send it as `Authorization: Bearer …`.' }) }),
    status: 201,
    errors: { unknown_permission: 422, more_than_yours: 403, invalid_network: 422 },
  },
  revokeKey: {
    method: 'DELETE',
    path: '/auth/keys/:keyId',
    access: { user: 'auth.manage-keys' },
    summary: 'Revokes an API key. Its next call is refused.',
    params: T.Object({ keyId: KeyId }),
    reply: Done,
    errors: { not_found: 404 },
  },
})

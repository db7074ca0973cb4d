import { defineRoutes, Id, OneOf, type Static, T, Time } from '#platform/contract'
import { closed, Done, Permission } from './terms.contract.ts'

const ClientId = Id('cli')
const Uri = T.String({ minLength: 1, maxLength: 2_000 })
const ClientKind = OneOf(
  ['web', 'browser', 'native', 'service', 'device'],
  'What it is, which decides what it can keep secret and how people reach it: `web` runs on a server and has a secret, `browser` and `native` have none, `service` acts for no person, `device` has no keyboard.',
)
const Algorithm = OneOf(
  ['ES256', 'RS256', 'EdDSA'],
  'Signature of its ID tokens: ES256 unless said otherwise, EdDSA is Ed25519 (RFC 8037), RS256 is for libraries that know no other.',
)
/** An application that people sign in to with their account here, or that calls the API itself: an OAuth 2.0 client. */
export const OauthClient = T.Object({
  id: ClientId,
  name: T.String(),
  kind: ClientKind,
  redirectUris: T.Array(T.String()),
  postLogoutRedirectUris: T.Array(T.String()),
  backchannelLogoutUri: T.Optional(T.String()),
  scopes: T.Array(T.String()),
  audiences: T.Array(T.String()),
  idTokenAlgorithm: Algorithm,
  asksConsent: T.Boolean(),
  createdBy: T.String(),
  createdAt: Time,
  secretMadeAt: T.Optional(Time),
})
export type OauthClient = Static<typeof OauthClient>
const ClientSecret = T.String({ description: 'Shown this once; only its hash is kept.' })
const SigningKeys = T.Object({
  keys: T.Array(
    T.Object({
      id: T.String({ description: '`kid` of the JWKS.' }),
      algorithm: Algorithm,
      createdAt: Time,
      retiredAt: T.Optional(Time),
      publishedUntil: T.Optional(Time),
    }),
  ),
})
const OpenIdPath = T.Object({ '*': T.String({ maxLength: 500 }) })

/** The OpenID provider and the applications registered with it. */
export const openIdRoutes = defineRoutes({
  listClients: {
    method: 'GET',
    path: '/auth/clients',
    access: { user: 'auth.read-clients' },
    summary: 'The applications registered with the organisation.',
    reply: T.Object({ clients: T.Array(OauthClient) }),
  },
  createClient: {
    method: 'POST',
    path: '/auth/clients',
    access: { user: 'auth.manage-clients' },
    stepUp: true,
    summary:
      'Registers an application with the OpenID provider at `/oidc`. A secret, if its kind has one, is shown this once.',
    body: T.Object(
      {
        name: T.String({
          minLength: 1,
          maxLength: 100,
          description: 'What people read when they are asked for consent.',
        }),
        kind: ClientKind,
        redirectUris: T.Optional(
          T.Array(Uri, {
            maxItems: 20,
            description: 'Compared exactly: https, http on this machine, or a scheme of a native application.',
          }),
        ),
        postLogoutRedirectUris: T.Optional(T.Array(Uri, { maxItems: 20 })),
        backchannelLogoutUri: T.Optional(Uri),
        scopes: T.Optional(
          T.Array(Permission, {
            maxItems: 200,
            description: 'Permissions at our API that it may ask for. A person must have them too.',
          }),
        ),
        audiences: T.Optional(
          T.Array(Uri, { maxItems: 20, description: 'Other APIs that it may ask JWT access tokens for.' }),
        ),
        idTokenAlgorithm: T.Optional(Algorithm),
        asksConsent: T.Optional(
          T.Boolean({
            default: true,
            description: 'False for an application of the organisation itself: nobody is asked for consent.',
          }),
        ),
      },
      closed,
    ),
    reply: T.Object({ client: OauthClient, secret: T.Optional(ClientSecret) }),
    status: 201,
    errors: { unknown_permission: 422, more_than_yours: 403, invalid_address: 422 },
  },
  renewClientSecret: {
    method: 'POST',
    path: '/auth/clients/:clientId/secret',
    access: { user: 'auth.manage-clients' },
    stepUp: true,
    summary: 'Gives an application another secret. The old one ends at once; tokens stay.',
    params: T.Object({ clientId: ClientId }),
    reply: T.Object({ client: OauthClient, secret: ClientSecret }),
    errors: { not_found: 404 },
  },
  deleteClient: {
    method: 'DELETE',
    path: '/auth/clients/:clientId',
    access: { user: 'auth.manage-clients' },
    summary: 'Removes an application with every token and consent it has.',
    params: T.Object({ clientId: ClientId }),
    reply: Done,
    errors: { not_found: 404 },
  },
  listSigningKeys: {
    method: 'GET',
    path: '/auth/signing-keys',
    access: { user: 'auth.read-clients' },
    summary: 'The keys that sign ID tokens, as the JWKS publishes them.',
    reply: SigningKeys,
  },
  rotateSigningKeys: {
    method: 'POST',
    path: '/auth/signing-keys/rotate',
    access: { user: 'auth.manage-clients' },
    summary: 'Makes new signing keys. The old ones stay published for 14 days, for what they have signed.',
    body: T.Object(
      {
        isLeaked: T.Optional(
          T.Boolean({
            default: false,
            description: 'Withdraws the old keys at once: what they signed is believed no longer.',
          }),
        ),
      },
      closed,
    ),
    reply: SigningKeys,
  },
  rewrapSecrets: {
    method: 'POST',
    path: '/auth/secrets/rewrap',
    access: 'operator',
    summary:
      'Wraps every stored secret of every organisation with the first of the sealing keys, so that the others may go.',
    reply: T.Object({
      rewrapped: T.Integer({ description: 'Secrets that were under another key.' }),
      left: T.Integer({
        description: 'Secrets that could not be opened, because their key is not there. 0: the old keys may go.',
      }),
    }),
  },
  openIdMetadata: {
    method: 'GET',
    path: '/.well-known/oauth-authorization-server/oidc',
    at: 'root',
    access: 'public',
    summary: 'What the OpenID provider offers, where RFC 8414 looks for it.',
    reply: 'stream',
  },
  openIdGet: {
    method: 'GET',
    path: '/oidc/*',
    at: 'root',
    access: 'public',
    summary:
      'The OpenID provider of the organisation: `/oidc/.well-known/openid-configuration` says where everything is.',
    params: OpenIdPath,
    reply: 'stream',
    errors: { not_found: 404 },
  },
  openIdPost: {
    method: 'POST',
    path: '/oidc/*',
    at: 'root',
    access: 'public',
    summary: 'The OpenID provider: tokens, introspection, revocation, pushed requests, devices.',
    params: OpenIdPath,
    reply: 'stream',
    errors: { not_found: 404 },
  },
})

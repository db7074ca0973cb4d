import { defineRoutes, Id, type Static, T, Time } from '#platform/contract'
import { closed, Done, Role } from './terms.contract.ts'

const ProviderId = Id('idp')
const ProviderName = T.String({ minLength: 1, maxLength: 60, description: 'What the button on the sign-in page says.' })
const Secret = T.String({
  minLength: 1,
  maxLength: 500,
  description: 'Client secret that the provider gave. Kept sealed.',
})
const Domains = T.Array(T.String({ maxLength: 253, pattern: '^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9-]+$' }), {
  minItems: 1,
  maxItems: 100,
  description: 'Domains of e-mail addresses that the provider speaks for, in lower case.',
})
const RoleOfNew = T.Unsafe<string | null>({
  anyOf: [Role, { type: 'null' }],
  description: 'Role of people who come new; null lets nobody come new.',
})
const IsRequired = T.Boolean({
  description: 'Whether people of these domains sign in here by this provider alone. Owners keep their other ways in.',
})
/** Another OpenID provider that the people of an organisation sign in with. */
export const SignInProvider = T.Object({
  id: ProviderId,
  name: T.String(),
  issuer: T.String(),
  clientId: T.String(),
  domains: T.Array(T.String()),
  role: T.Unsafe<string | null>({ type: ['string', 'null'] }),
  isRequired: T.Boolean(),
  redirectUri: T.String({ description: 'Register this address with the provider.' }),
  registeredAs: T.String({
    description: 'Role of whoever set it up last. Nobody signs in by the provider who may do more.',
  }),
  people: T.Integer({ description: 'How many have signed in by it.' }),
  createdAt: Time,
  changedAt: Time,
})
export type SignInProvider = Static<typeof SignInProvider>

const browserCookie = 'statex-provider'
const Back = T.String({ maxLength: 2_000, description: 'Path of ours to go to afterwards.' })
const Returned = T.String({ maxLength: 8_000 })

/** Sign-in by another OpenID provider (OpenID Connect Core 1.0, code flow with PKCE). */
export const providerRoutes = defineRoutes({
  listSignInProviders: {
    method: 'GET',
    path: '/auth/sign-in-providers',
    access: 'public',
    summary: 'The buttons that the sign-in page of this organisation has.',
    reply: T.Object({ providers: T.Array(T.Object({ id: ProviderId, name: T.String() })) }),
  },
  startProvider: {
    method: 'GET',
    path: '/auth/providers/:providerId/start',
    access: 'public',
    summary: 'Sends the browser to a provider. What goes wrong leads back to `/sign-in?problem=…`.',
    params: T.Object({ providerId: ProviderId }),
    query: T.Object({
      return: T.Optional(Back),
      again: T.Optional(T.Boolean({ description: 'Has the provider ask again who it is, even if it knows.' })),
    }),
    reply: 'stream',
    status: 303,
  },
  connectProvider: {
    method: 'POST',
    path: '/auth/providers/:providerId/connect',
    access: { user: 'auth.self' },
    stepUp: true,
    summary: 'Begins to connect a provider to the own account, so that one may sign in by it: go to the address.',
    params: T.Object({ providerId: ProviderId }),
    body: T.Object({ return: T.Optional(Back) }, closed),
    reply: T.Object({ url: T.String() }),
    errors: { not_found: 404, provider_failed: 422 },
  },
  returnFromProvider: {
    method: 'GET',
    path: '/auth/provider-return',
    access: 'public',
    cookie: browserCookie,
    summary: 'Where a provider sends the browser back to. Opens a session that counts at this organisation only.',
    query: T.Object({
      state: T.Optional(Returned),
      code: T.Optional(Returned),
      iss: T.Optional(Returned),
      error: T.Optional(Returned),
      error_description: T.Optional(Returned),
    }),
    reply: 'stream',
    status: 303,
  },
  listProviders: {
    method: 'GET',
    path: '/auth/providers',
    access: { user: 'auth.manage-providers' },
    summary: 'The sign-in providers of the organisation, without their secrets.',
    reply: T.Object({
      redirectUri: T.String({ description: 'Register this address with a provider before it is entered here.' }),
      providers: T.Array(SignInProvider),
    }),
  },
  createProvider: {
    method: 'POST',
    path: '/auth/providers',
    access: { user: 'auth.manage-providers' },
    stepUp: true,
    summary: 'Registers a sign-in provider. Its metadata is read, so that a mistake shows at once.',
    body: T.Object(
      {
        name: ProviderName,
        issuer: T.String({ minLength: 8, maxLength: 500, description: 'Issuer, as the provider writes it itself.' }),
        clientId: T.String({ minLength: 1, maxLength: 500 }),
        clientSecret: Secret,
        domains: Domains,
        role: RoleOfNew,
        isRequired: T.Optional(IsRequired),
      },
      closed,
    ),
    reply: SignInProvider,
    status: 201,
    errors: { unknown_role: 422, more_than_yours: 403, invalid_address: 422, provider_failed: 422 },
  },
  changeProvider: {
    method: 'PATCH',
    path: '/auth/providers/:providerId',
    access: { user: 'auth.manage-providers' },
    stepUp: true,
    summary: 'Changes a sign-in provider. Another issuer is another provider: whom it means would no longer be known.',
    params: T.Object({ providerId: ProviderId }),
    body: T.Object(
      {
        name: T.Optional(ProviderName),
        clientId: T.Optional(T.String({ minLength: 1, maxLength: 500 })),
        clientSecret: T.Optional(Secret),
        domains: T.Optional(Domains),
        role: T.Optional(RoleOfNew),
        isRequired: T.Optional(IsRequired),
      },
      closed,
    ),
    reply: SignInProvider,
    errors: { not_found: 404, unknown_role: 422, more_than_yours: 403 },
  },
  deleteProvider: {
    method: 'DELETE',
    path: '/auth/providers/:providerId',
    access: { user: 'auth.manage-providers' },
    summary: 'Removes a sign-in provider, and ends every session that it opened. Members stay members.',
    params: T.Object({ providerId: ProviderId }),
    reply: Done,
    errors: { not_found: 404, more_than_yours: 403 },
  },
})

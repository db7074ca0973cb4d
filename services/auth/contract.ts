import { defineContract, Id, OneOf, type Static, T, Time } from '#platform/contract'

/** The roles every organisation has; it may add its own, made of permissions. */
export const standardRoles = ['owner', 'admin', 'member', 'client', 'auditor'] as const

export const PersonId = Id('per')
const SessionId = Id('ses')
const KeyId = Id('key')
const InvitationId = Id('inv')
const TenantId = T.String({ pattern: '^ten_[0-9a-z_]{1,60}$', description: 'Identifier of an organisation.' })

const Address = T.String({
  minLength: 3,
  maxLength: 320,
  pattern: '^[^\\s@]+@[^\\s@]+$',
  description: 'E-mail address. Compared in lower case.',
})
const Password = T.String({
  minLength: 10,
  maxLength: 200,
  description: 'At least 10 characters; any character counts, and no kind of them is demanded (NIST SP 800-63B).',
})
const Given = T.String({ minLength: 1, maxLength: 200, description: 'A password, as it is now.' })
const Token = T.String({ minLength: 1, maxLength: 200, description: 'The secret of the link in the mail.' })
const Locale = T.String({ pattern: '^[a-z]{2}$', description: 'ISO 639-1.' })
const Name = T.String({ maxLength: 200 })
const Role = T.String({
  pattern: '^[a-z][a-z0-9-]{1,39}$',
  description: 'Name of a role: a standard one or one of the organisation.',
})
const Permission = T.String({
  pattern: '^[a-z]+\\.[a-z-]+$',
  description: '`<service>.<verb>`, as the contracts declare it.',
})

export const Person = T.Object({
  id: PersonId,
  name: Name,
  locale: Locale,
  addresses: T.Array(T.Object({ address: T.String(), isConfirmed: T.Boolean() })),
  createdAt: Time,
})
/** The signed-in person, as the organisation of this host name sees them. */
export const Me = T.Object({
  person: Person,
  tenant: T.String(),
  role: T.String(),
  permissions: T.Array(T.String()),
  session: T.Optional(SessionId),
  confirmedAt: T.Optional(Time),
  organisations: T.Array(T.Object({ tenant: T.String(), role: T.String() })),
})
export type Me = Static<typeof Me>

export const Session = T.Object({
  id: SessionId,
  isCurrent: T.Boolean(),
  createdAt: Time,
  seenAt: Time,
  expiresAt: Time,
  address: T.String({ description: 'Network address it was opened from.' }),
  agent: T.String({ description: 'Browser or program, as it named itself.' }),
})
export const Member = T.Object({
  personId: PersonId,
  name: Name,
  address: T.Optional(T.String()),
  role: T.String(),
  since: Time,
})
export const Invitation = T.Object({
  id: InvitationId,
  address: T.String(),
  role: T.String(),
  createdAt: Time,
  expiresAt: Time,
})
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
const ClientId = Id('cli')
const Uri = T.String({ minLength: 1, maxLength: 2_000 })
const ClientKind = OneOf(
  ['web', 'browser', 'native', 'service', 'device'],
  'What it is, which decides what it can keep secret and how people reach it: `web` runs on a server and has a secret, `browser` and `native` have none, `service` acts for no person, `device` has no keyboard.',
)
const Algorithm = OneOf(['ES256', 'RS256'], 'Signature of its ID tokens. RS256 is for libraries that know no other.')
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
const RoleOf = T.Object({
  name: T.String(),
  permissions: T.Array(T.String()),
  isStandard: T.Boolean(),
})

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
  }),
  expiresAt: T.Optional(T.Integer()),
  addresses: T.Optional(T.Array(T.String())),
  ratePerMinute: T.Optional(T.Integer()),
})

const SignedIn = T.Object({
  state: OneOf(['signed-in', 'second-factor'], 'With `second-factor` no session is open yet.'),
  personId: PersonId,
})
const Sent = T.Object({ sent: T.Boolean({ description: 'True whether or not there is an account for the address.' }) })
const Done = T.Object({ done: T.Boolean() })
const closed = { additionalProperties: false }
const Facts = T.Object({
  subject: T.String({ description: 'The person, key or application it is about.' }),
  by: T.String({ description: 'Who did it: a person, a key, `operator`, or a service.' }),
  detail: T.Optional(T.String()),
})
const fact = <const N extends string>(type: N, summary: string) =>
  ({ type, subject: 'subject', data: Facts, summary }) as const

export const auth = defineContract({
  name: 'auth',
  summary: 'Who is asking: people, organisations, roles, sessions and keys.',
  port: 8001,
  routes: {
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
        'Opens a session with a password and sets its cookie. A wrong password and an unknown address are the same answer.',
      body: T.Object({ address: Address, password: Given }, closed),
      reply: SignedIn,
      errors: { wrong_credentials: 401 },
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
      reply: T.Object({
        person: Person,
        organisations: T.Array(T.Object({ tenant: T.String(), role: T.String() })),
        sessions: T.Array(Session),
        hasPassword: T.Boolean(),
      }),
      errors: { not_found: 404 },
    },
    deleteMe: {
      method: 'POST',
      path: '/auth/me/delete',
      access: { user: 'auth.self' },
      stepUp: true,
      summary: 'Deletes the own account, with its memberships, sessions and keys. It cannot be undone.',
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
      errors: { not_found: 404, wrong_credentials: 401 },
    },
    changePassword: {
      method: 'PUT',
      path: '/auth/password',
      access: { user: 'auth.self' },
      summary: 'Changes the own password, and ends every other session.',
      body: T.Object({ current: Given, password: Password }, closed),
      reply: Done,
      errors: { not_found: 404, wrong_credentials: 401, weak_password: 422 },
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
      summary: 'Ends one of the own sessions.',
      params: T.Object({ sessionId: SessionId }),
      reply: Done,
      errors: { not_found: 404 },
    },
    listMembers: {
      method: 'GET',
      path: '/auth/members',
      access: { user: 'auth.read-members' },
      summary: 'The people of the organisation.',
      reply: T.Object({ members: T.Array(Member) }),
    },
    changeMember: {
      method: 'PATCH',
      path: '/auth/members/:personId',
      access: { user: 'auth.manage-members' },
      summary: 'Gives a person of the organisation another role.',
      params: T.Object({ personId: PersonId }),
      body: T.Object({ role: Role }, closed),
      reply: Done,
      errors: { not_found: 404, unknown_role: 422, last_owner: 409, more_than_yours: 403 },
    },
    removeMember: {
      method: 'DELETE',
      path: '/auth/members/:personId',
      access: { user: 'auth.manage-members' },
      summary: 'Takes a person out of the organisation. Their account stays theirs.',
      params: T.Object({ personId: PersonId }),
      reply: Done,
      errors: { not_found: 404, last_owner: 409, more_than_yours: 403 },
    },
    listInvitations: {
      method: 'GET',
      path: '/auth/invitations',
      access: { user: 'auth.read-members' },
      summary: 'Invitations that are open.',
      reply: T.Object({ invitations: T.Array(Invitation) }),
    },
    invite: {
      method: 'POST',
      path: '/auth/invitations',
      access: { user: 'auth.manage-members' },
      summary: 'Invites somebody by mail. An earlier invitation of the same address is replaced.',
      body: T.Object({ address: Address, role: Role, locale: T.Optional(Locale) }, closed),
      reply: Invitation,
      status: 201,
      errors: { unknown_role: 422, more_than_yours: 403, quota_exceeded: 429, already_member: 409 },
    },
    withdraw: {
      method: 'DELETE',
      path: '/auth/invitations/:invitationId',
      access: { user: 'auth.manage-members' },
      summary: 'Takes an invitation back.',
      params: T.Object({ invitationId: InvitationId }),
      reply: Done,
      errors: { not_found: 404 },
    },
    readInvitation: {
      method: 'POST',
      path: '/auth/invitations/read',
      access: 'public',
      summary: 'What an invitation offers, for the page that its link opens.',
      body: T.Object({ token: Token }, closed),
      reply: T.Object({ address: T.String(), role: T.String(), hasAccount: T.Boolean() }),
      errors: { invalid_token: 401 },
    },
    accept: {
      method: 'POST',
      path: '/auth/invitations/accept',
      access: 'public',
      summary:
        'Accepts an invitation. Who has no account yet chooses a password and is signed in; others sign in as always.',
      body: T.Object({ token: Token, password: T.Optional(Password), name: T.Optional(Name) }, closed),
      reply: T.Object({ state: OneOf(['signed-in', 'sign-in-next']), personId: PersonId }),
      status: 201,
      errors: { invalid_token: 401, password_needed: 422, weak_password: 422 },
    },
    listRoles: {
      method: 'GET',
      path: '/auth/roles',
      access: { user: 'auth.read-members' },
      summary: 'The roles of the organisation with what each may do, and what every permission means.',
      reply: T.Object({
        roles: T.Array(RoleOf),
        permissions: T.Array(T.Object({ name: T.String(), says: T.String() })),
      }),
    },
    setRole: {
      method: 'PUT',
      path: '/auth/roles/:roleName',
      access: { user: 'auth.manage-roles' },
      summary: 'Makes or changes a role of the organisation’s own.',
      params: T.Object({ roleName: Role }),
      body: T.Object({ permissions: T.Array(Permission, { maxItems: 200 }) }, closed),
      reply: RoleOf,
      errors: { standard_role: 409, unknown_permission: 422, more_than_yours: 403 },
    },
    removeRole: {
      method: 'DELETE',
      path: '/auth/roles/:roleName',
      access: { user: 'auth.manage-roles' },
      summary: 'Removes a role that nobody has.',
      params: T.Object({ roleName: Role }),
      reply: Done,
      errors: { not_found: 404, standard_role: 409, role_in_use: 409 },
    },
    why: {
      method: 'GET',
      path: '/auth/why',
      access: { user: 'auth.read-members' },
      summary: 'Why a person or key was, or would be, refused something: the rule that decides, and who may change it.',
      query: T.Object({ who: T.String({ maxLength: 60, description: 'A person or a key.' }), permission: Permission }),
      reply: T.Object({
        isAllowed: T.Boolean(),
        rule: OneOf([
          'granted',
          'not-a-member',
          'role-lacks-it',
          'scope-lacks-it',
          'revoked',
          'expired',
          'unknown-permission',
          'account-closed',
        ]),
        why: T.String(),
        role: T.Optional(T.String()),
        rolesThatMay: T.Array(T.String()),
      }),
      errors: { not_found: 404 },
    },
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
    resolve: {
      method: 'POST',
      path: '/auth/resolve',
      access: 'service',
      summary: 'Whom a session, key or token stands for in this organisation.',
      body: T.Object({ kind: OneOf(['session', 'key', 'token']), text: T.String({ maxLength: 8_000 }) }),
      reply: T.Object({ found: T.Optional(Resolved) }),
    },
    touch: {
      method: 'POST',
      path: '/auth/touch',
      access: 'service',
      summary: 'Notes when sessions and keys were last used.',
      body: T.Object({ uses: T.Array(T.Object({ id: T.String(), at: Time }), { maxItems: 1_000 }) }),
      reply: Done,
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
  },
  events: {
    registered: fact('user.registered.v1', 'Somebody made an account.'),
    updated: fact('user.updated.v1', 'Somebody changed their account.'),
    deleted: fact('user.deleted.v1', 'Somebody deleted their account.'),
    signedIn: fact('auth.signed-in.v1', 'A session was opened.'),
    signInFailed: fact('auth.sign-in-failed.v1', 'Somebody gave a wrong password for an account.'),
    signedOut: fact('auth.signed-out.v1', 'A session was ended.'),
    confirmed: fact('auth.confirmed.v1', 'Somebody confirmed again who they are.'),
    passwordChanged: fact('auth.password-changed.v1', 'A password was changed or set anew.'),
    invited: fact('auth.invited.v1', 'Somebody was invited into the organisation.'),
    joined: fact('auth.joined.v1', 'Somebody became a member of the organisation.'),
    roleChanged: fact('auth.role-changed.v1', 'A member or a role of the organisation may do something else now.'),
    removed: fact('auth.removed.v1', 'Somebody is no longer a member of the organisation.'),
    keyCreated: fact('auth.key-created.v1', 'An API key was made.'),
    keyRevoked: fact('auth.key-revoked.v1', 'An API key was revoked.'),
    clientCreated: fact('auth.client-created.v1', 'An application was registered.'),
    clientSecretRenewed: fact('auth.client-secret-renewed.v1', 'An application was given another secret.'),
    clientDeleted: fact('auth.client-deleted.v1', 'An application was removed, with its tokens.'),
    signingKeysRotated: fact('auth.signing-keys-rotated.v1', 'New keys sign ID tokens.'),
    tokenReused: fact(
      'auth.token-reused.v1',
      'A code or refresh token came a second time, and everything that came from it was revoked.',
    ),
  },
  tasks: {},
})

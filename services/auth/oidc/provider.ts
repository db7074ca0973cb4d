import type { Client, Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Accounts } from './accounts.ts'
import { adapterFor, type Memory } from './adapter.ts'
import { hashSecret, isSecret } from './clients.ts'
import { apiAudience, apiResource, issuerOf, mountPath } from './issuer.ts'
import { algorithms, openKeys } from './keys.ts'
import * as pages from './pages.ts'
import type { KeyRow } from './store.ts'

/** What one issuer is made of. */
export type IssuerParts = {
  memory: Memory
  origin: string
  keys: KeyRow[]
  cookieKey: string
  accounts: Accounts
  /** Every permission there is: what an application may be allowed at our API. */
  permissions: readonly string[]
  /** Hears of a code or refresh token that came a second time. */
  onReuse(clientId: string, what: string): void
  /** Notices of signing out may go to addresses of this machine and network. */
  mayReachPrivate: boolean
  /** How long a sign-in holds that nobody uses, in s. */
  idleS: number
}

const minute = 60
const hour = 60 * minute
const day = 24 * hour
/** The scopes about a person, beside the permissions at our API. */
export const personScopes = ['openid', 'profile', 'email', 'offline_access'] as const

type Registered = Client & { statex_scopes: string[]; statex_audiences: string[]; statex_asks_consent: boolean }
export const registered = (client: Client): Registered => client as unknown as Registered

/** The engine for one issuer. It is loaded with the first request: an installation nobody signs in to other applications through never pays for it. */
export async function openProvider(parts: IssuerParts): Promise<Provider> {
  const engine = await import('oidc-provider')
  const { memory, origin } = parts
  const policy = engine.interactionPolicy.base()
  // Who is no longer signed in here, or is somebody else by now, has no sign-in that applications could be given.
  policy.get('login')!.checks.add(
    new engine.interactionPolicy.Check('signed_out', 'the person is not signed in', 'login_required', (ctx) => {
      const { accountId } = ctx.oidc.session!
      const here = parts.accounts.sessionOf(ctx.req)
      return accountId !== undefined && (here?.personId !== accountId || here.owes)
    }),
  )
  const provider = new engine.Provider(issuerOf(origin), {
    ...protocol,
    adapter: adapterFor(memory, engine.errors),
    jwks: { keys: openKeys(memory, parts.keys) },
    cookies: {
      names: cookieNames(origin.startsWith('https:')),
      keys: [parts.cookieKey],
      long: { signed: true, httpOnly: true, sameSite: 'lax', path: mountPath },
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    interactions: { policy, url: (_ctx, interaction) => `${mountPath}/interaction/${interaction.uid}` },
    findAccount: (_ctx, id) => findAccount(parts, id),
    loadExistingGrant: loadGrant,
    features: featuresOf(parts, engine.errors),
    ttl: lifetimes(parts),
    fetch: (url, options) => {
      // The engine's own dispatcher refuses connections to private addresses, after the name was resolved.
      if (parts.mayReachPrivate) delete (options as { dispatcher?: unknown }).dispatcher
      return fetch(url, { ...options, redirect: 'error' })
    },
  } as Configuration)
  // Secrets are kept as hashes. No algorithm in use needs the secret itself: HMAC ones are off.
  provider.Client.prototype.compareClientSecret = function (sent: string) {
    return isSecret((this as { clientSecret?: string }).clientSecret ?? hashSecret(''), sent)
  }
  // The mount says which address was asked for; headers that come from anybody do not.
  provider.proxy = true
  return provider
}

// As in `#platform/cookies`: browsers refuse a cookie of such a name unless it is Secure. Not `__Host-`, which would not allow a path.
const cookieNames = (isSecure: boolean) => {
  const start = isSecure ? '__Secure-statex_oidc' : 'statex_oidc'
  return { session: start, interaction: `${start}_step`, resume: `${start}_resume` }
}

const protocol: Configuration = {
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
  responseTypes: ['code'],
  scopes: personScopes,
  claims: {
    openid: ['sub', 'tenant', 'role'],
    profile: ['name', 'locale'],
    email: ['email', 'email_verified'],
  } as Configuration['claims'],
  // Applications read the ID token and ask no further: name, address and role stand in it.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  extraClientMetadata: { properties: ['statex_scopes', 'statex_audiences', 'statex_asks_consent'] },
  enabledJWA: {
    idTokenSigningAlgValues: [...algorithms],
    userinfoSigningAlgValues: [...algorithms],
    introspectionSigningAlgValues: [...algorithms],
    authorizationSigningAlgValues: [...algorithms],
    dPoPSigningAlgValues: ['ES256', 'EdDSA', 'Ed25519'],
  },
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  renderError: (ctx, out) => pages.showError(ctx, out),
}

/** How long each thing lives, in s. What hangs on a sign-in ends with it: a refresh token of an application that did not ask for `offline_access` too. */
export function lifetimes({ idleS }: Pick<IssuerParts, 'idleS'>): Configuration['ttl'] {
  return {
    AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? hour,
    ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? hour,
    AuthorizationCode: () => minute,
    DeviceCode: () => 10 * minute,
    IdToken: () => hour,
    Interaction: () => hour,
    // Each use brings a new one that lives as long again, but never beyond its grant.
    RefreshToken: (_ctx, token) => (token.expiresWithSession ? Math.min(30 * day, idleS) : 30 * day),
    Grant: () => pages.consentDays * day,
    Session: () => Math.min(14 * day, idleS),
  }
}

function featuresOf(parts: IssuerParts, errors: typeof import('oidc-provider').errors): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
    },
    deviceFlow: {
      enabled: true,
      mask: '****-****',
      userCodeInputSource: async (ctx, form, _out, error) => pages.askUserCode(ctx, form, error),
      userCodeConfirmSource: async (ctx, form, client, _device, code) => pages.confirmDevice(ctx, form, client, code),
      successSource: async (ctx) => pages.deviceDone(ctx),
    },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: async (ctx, form) => pages.confirmSignOut(ctx, form),
      postLogoutSuccessSource: async (ctx) => pages.signedOut(ctx),
    },
    resourceIndicators: {
      enabled: true,
      // A service has nothing else to ask for.
      defaultResource: async (_ctx, client, oneOf) =>
        oneOf ?? (client.grantTypeAllowed('client_credentials') ? apiResource(parts.origin) : []),
      // Who named a resource when it sent the person here wants tokens for it, and need not say so again.
      useGrantedResource: async () => true,
      getResourceServerInfo: async (_ctx, resource, client) => {
        const { statex_scopes: scopes, statex_audiences: audiences } = registered(client)
        const isOurs = resource === apiResource(parts.origin)
        if (!isOurs && !audiences.includes(resource))
          throw new errors.InvalidTarget('this client may not ask for tokens for that resource')
        const allowed = scopes.filter((scope) => parts.permissions.includes(scope))
        return isOurs
          ? {
              scope: allowed.join(' '),
              audience: apiAudience(parts.memory.tenant),
              accessTokenFormat: 'opaque',
              accessTokenTTL: hour,
            }
          : {
              scope: allowed.join(' '),
              audience: resource,
              accessTokenFormat: 'jwt',
              accessTokenTTL: 10 * minute,
              jwt: { sign: { alg: 'ES256' } },
            }
      },
    },
  }
}

async function findAccount({ accounts, memory }: IssuerParts, id: string) {
  const person = await accounts.claimsOf(id)
  if (!person || person.owes) return undefined
  return {
    accountId: id,
    claims: async () => ({
      sub: id,
      tenant: memory.tenant,
      role: person.role,
      name: person.name,
      locale: person.locale,
      email: person.email,
      email_verified: person.email === undefined ? undefined : person.isEmailConfirmed === true,
    }),
  }
}

/** The consent a person gave before; for an organisation's own applications, one that nobody needs to be asked for. */
async function loadGrant(ctx: KoaContextWithOIDC) {
  const { oidc } = ctx
  const client = oidc.client!
  const id = oidc.result?.consent?.grantId ?? oidc.session!.grantIdFor(client.clientId)
  const found = id ? await oidc.provider.Grant.find(id) : undefined
  const { accountId } = oidc.session!
  // A grant of somebody who was signed in here before is not theirs.
  const grant = found && found.accountId === accountId ? found : undefined
  if (registered(client).statex_asks_consent || !accountId) return grant
  const own = grant ?? new oidc.provider.Grant({ clientId: client.clientId, accountId })
  own.addOIDCScope(personScopes.join(' '))
  for (const [resource, server] of Object.entries(oidc.resourceServers ?? {}))
    own.addResourceScope(resource, server.scope)
  await own.save()
  return own
}

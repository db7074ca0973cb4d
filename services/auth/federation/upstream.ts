import type { Configuration, IDToken } from 'openid-client'
import type { Row } from '#platform/database'
import { open, seal } from '#platform/envelope'
import type { AuthCtx } from '../needs.ts'
import { memoryOf } from '../oidc/adapter.ts'
import { sealContext } from '../oidc/sealed.ts'
import { reach } from './reach.ts'

const keptMs = 10 * 60_000
const keptMax = 200
const timeoutS = 10

// With the first sign-in: an organisation without such a provider never pays for it.
const load = () => import('openid-client')

const context = (tenant: string, id: string) => sealContext({ place: 'providers', tenant, id })
export const sealSecret = (ctx: AuthCtx, id: string, secret: string): string =>
  seal(memoryOf(ctx).keyring, secret, context(ctx.tenant, id))

type Settings = { issuer: string; clientId: string; secret: string }

/** Reads the metadata of a provider (OpenID Connect Discovery 1.0) and checks that it is the issuer it is taken for. */
export async function discover(ctx: AuthCtx, { issuer, clientId, secret }: Settings): Promise<Configuration> {
  const oidc = await load()
  const mayBePrivate = ctx.config.privateProviders
  const fetched = (url: string, options: object) => reach(url, options, mayBePrivate)
  const execute = mayBePrivate ? [oidc.allowInsecureRequests] : []
  const options = { execute, timeout: timeoutS, [oidc.customFetch]: fetched }
  const found = (await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), options)).serverMetadata()
  const methods = found.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const authentication = methods.includes('client_secret_basic')
    ? oidc.ClientSecretBasic(secret)
    : oidc.ClientSecretPost(secret)
  const config = new oidc.Configuration(found, clientId, { client_secret: secret }, authentication)
  config[oidc.customFetch] = fetched
  config.timeout = timeoutS
  // The signature too: TLS to the token endpoint would do by the specification, but http may be allowed here.
  oidc.enableNonRepudiationChecks(config)
  if (mayBePrivate) oidc.allowInsecureRequests(config)
  return config
}

const opened = new Map<string, { config: Promise<Configuration>; until: number }>()

/** A registered provider, ready to be spoken to. Its metadata and keys are kept for ten minutes, and until the row changes. */
export function openUpstream(ctx: AuthCtx, row: Row): Promise<Configuration> {
  const key = `${row.id} ${row.changed_at.getTime()}`
  const kept = opened.get(key)
  if (kept && kept.until > Date.now()) return kept.config
  if (opened.size >= keptMax) opened.delete(opened.keys().next().value!)
  const secret = open(memoryOf(ctx).keyring, row.client_secret, context(ctx.tenant, row.id)).toString()
  const config = discover(ctx, { issuer: row.issuer, clientId: row.client_id, secret })
  opened.set(key, { config, until: Date.now() + keptMs })
  config.catch(() => opened.delete(key))
  return config
}

export type Secrets = { state: string; nonce: string; verifier: string }

/** Where the browser is sent: code flow with PKCE (RFC 7636), state and nonce. `isAgain` has the person prove anew who they are. */
export async function addressOf(
  config: Configuration,
  redirectUri: string,
  { state, nonce, verifier }: Secrets,
  isAgain: boolean,
): Promise<URL> {
  const oidc = await load()
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...(isAgain && { prompt: 'login', max_age: '0' }),
  })
}

/** Whom a provider means. */
export type Arrival = {
  subject: string
  address?: string
  isVerified: boolean
  name: string
  locale: string
  /** When the person proved to the provider who they are; undefined when it does not say. */
  provedAt?: Date
}

/** Redeems the code and checks what came back: issuer, audience, signature, times, nonce. */
export async function redeem(
  config: Configuration,
  returned: URL,
  { state, nonce, verifier }: Secrets,
): Promise<Arrival> {
  const oidc = await load()
  const tokens = await oidc.authorizationCodeGrant(config, returned, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  const claims = tokens.claims()!
  if (claims.email !== undefined || !config.serverMetadata().userinfo_endpoint) return arrivalOf(claims)
  // Some tell who it is in the ID token, and what they are called only when asked.
  return arrivalOf({ ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims })
}

function arrivalOf(claims: IDToken): Arrival {
  const address = typeof claims.email === 'string' ? claims.email.trim().toLowerCase() : undefined
  const isAddress = address !== undefined && address.length <= 320 && /^[^\s@]+@[^\s@]+$/.test(address)
  const provedAt = claims.auth_time === undefined ? undefined : new Date(Math.min(claims.auth_time * 1000, Date.now()))
  return {
    subject: claims.sub,
    ...(isAddress && { address }),
    // The boolean alone: a text "false" is no yes.
    isVerified: claims.email_verified === true,
    name: typeof claims.name === 'string' ? claims.name.slice(0, 200) : '',
    locale: /^[a-z]{2}/.exec(String(claims.locale ?? ''))?.[0] ?? 'en',
    ...(provedAt && { provedAt }),
  }
}

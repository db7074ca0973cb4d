import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Row } from '#platform/database'

export type ClientKind = 'web' | 'browser' | 'native' | 'service' | 'device'
type Registration = {
  kind: ClientKind
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  backchannelLogoutUri?: string
  audiences: string[]
}

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const grants: Record<ClientKind, string[]> = {
  web: ['authorization_code', 'refresh_token'],
  browser: ['authorization_code', 'refresh_token'],
  native: ['authorization_code', 'refresh_token'],
  service: ['client_credentials'],
  device: [deviceGrant, 'refresh_token'],
}

/** Only what runs on a server of its owner can keep a secret. */
export const keepsSecret = (kind: ClientKind): boolean => kind === 'web' || kind === 'service'
/** Kinds that send a person's browser somewhere and get it back. */
export const redirects = (kind: ClientKind): boolean => grants[kind].includes('authorization_code')

export const newSecret = (): string => randomBytes(48).toString('base64url')
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** Compares a secret that was sent with the hash that is kept. */
export function isSecret(hash: string, sent: string): boolean {
  const [kept, given] = [Buffer.from(hash), Buffer.from(hashSecret(sent))]
  return kept.length === given.length && timingSafeEqual(kept, given)
}

/** A row as the engine's client metadata (OpenID Connect Dynamic Client Registration, section 2). */
export function metadataOf(row: Row): Record<string, unknown> {
  const kind = row.kind as ClientKind
  return {
    client_id: row.id,
    client_name: row.name,
    application_type: kind === 'native' ? 'native' : 'web',
    grant_types: grants[kind],
    response_types: redirects(kind) ? ['code'] : [],
    redirect_uris: row.redirect_uris,
    post_logout_redirect_uris: row.post_logout_redirect_uris,
    token_endpoint_auth_method: keepsSecret(kind) ? 'client_secret_basic' : 'none',
    // The engine is told to compare hashes, see provider.ts.
    ...(row.secret_hash && { client_secret: row.secret_hash }),
    ...(row.backchannel_logout_uri && {
      backchannel_logout_uri: row.backchannel_logout_uri,
      backchannel_logout_session_required: true,
    }),
    id_token_signed_response_alg: row.id_token_algorithm,
    statex_scopes: row.scopes,
    statex_audiences: row.audiences,
    statex_asks_consent: row.asks_consent,
  }
}

/** What is wrong with the addresses of a registration, in a sentence; undefined when nothing is. */
export function wrongAddress(client: Registration, origin: string, mayBePrivate: boolean): string | undefined {
  const { kind, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, audiences } = client
  if (redirects(kind) && redirectUris.length === 0) return 'Name at least one redirect URI: people are sent back to it.'
  if (!redirects(kind) && redirectUris.length + postLogoutRedirectUris.length > 0)
    return `A client of the kind "${kind}" sends no browser anywhere, so it has no redirect URIs.`
  for (const uri of [...redirectUris, ...postLogoutRedirectUris]) {
    const wrong = wrongRedirect(uri, kind)
    if (wrong) return `${uri} ${wrong}`
  }
  if (backchannelLogoutUri) {
    const url = plainUrl(backchannelLogoutUri)
    if (!url || (url.protocol !== 'https:' && !mayBePrivate))
      return `${backchannelLogoutUri} must be an https address without a fragment.`
  }
  for (const audience of audiences) {
    if (!plainUrl(audience)) return `${audience} must be an absolute http or https address without a fragment.`
    if (new URL(audience).origin === origin) return `${audience} is an address of ours; ask for scopes instead.`
  }
  return undefined
}

const loopback = /^(127\.0\.0\.1|\[::1\]|localhost)$/

function wrongRedirect(uri: string, kind: ClientKind): string | undefined {
  if (uri.includes('*')) return 'has a wildcard: redirect URIs are compared exactly.'
  const url = URL.parse(uri)
  if (!url || uri.includes('#') || url.username || url.password)
    return 'must be absolute, without a fragment or a password.'
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:')
    return loopback.test(url.hostname) ? undefined : 'must be https; http is for the same machine only.'
  // RFC 8252, 7.1: a scheme that nobody else may claim is a domain name of one's own, reversed.
  if (kind === 'native' && /^[a-z][\w+-]*(\.[\w+-]+)+:$/.test(url.protocol)) return undefined
  return 'must be https, or for a native application a scheme such as com.example.app.'
}

function plainUrl(text: string): URL | undefined {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || text.includes('#') || url.username || url.password) return undefined
  return url
}

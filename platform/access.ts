import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isApiKey } from './api-key.ts'
import { openSealedScope } from './context.ts'
import type { Route } from './contract.ts'
import { type Client, deviceIn, isSameOrigin, sessionIn } from './cookies.ts'
import { dpopChallenge, type Proof } from './dpop.ts'
import { standard } from './errors.ts'
import type { Ended } from './identity.ts'
import { randomNameBytes, subjectOf } from './ids.ts'
import { judge } from './policy.ts'
import type { Actor } from './service.ts'

export const defaultTenant = 'ten_default'

/** What somebody showed that only the identity service can read. */
export type Credential = { kind: 'session' | 'key' | 'token'; text: string }
export type Identity = {
  tenant: string
  actor: Actor
  trace: string
  client: Client
  /** What was shown, whatever it is worth. */
  shown?: Credential['kind']
  /** The host leads to no organisation of its own, and a key was shown: it says which tenant it is, see `followKey`. */
  isOpen?: boolean
  /** Still to be looked up: until then the actor is nobody. */
  credential?: Credential
  /** The proof that came with a token, which is worth nothing without it. */
  proof?: Proof
  /** Why what was shown does not count, for the person who gets the refusal. */
  hint?: string
  /** Why the session that was shown holds no longer, for programs. */
  ended?: Ended['ended']
  /** `WWW-Authenticate` of a refusal, where it is not "Bearer". */
  challenge?: string
  /** It could not be looked up. What is open to anyone goes on; everything else is refused with this. */
  failure?: Error
}
export type Keys = {
  secretKey: string
  operatorKey: string
  tenantHosts: Map<string, string>
  /** Short name in `/t/<slug>/…` → tenant. */
  tenantPaths: Map<string, string>
}

/** What the headers cannot say: whom the route belongs to, and what the connection knows about the caller. */
export type Door = {
  audience?: string
  method?: string
  address?: string
  isSecure?: boolean
  tenant?: string
  /** The tenant was named in the address and not by the host: cookies, which belong to a host, do not count there. */
  isByPath?: boolean
  /** Address of this request as the world knows it, without its query; undefined where nobody asked to be told. */
  urlAt?: (tenant: string) => string
}

/** `acme.example.com=ten_acme,b.example.com=ten_b` → map. */
export function readTenantHosts(text = ''): Map<string, string> {
  return new Map(
    text
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.trim().toLowerCase().split('=') as [string, string]),
  )
}

/** The host name of a request, without its port. */
export const hostNameOf = (headers: IncomingHttpHeaders): string =>
  (headers.host ?? '').replace(/:\d+$/, '').toLowerCase()

/**
 * Who is asking, from the request alone. A sealed context for this audience (another process of this installation) is believed; everything else in the
 * headers is a claim: the tenant comes from the host name, the actor from the bearer token or the session cookie.
 */
export function identify(
  keys: Keys,
  headers: IncomingHttpHeaders,
  token: string | undefined,
  door: Door = {},
): Identity {
  const sealed = headers['x-statex-context']
  const client: Client = {
    address: door.address ?? '',
    agent: (headers['user-agent'] ?? '').slice(0, 400),
    host: headers.host ?? '',
    isSecure: door.isSecure ?? false,
  }
  if (typeof sealed === 'string' && door.audience) {
    const scope = openSealedScope(keys.secretKey, sealed, door.audience)
    if (scope) {
      const { tenant, actor, trace, shown, hint, ended, challenge } = scope
      return { tenant, actor, trace, shown, hint, ended, challenge, client: scope.client ?? client }
    }
  }
  const trace =
    /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(headers.traceparent as string)?.[1] ??
    randomNameBytes(16).toString('hex')
  const tenant = door.tenant ?? keys.tenantHosts.get(hostNameOf(headers)) ?? defaultTenant
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
  const identity: Identity = { tenant, trace, client, actor: { kind: 'public' } }
  if (bearer) return { ...identity, ...borne(keys, tenant, bearer) }
  const bound = /^DPoP (.+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bound) return { ...identity, ...possessed(headers, tenant, bound, door) }
  if (token) return { ...identity, actor: actorOf(keys, tenant, token) }
  if (door.isByPath) return identity
  const session = sessionIn(headers.cookie, client.isSecure)
  const isOurs = door.method === 'GET' || door.method === 'HEAD' || isSameOrigin(headers)
  if (isOurs) client.device = deviceIn(headers.cookie, client.isSecure)
  if (!session) return identity
  if (!isOurs)
    return { ...identity, hint: 'A session only counts on requests of our own pages (Sec-Fetch-Site or Origin).' }
  return { ...identity, credential: { kind: 'session', text: session } }
}

function borne(keys: Keys, tenant: string, bearer: string): Pick<Identity, 'actor' | 'credential'> {
  if (isApiKey(bearer)) return { actor: { kind: 'public' }, credential: { kind: 'key', text: bearer } }
  // A signed JWT (RFC 7519): its header is JSON, so it begins with `{"` in base64url.
  if (/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(bearer))
    return { actor: { kind: 'public' }, credential: { kind: 'token', text: bearer } }
  const actor = actorOf(keys, tenant, bearer)
  // An opaque access token of our own OpenID provider: 256 random bits, and nothing that says so.
  if (actor.kind === 'public' && /^[\w-]{43}$/.test(bearer))
    return { actor, credential: { kind: 'token', text: bearer } }
  return { actor }
}

/** A token that is bound to a key (RFC 9449), with the proof that whoever sends it has the key. */
function possessed(headers: IncomingHttpHeaders, tenant: string, token: string, door: Door): Partial<Identity> {
  const { dpop } = headers
  const { method = 'GET', urlAt } = door
  if (typeof dpop !== 'string' || !urlAt)
    return { hint: 'A token after "DPoP" needs a proof in the header "DPoP" (RFC 9449).', challenge: dpopChallenge }
  return { credential: { kind: 'token', text: token }, proof: { jwt: dpop, method, url: urlAt(tenant) } }
}

/**
 * The origin at which a tenant is reached. Other tenants than the default have host names of their own, and only those lead to them, so the name that was
 * asked for can be believed. The default one answers under any name: a name from a request must never become an address of ours, so its own is the public one.
 */
export function originAt(publicUrl: string, tenant: string, hostName: string): string {
  const origin = new URL(publicUrl)
  if (tenant !== defaultTenant) origin.hostname = hostName
  return origin.origin
}

function actorOf(keys: Keys, tenant: string, bearer: string): Actor {
  const given = Buffer.from(bearer)
  const operator = Buffer.from(keys.operatorKey)
  if (given.length === operator.length && timingSafeEqual(given, operator)) return { kind: 'operator', id: 'operator' }
  const subject = subjectOf(keys.secretKey, tenant, bearer)
  return subject ? { kind: 'holder', subject } : { kind: 'public' }
}

/**
 * Lets the actor through or refuses: 401 without a valid credential, 403 without the permission, 404 for anything that is not theirs, so that an answer
 * never tells whether an id exists.
 */
export function authorise(
  route: Route,
  actor: Actor,
  params: Record<string, unknown>,
  { hint, failure, ended, challenge = 'Bearer' }: Pick<Identity, 'hint' | 'failure' | 'ended' | 'challenge'> = {},
): void {
  const refused = judge(route, actor, params)
  if (!refused) return
  if (refused.code === 'unauthorised' && failure) throw failure
  const isNobody = refused.code === 'unauthorised'
  const detail = isNobody ? (hint ?? refused.why) : refused.code === 'not_found' ? undefined : refused.why
  throw Object.assign(standard(refused.code, detail, isNobody ? { 'www-authenticate': challenge } : {}), {
    rule: refused.rule,
    ...(isNobody && ended && { members: { ended } }),
  })
}

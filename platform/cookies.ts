/** What a request tells about the caller's side, as the door that took it saw it. */
export type Client = {
  /** Network address. */
  address: string
  /** `User-Agent`, as it was sent. */
  agent: string
  /** Name and port the caller used. */
  host: string
  /** Came over TLS. */
  isSecure: boolean
  /** What the cookie says that knows a browser again, which only a page of ours can send; see `deviceCookie`. */
  device?: string
}

// The prefix makes browsers refuse the cookie unless it is Secure, of this host alone and for the path "/" (RFC 6265bis). Over plain HTTP, as on the
// loopback of a developer, browsers would drop it; then it goes without.
const nameFor = (name: string, isSecure: boolean) => `${isSecure ? '__Host-' : ''}${name}`

/** A `Set-Cookie` value that a browser keeps for so many seconds; 0 removes it. */
export const cookieOf = (name: string, value: string, { isSecure }: Client, maxAgeS: number): string =>
  `${nameFor(name, isSecure)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}${isSecure ? '; Secure' : ''}`

const [session, device] = ['statex', 'statex-device']
/** A `Set-Cookie` value that keeps a session for so many seconds; 0 removes it. */
export const sessionCookie = (value: string, client: Client, maxAgeS: number) =>
  cookieOf(session, value, client, maxAgeS)
/** The cookie of what a browser is known by again after its session has ended. It opens nothing. */
export const deviceCookie = (value: string, client: Client, maxAgeS: number) => cookieOf(device, value, client, maxAgeS)

/** The session in a `Cookie` header. */
export const sessionIn = (header: string | undefined, isSecure: boolean) => cookieIn(header, session, isSecure)
export const deviceIn = (header: string | undefined, isSecure: boolean) => cookieIn(header, device, isSecure)

/** The value of one cookie in a `Cookie` header, of the name that fits the connection and of no other. */
export function cookieIn(header: string | undefined, name: string, isSecure: boolean): string | undefined {
  if (!header) return
  const start = `${nameFor(name, isSecure)}=`
  const pair = header.split('; ').find((part) => part.startsWith(start))
  return pair?.slice(start.length) || undefined
}

/**
 * Whether a browser says that our own page sent this. SameSite=Lax keeps the cookie from other sites' forms; this also keeps it from other origins of
 * the same site. A request that says neither `Sec-Fetch-Site` nor `Origin` is no browser's, and has no business with a cookie on an unsafe method.
 */
export function isSameOrigin(headers: {
  host?: string
  origin?: string
  'sec-fetch-site'?: string | string[]
}): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  return headers.origin !== undefined && URL.parse(headers.origin)?.host === headers.host
}

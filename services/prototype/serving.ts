import { timingSafeEqual } from 'node:crypto'

/**
 * What a prototype may do, tried with a hostile page in Chromium. `sandbox` gives each page an opaque origin, so that it reaches neither cookies
 * nor storage, not the platform's where it is on the same host, and not those of other prototypes where they have a host of their own; `'self'` still matches by address, so its own script and styles load.
 * Images are `data:` only: the packs have no others, and `'self'` let a script ask any address of this host. The one address that a script may
 * ask is the prototype's own inbox. Without `allow-forms` a form would not even fire `submit`; `form-action` keeps it here.
 */
const policyFor = (inbox: string | undefined, frames: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    'img-src data:',
    `connect-src ${inbox ?? "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${frames}`,
    'sandbox allow-scripts allow-forms',
  ].join('; ')

const common: Record<string, string> = {
  'x-robots-tag': 'noindex, nofollow',
  'x-content-type-options': 'nosniff',
  // Its own files are another origin for a sandboxed page: the door's `same-origin` would keep them from it.
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-opener-policy': 'unsafe-none',
  'origin-agent-cluster': '?0',
  'referrer-policy': 'no-referrer',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=(), fullscreen=()',
}

/**
 * Headers of every file of a prototype. Kept by the visitor's browser only, and not for long: an erased prototype should be gone soon.
 *
 * @param inbox address of its inbox as a source of the policy, from `sourceAt`; without one its scripts ask nobody
 * @param frames who may show it in a frame, as sources of the policy
 */
export const prototypeHeaders = (inbox?: string, frames = "'self'"): Record<string, string> => ({
  ...common,
  'content-security-policy': policyFor(inbox, frames),
  'cache-control': 'private, max-age=300',
  // One address is two answers: the viewer for who opens it, the page for the frame in the viewer.
  vary: 'sec-fetch-dest',
})

/** Address below which a prototype lies. */
export const folderOf = (id: string, secret: string): string => `/prototypes/${id}/${secret}/`

// A host source of CSP: letters, digits, dots and hyphens, an IPv6 address in brackets, a port. What else a caller writes there is left out.
const hostName = /^(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/iu

/** A folder or file below this host as a source of the policy; no scheme, so that it is the one the page came by. Undefined for a host that is none. */
export const sourceAt = (host: string | undefined, path: string): string | undefined =>
  host && hostName.test(host) ? `${host}${path}` : undefined

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  png: 'image/png',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
}

/** Media type by ending; our own packs use only the endings listed. */
export const typeOf = (path: string): string =>
  types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'

/** Compares without telling by its duration how much of the secret was right. Lengths are no secret. */
export function isSameSecret(given: string, stored: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(stored)]
  return one.length === other.length && timingSafeEqual(one, other)
}

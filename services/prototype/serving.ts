import { timingSafeEqual } from 'node:crypto'

/**
 * What a prototype may do, tried with a hostile page in Chromium. `sandbox` gives it an origin of its own, so that it reaches neither the
 * platform's cookies nor its storage although it is on the same host; `'self'` still matches by address, so its own script and styles load.
 * Images are `data:` only: the packs have no others, and `'self'` let a script ask any address of this host. A script can still ask for
 * this host's addresses as scripts or styles, and a page opened on its own can navigate away: so packs are linted, not trusted.
 * Without `allow-forms` a form would not even fire `submit`, and the page could not answer "nothing was sent"; `form-action` keeps it here.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-scripts allow-forms',
].join('; ')

/** Headers of every file of a prototype. Kept by the visitor's browser only, and not for long: an erased prototype should be gone soon. */
export const prototypeHeaders: Record<string, string> = {
  'content-security-policy': contentSecurityPolicy,
  'x-robots-tag': 'noindex, nofollow',
  'x-content-type-options': 'nosniff',
  // Its own files are another origin for a sandboxed page: the door's `same-origin` would keep them from it.
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-opener-policy': 'unsafe-none',
  'origin-agent-cluster': '?0',
  'referrer-policy': 'no-referrer',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=(), fullscreen=()',
  'cache-control': 'private, max-age=300',
}

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

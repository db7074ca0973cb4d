import type { IncomingHttpHeaders } from 'node:http'

/** Whether a browser says that our own page sent this form. */
export function isSameOrigin(headers: IncomingHttpHeaders, origin: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  return headers.origin === origin
}

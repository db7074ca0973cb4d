import { readFile } from 'node:fs/promises'
import type { ParsedMail } from './parse.ts'

export type Reply = { status?: number; type: string; body: string | Uint8Array; headers?: Record<string, string> }

/** For everything we serve: our own files only, no inline script or style, never inside a foreign page. */
export const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

const types: Record<string, string> = { html: 'text/html', css: 'text/css', js: 'text/javascript' }

/** One of the page's own files, by a name from the route table. */
export async function pageFile(name: string): Promise<Reply> {
  const body = await readFile(new URL(`./${name}`, import.meta.url))
  return { type: `${types[name.split('.').at(-1)!]}; charset=utf-8`, body }
}

/**
 * The HTML of a mail, for the frame of the page. The mail is a stranger's: the sandbox gives it no script, no forms, no
 * origin, no pop-ups; its own styles work; nothing is loaded from outside, so that no tracker learns of the reading.
 * Pictures inside the mail (`cid:`, RFC 2392) are served from the mail itself.
 */
export function mailView(id: string, { html, text, parts }: ParsedMail): Reply {
  const source = html || `<pre>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</pre>`
  const body = source.replace(/\bcid:([^\s"'()<>]+)/gi, (whole, contentId: string) => {
    const part = parts.find((candidate) => candidate.contentId === contentId)
    return part ? `/api/v1/message/${id}/part/${part.id}` : whole
  })
  return {
    type: 'text/html; charset=utf-8',
    body,
    headers: {
      'content-security-policy':
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
      // The sandboxed document has no origin, so its own pictures count as foreign to it.
      'cross-origin-resource-policy': 'cross-origin',
    },
  }
}

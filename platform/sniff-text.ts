import type { Sniffed } from './sniff.ts'

const typeOf = { txt: 'text/plain', md: 'text/markdown', csv: 'text/csv' }
/** Begins with fields of RFC 5322, one of them of a kind that only mails have. */
const isMail =
  /^(?:[a-z][a-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:from|received|return-path|message-id|mime-version|delivered-to):/
/** Text that a browser or a shell would run when somebody opens the file. */
const activeEndings = new Set(
  'html htm xhtml shtml mht mhtml svg xml xsl hta js mjs cjs vbs vbe wsf bat cmd ps1 sh reg url desktop scf'.split(' '),
)

/** The head as text, or undefined when it is not text: control characters, or bytes that no encoding we know explains. `isCut`: it may end inside a character. */
export function textOf(head: Uint8Array, ending: string, isCut: boolean): string | undefined {
  const decode = (label: string) => {
    try {
      return new TextDecoder(label, { fatal: true }).decode(head, { stream: isCut })
    } catch {
      return undefined
    }
  }
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  // Old single-byte encodings fit any bytes, so there the name has to say that it is text.
  const isNamedText = /^(txt|md|markdown|csv|tsv|x?html?|eml)$/.test(ending)
  const text = isWide
    ? decode(head[0] === 0xff ? 'utf-16le' : 'utf-16be')
    : (decode('utf-8') ?? (isNamedText ? decode('windows-1252') : undefined))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary from text
  return text === undefined || /[\u0000-\u0008\u000e-\u001f\u007f]/.test(text) ? undefined : text
}

/** Which text it is. Tell-tale beginnings come first, the name last. */
export function sniffText(text: string, ending: string): Sniffed {
  const start = text
    .replace(/^\ufeff/, '')
    .trimStart()
    .slice(0, 1_000)
    .toLowerCase()
  if (start.includes('<svg') && /^<(\?xml|!--|!doctype svg|svg)/.test(start))
    return { type: 'image/svg+xml', kind: 'unknown' }
  // A web page is taken under its own name only: whoever opens a .txt does not expect a program.
  const isNamedHtml = /^x?html?$/.test(ending)
  if (isNamedHtml || /^(<!--.{0,500}?-->\s*)?<(!doctype html|html|head|body|script|iframe|meta)\b/s.test(start))
    return { type: 'text/html', kind: isNamedHtml ? 'html' : 'unknown' }
  if (start.startsWith('<?xml')) return { type: 'application/xml', kind: 'unknown' }
  if (start.startsWith('#!')) return { type: 'text/x-script', kind: 'unknown' }
  if (activeEndings.has(ending))
    return {
      type: ending === 'svg' ? 'image/svg+xml' : /html?$/.test(ending) ? 'text/html' : 'text/x-script',
      kind: 'unknown',
    }
  if ((ending === 'eml' || !ending) && isMail.test(start)) return { type: 'message/rfc822', kind: 'eml' }
  const kind = ending === 'md' || ending === 'markdown' ? 'md' : ending === 'csv' || ending === 'tsv' ? 'csv' : 'txt'
  return { type: typeOf[kind], kind }
}

/** Called for each piece in order. Names come without prefix, attributes with it, as written. */
export type Visitor = {
  open?(name: string, attributes: Record<string, string>): void
  close?(name: string): void
  text?(text: string): void
}

const predefined: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Walks through well-formed XML in one pass over the text, without a tree and without recursion. Document types are skipped unread, so no entity is
 * ever declared, expanded or fetched: only the five predefined ones (XML 1.0, 4.6) and character references mean anything.
 *
 * A library was not taken: the one in the tree (saxen) comes without types, and no option of a large parser is safer than not having the feature.
 *
 * @throws Error when a tag, comment or section is not closed
 */
export function walkXml(xml: string, visitor: Visitor): void {
  let at = 0
  while (at < xml.length) {
    const tag = xml.indexOf('<', at)
    const end = tag < 0 ? xml.length : tag
    if (end > at) visitor.text?.(decode(xml.slice(at, end)))
    if (tag < 0) return
    at = markup(xml, tag, visitor)
  }
}

/** One piece of markup that begins at `tag`; returns where it ends. */
function markup(xml: string, tag: number, visitor: Visitor): number {
  if (xml.startsWith('<!--', tag)) return after(xml, '-->', tag + 4)
  if (xml.startsWith('<?', tag)) return after(xml, '?>', tag + 2)
  if (xml.startsWith('<![CDATA[', tag)) {
    const end = after(xml, ']]>', tag + 9)
    visitor.text?.(xml.slice(tag + 9, end - 3))
    return end
  }
  if (xml.startsWith('<!', tag)) return afterDoctype(xml, tag)
  if (xml[tag + 1] === '/') {
    const end = after(xml, '>', tag)
    visitor.close?.(localName(xml.slice(tag + 2, end - 1).trim()))
    return end
  }
  const end = afterTag(xml, tag)
  const isEmpty = xml[end - 2] === '/'
  const inside = xml.slice(tag + 1, end - (isEmpty ? 2 : 1))
  const name = /^[^\s/]*/.exec(inside)?.[0] ?? ''
  visitor.open?.(localName(name), attributesOf(inside.slice(name.length)))
  if (isEmpty) visitor.close?.(localName(name))
  return end
}

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from)
  if (at < 0) throw new Error(`XML ends inside markup that ${mark} should close`)
  return at + mark.length
}

/** Attribute values may hold `>`. */
function afterTag(xml: string, from: number): number {
  let quote = ''
  for (let at = from + 1; at < xml.length; at++) {
    const character = xml[at] as string
    if (quote) quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at + 1
  }
  throw new Error('XML ends inside a tag')
}

function afterDoctype(xml: string, from: number): number {
  const subset = xml.indexOf('[', from)
  const close = after(xml, '>', from)
  return subset < 0 || subset > close ? close : after(xml, '>', after(xml, ']', subset))
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null)
  for (const [, name = '', double, single] of text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes[name] = decode(double ?? single ?? '')
  }
  return attributes
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));/gi, (whole, hex, decimal, name) => {
    if (name) return predefined[name] ?? whole
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10_ffff ? String.fromCodePoint(code) : whole
  })
}

/** A filter of RFC 7644, section 3.4.2.2, as a tree. Names are in lower case and without the schema. */
export type Filter =
  | { op: 'and'; left: Filter; right: Filter }
  | { op: 'or'; left: Filter; right: Filter }
  | { op: 'not'; of: Filter }
  | { op: 'pr'; name: string }
  | { op: Comparison; name: string; value: string | number | boolean | null }
const comparisons = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const
export type Comparison = (typeof comparisons)[number]

/** A filter that is none, in a sentence. */
export class InvalidFilter extends Error {}

const depthMax = 20
const token = /\s*("(?:[^"\\]|\\.)*"|[()[\]]|[^\s()[\]"]+)/y

/**
 * Reads a filter. `emails[type eq "work"]` becomes comparisons of `emails.type`.
 * @throws InvalidFilter
 * @example readFilter('userName eq "ann@example.com" and active eq true')
 */
export function readFilter(text: string): Filter {
  const tokens = tokensOf(text)
  let at = 0
  let depth = 0
  const peek = () => tokens[at]?.toLowerCase()
  const next = () => {
    const found = tokens[at++]
    if (found === undefined) throw new InvalidFilter('The filter ends too early.')
    return found
  }
  const expect = (what: string) => {
    if (next() !== what) throw new InvalidFilter(`The filter lacks a "${what}".`)
  }
  const inside = (end: string, prefix: string): Filter => {
    if (++depth > depthMax) throw new InvalidFilter(`The filter is nested more than ${depthMax} deep.`)
    const filter = either(prefix)
    expect(end)
    depth--
    return filter
  }
  const either = (prefix: string): Filter => {
    let left = both(prefix)
    while (peek() === 'or') {
      next()
      left = { op: 'or', left, right: both(prefix) }
    }
    return left
  }
  const both = (prefix: string): Filter => {
    let left = one(prefix)
    while (peek() === 'and') {
      next()
      left = { op: 'and', left, right: one(prefix) }
    }
    return left
  }
  const one = (prefix: string): Filter => {
    const word = next()
    if (word === '(') return inside(')', prefix)
    if (word.toLowerCase() === 'not') {
      expect('(')
      return { op: 'not', of: inside(')', prefix) }
    }
    const name = prefix + nameOf(word)
    if (peek() === '[') {
      next()
      return inside(']', `${name}.`)
    }
    const op = next().toLowerCase()
    if (op === 'pr') return { op, name }
    if (!(comparisons as readonly string[]).includes(op)) throw new InvalidFilter(`"${op}" is no operator.`)
    return { op: op as Comparison, name, value: literalOf(next()) }
  }
  const filter = either('')
  if (at < tokens.length) throw new InvalidFilter(`The filter goes on after its end: "${tokens[at]}".`)
  return filter
}

/** The name of an attribute as it is compared: in lower case, without the schema it may be written with. */
export const nameOf = (path: string): string => {
  const name = path.replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/i, '').toLowerCase()
  if (!/^[\w$:.-]+$/.test(name)) throw new InvalidFilter(`"${path}" is no attribute.`)
  return name
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  token.lastIndex = 0
  const end = text.trimEnd().length
  while (token.lastIndex < end) {
    const from = token.lastIndex
    const found = token.exec(text)
    if (!found) throw new InvalidFilter(`The filter cannot be read from "${text.slice(from, from + 20)}" on.`)
    tokens.push(found[1]!)
  }
  return tokens
}

function literalOf(word: string): string | number | boolean | null {
  // Some write the words of JSON with a capital.
  const text = /^(true|false|null)$/i.test(word) ? word.toLowerCase() : word
  try {
    const value = JSON.parse(text)
    if (value === null || typeof value !== 'object') return value
  } catch {
    // Said below.
  }
  throw new InvalidFilter(`"${word}" is no value: texts stand in quotation marks.`)
}

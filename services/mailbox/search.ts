/** What a search asks for: every word of every list must occur, letter case ignored. */
export type Query = { to: string[]; from: string[]; subject: string[]; messageId: string[]; words: string[] }

const fields: Record<string, keyof Query> = {
  to: 'to',
  from: 'from',
  subject: 'subject',
  'message-id': 'messageId',
}

/**
 * Reads a search in Mailpit's way: `to:ada@example.com subject:"your result" mug`. Quotes keep spaces together; an
 * unknown prefix is a plain word.
 */
export function parseQuery(text: string): Query {
  const query: Query = { to: [], from: [], subject: [], messageId: [], words: [] }
  for (const [whole, prefix, quoted, plain] of text.matchAll(/(?:([a-z-]+):)?(?:"([^"]*)"|(\S+))/gi)) {
    const value = (quoted ?? plain ?? '').trim()
    const field = prefix === undefined ? 'words' : fields[prefix.toLowerCase()]
    if (field && value) query[field].push(value)
    else if (!field) query.words.push(whole)
  }
  return query
}

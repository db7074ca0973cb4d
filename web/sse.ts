/** One server-sent event. `id` is the last id the stream has named, as the standard says. */
export type ServerEvent = { id: string; event: string; data: string }

/**
 * Parses a stream of server-sent events (WHATWG HTML, section 9.2.6) fed in pieces of any size. `EventSource` is not used because it
 * cannot send an `Authorization` header.
 *
 * @returns a function that takes decoded text and returns the events it completed
 */
export function eventParser(): (text: string) => ServerEvent[] {
  let rest = ''
  let id = ''
  let event = ''
  let data: string[] = []
  const take = (line: string): ServerEvent | undefined => {
    if (line === '') {
      const done = data.length ? { id, event: event || 'message', data: data.join('\n') } : undefined
      event = ''
      data = []
      return done
    }
    const colon = line.indexOf(':')
    if (colon === 0) return
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
    else if (field === 'id' && !value.includes('\0')) id = value
  }
  return (text) => {
    // A carriage return at the very end may be half of a CRLF: it waits for the next piece.
    const all = rest + text
    const usable = all.endsWith('\r') ? all.length - 1 : all.length
    const lines = all.slice(0, usable).split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '') + all.slice(usable)
    return lines.map(take).filter((found) => found !== undefined)
  }
}

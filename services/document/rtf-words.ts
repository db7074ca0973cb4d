export type RtfWord =
  | { kind: 'open' }
  | { kind: 'close' }
  | { kind: 'text'; text: string }
  /** Bytes of the current code page, `\'e9\'e8` in one piece, since some letters take two. */
  | { kind: 'bytes'; bytes: number[] }
  /** A control word; `isOptional` when `\*` stands before it: readers who do not know it skip its group. */
  | { kind: 'control'; name: string; value?: number; isOptional: boolean }

const pieces = /\{|\}|(?:\\'[0-9a-f]{2})+|\\\*\s*|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z'])|[^\\{}\r\n]+|[\r\n]+|\\/gi

/** Cuts Rich Text, one character per byte, into its words. Binary data after `\bin` is left out. */
export function* rtfWords(rtf: string): Generator<RtfWord> {
  let isOptional = false
  pieces.lastIndex = 0
  const scan = new RegExp(pieces)
  for (let match = scan.exec(rtf); match; match = scan.exec(rtf)) {
    const [piece, name, value, symbol] = match
    const wasOptional = isOptional
    isOptional = piece.startsWith('\\*')
    if (isOptional) continue
    if (piece === '{') yield { kind: 'open' }
    else if (piece === '}') yield { kind: 'close' }
    else if (piece.startsWith("\\'"))
      yield {
        kind: 'bytes',
        bytes: piece
          .split("\\'")
          .slice(1)
          .map((hex) => Number.parseInt(hex, 16)),
      }
    else if (name) {
      if (name === 'bin') scan.lastIndex += Math.max(0, Number(value) || 0)
      yield { kind: 'control', name, ...(value && { value: Number(value) }), isOptional: wasOptional }
    } else if (symbol) yield symbolOf(symbol)
    else if (!/^[\r\n\\]/.test(piece)) {
      // Bytes above 127 that are written as they are belong to the code page as well.
      if (/^[\0-\x7f]*$/.test(piece)) yield { kind: 'text', text: piece }
      else yield { kind: 'bytes', bytes: Array.from(piece, (character) => character.charCodeAt(0)) }
    }
  }
}

/** Control symbols: a non-breaking space or hyphen, an escaped brace, or a line end that stands for `\par`. */
function symbolOf(symbol: string): RtfWord {
  if (symbol === '~') return { kind: 'text', text: '\u00a0' }
  if (symbol === '_') return { kind: 'text', text: '\u2011' }
  if (symbol === '-' || symbol === ':' || symbol === '|') return { kind: 'text', text: '' }
  if (symbol === '\n' || symbol === '\r') return { kind: 'control', name: 'par', isOptional: false }
  return { kind: 'text', text: symbol }
}

import type { Analysis, Quote, Source } from './contract.ts'
import { findWords, type Searchable, searchable } from './find-words.ts'
import { type Mask, masksFor, originalSpan, redact } from './redact.ts'
import { quote } from './text.ts'

export type MaterialOptions = { charsMax: number; isRedacted: boolean }
type Part = { source: Source; shown: string; masks: Mask[]; flat?: Searchable }
/** What a model is shown, and the way back from its words to ours. */
export type Material = { text: string; charsRead: number; parts: Part[] }

/** The sources one after the other, each below its id, cut at `charsMax` UTF-16 code units together. The same input gives the same material. */
export function materialOf(
  sources: readonly Source[],
  entities: Analysis['entities'],
  { charsMax, isRedacted }: MaterialOptions,
): Material {
  const hide = isRedacted ? masksFor(sources, entities) : []
  const parts: Part[] = []
  let left = charsMax
  for (const source of sources) {
    if (left <= 0) break
    const { shown, masks } = redact(source.text.slice(0, left).toWellFormed(), hide)
    left -= source.text.length
    parts.push({ source, shown, masks })
  }
  const text = parts.map(({ source, shown }) => `[${source.id}] (${source.kind})\n${shown}`).join('\n\n')
  return { text, charsRead: charsMax - Math.max(0, left), parts }
}

/** Where the words a model claims to quote stand in the original; the named source is looked at first. Undefined: they do not stand there. */
export function quoteIn({ parts }: Material, words: string, sourceId: string): Quote | undefined {
  const named = parts.find((p) => p.source.id === sourceId)
  for (const part of named ? [named, ...parts.filter((p) => p !== named)] : parts) {
    part.flat ??= searchable(part.shown)
    const found = findWords(part.flat, words)
    if (!found) continue
    const { start, end } = originalSpan(part.masks, found)
    const exact = quote(part.source, start, end)
    return exact.text.isWellFormed() && !exact.text.includes('\0') ? exact : undefined
  }
  return undefined
}

/** Where `words` stand within a quote, as a model saw it. */
export function withinQuote(material: Material, words: string, whole: Quote): Quote | undefined {
  const part = material.parts.find((p) => p.source.id === whole.source)
  if (!part) return undefined
  const direct = findWords(searchable(whole.text), words)
  if (direct) return quote(part.source, whole.start + direct.start, whole.start + direct.end)
  const found = quoteIn(material, words, whole.source)
  return found?.source === whole.source && found.start >= whole.start && found.end <= whole.end ? found : undefined
}

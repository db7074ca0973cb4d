import type { Analysis, Source } from './contract.ts'
import type { Span } from './find-words.ts'

type Entity = Analysis['entities'][number]
/** A piece that was replaced: where it stands in the original and where its placeholder stands in what is shown. */
export type Mask = { original: Span; shown: Span }

const hidden = ['email', 'phone', 'person'] as const
type Hidden = (typeof hidden)[number]
/** Of the same meaning, so that sentences still read as they did. example.com can belong to nobody (RFC 2606). */
const placeholder: Record<Hidden, (n: number) => string> = {
  email: (n) => `person${n}@example.com`,
  phone: (n) => `+00 000 000 ${String(n).padStart(3, '0')}`,
  person: (n) => `Person${n}`,
}

/** What is to be hidden, longest first, each with its placeholder; the parts of a name get the name's. */
export function masksFor(sources: readonly Source[], entities: readonly Entity[]): [words: string, shown: string][] {
  const all = sources.map((s) => s.text).join('\n')
  const masks = new Map<string, string>()
  for (const kind of hidden) {
    let n = 0
    for (const { evidence } of entities.filter((e) => e.kind === kind)) {
      do n++
      while (all.includes(placeholder[kind](n)))
      const shown = placeholder[kind](n)
      const parts = kind === 'person' ? evidence.text.split(/\s+/u).filter((part) => part.length > 2) : []
      for (const words of [evidence.text, ...parts]) if (!masks.has(words)) masks.set(words, shown)
    }
  }
  return [...masks].sort(([a], [b]) => b.length - a.length)
}

const escaped = (words: string) => words.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&')

/** Replaces every occurrence of what is to be hidden, and remembers where. */
export function redact(text: string, hide: readonly [string, string][]): { shown: string; masks: Mask[] } {
  if (hide.length === 0) return { shown: text, masks: [] }
  const byWords = new Map(hide)
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${hide.map(([words]) => escaped(words)).join('|')})(?![\\p{L}\\p{N}])`,
    'gu',
  )
  const masks: Mask[] = []
  let shown = ''
  let from = 0
  for (const found of text.matchAll(pattern)) {
    shown += text.slice(from, found.index)
    const instead = byWords.get(found[0])!
    from = found.index + found[0].length
    masks.push({
      original: { start: found.index, end: from },
      shown: { start: shown.length, end: shown.length + instead.length },
    })
    shown += instead
  }
  return { shown: shown + text.slice(from), masks }
}

/** The span of the original that a span of the shown text stands for; a placeholder counts whole. */
export function originalSpan(masks: readonly Mask[], { start, end }: Span): Span {
  const place = (at: number, isEnd: boolean): number => {
    let shift = 0
    for (const { original, shown } of masks) {
      if (isEnd ? at <= shown.start : at < shown.start) break
      if (isEnd ? at < shown.end : at < shown.end) return isEnd ? original.end : original.start
      shift = original.end - shown.end
    }
    return at + shift
  }
  return { start: place(start, false), end: place(end, true) }
}

import type { Analysis, Quote, Source, SummaryPage } from './contract.ts'
import { contentStems, overlap } from './repeats.ts'
import { splitSentences } from './sentences.ts'
import { quotePart, type Sentence } from './text.ts'

type Part = SummaryPage['parts'][number]
type Line = Part['lines'][number]
type Citation = Line['citations'][number]
export type JoinInput = {
  analysis: Analysis
  sources: Source[]
  words?: { start: number; end: number; startS: number }[]
  left: SummaryPage['unread']
}

/** What fits a page of paper; the rest is counted. */
const linesMax: Record<Part['topic'], number> = {
  gist: 3,
  wishes: 14,
  excluded: 4,
  qualities: 5,
  constraints: 5,
  people: 4,
  facts: 8,
  also: 6,
}
/** Two statements with this share of their words in common say the same. */
const sameShare = 0.6
/** Sentences of each source that are compared with the lines of the page. */
const comparedMax = 2_000
const strength = { must: 0, should: 1, could: 2, wont: 3 }

/**
 * One page that joins everything a request holds: what is wanted, ruled out, fixed and named, in the customer's own words. Each line is a quote and is cited by source, page or second of
 * the recording; where another source says the same, it is cited too; a source that nothing else quotes is there with its first telling sentence. Adds no word of its own. Pure.
 */
export function joinInputs({ analysis, sources, words, left }: JoinInput): SummaryPage {
  const cite = citing(sources, words)
  const sentences = sources.flatMap((source) =>
    splitSentences(source, analysis.language.code)
      .filter((s) => !s.isNoise && s.words.length > 2)
      .slice(0, comparedMax)
      .map((sentence) => ({ sentence, stems: new Set(contentStems(sentence.text)) })),
  )
  const echoes = (quote: Quote): Quote[] => {
    const stems = new Set(contentStems(quote.text))
    if (stems.size < 2) return []
    const said = sentences.filter((s) => s.sentence.source.id !== quote.source && overlap(stems, s.stems) >= sameShare)
    return said.slice(0, 3).map((s) => quotePart(s.sentence))
  }
  const used: Quote[] = []
  const isUsed = (quote: Quote) =>
    used.some((u) => u.source === quote.source && u.start <= quote.start && quote.end <= u.end)
  const lines = (quotes: readonly Quote[], topic: Part['topic']): Part => {
    // Words stand on the page once, under the first heading that quotes them.
    const fresh = quotes.filter((quote) => !isUsed(quote) && used.push(quote))
    const shown = fresh.slice(0, linesMax[topic])
    const cited = shown.map(
      (quote): Line => ({ text: oneLine(quote.text), citations: [quote, ...echoes(quote)].flatMap(cite) }),
    )
    return { topic, lines: cited.filter((line) => line.citations.length > 0), more: fresh.length - shown.length }
  }
  const byStrength = [...analysis.needs].sort((a, b) => strength[a.priority] - strength[b.priority])
  const wished = byStrength.filter((n) => n.priority !== 'wont').map((n) => n.evidence)
  const facts = analysis.entities.filter((e) => e.kind !== 'quantity').map((e) => e.evidence)
  const parts = [
    lines(analysis.summary, 'gist'),
    lines(
      (analysis.constraints ?? []).map((c) => c.evidence),
      'constraints',
    ),
    lines(
      (analysis.qualities ?? []).map((q) => q.evidence),
      'qualities',
    ),
    lines(wished, 'wishes'),
    lines(
      byStrength.filter((n) => n.priority === 'wont').map((n) => n.evidence),
      'excluded',
    ),
    lines(
      analysis.targetUsers.map((u) => u.evidence),
      'people',
    ),
    lines(facts, 'facts'),
  ]
  parts.push(lines(unheard(parts, sources, sentences), 'also'))
  const all = parts.flatMap((part) => part.lines).flatMap((line) => line.citations)
  return {
    parts: parts.filter((part) => part.lines.length > 0),
    sources: sources.map(({ id, kind, label }) => ({
      id,
      kind,
      label,
      cited: all.filter(({ quote }) => quote.source === id).length,
    })),
    unread: left,
    method: `${analysis.method}; joined by summary-page/1`,
  }
}

const oneLine = (text: string) => text.replace(/\s+/gu, ' ').trim()

/** The first sentence of each source that no line quotes yet. */
function unheard(parts: Part[], sources: readonly Source[], sentences: { sentence: Sentence }[]): Quote[] {
  const heard = new Set(parts.flatMap((p) => p.lines.flatMap((l) => l.citations.map((c) => c.quote.source))))
  return sources
    .filter(({ id }) => !heard.has(id))
    .flatMap(({ id }) => {
      const own = sentences.filter((s) => s.sentence.source.id === id)
      const first = own.find((s) => s.sentence.words.length > 4) ?? own[0]
      return first ? [quotePart(first.sentence)] : []
    })
}

/** Where a quote stands, for a reader: source, page of the file, second of the recording. Nothing for a quote that is not exact. */
function citing(sources: readonly Source[], words: JoinInput['words']): (quote: Quote) => Citation[] {
  const byId = new Map(sources.map((source) => [source.id, source]))
  return (quote) => {
    const source = byId.get(quote.source)
    if (!source || source.text.slice(quote.start, quote.end) !== quote.text) return []
    const page = source.pages?.find((p) => p.start <= quote.start && quote.start < p.end)
    const spoken = source.kind === 'voice' ? words?.find((w) => w.end > quote.start && w.start < quote.end) : undefined
    return [
      {
        quote,
        label: source.label,
        ...(page && { page: page.part?.page ?? page.number, ...(page.part && { part: page.part.name }) }),
        ...(spoken && { startS: spoken.startS }),
      },
    ]
  }
}

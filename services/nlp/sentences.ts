import type { Source } from './contract.ts'
import { type Sentence, wordsOf } from './text.ts'

type Span = { start: number; end: number; isItem: boolean; startsBlock: boolean; row?: number }

const BULLET =
  /^(?:#{1,6}\s+|[-*•–—▪◦·‣✓✔☐]\s+|\(?\d{1,2}(?:\.\d{1,2})*[.)]\s+|\d{1,2}(?:\.\d{1,2})+\s+(?=\p{L})|\(?[a-z]\)\s+|\p{Lu}{1,4}(?:\.\d{1,2}){1,3}[.:]?\s+(?=\p{Lu})|\p{Lu}{1,4}-?\d{1,3}[a-z]?[.:)]\s+|\(?\d{1,2}[a-z][.)]\s+)/u
// The look-behind lets a run of ten thousand dots be tried once, not from each of its dots.
const TERMINATOR = /(?<![.!?…])[.!?…]{1,12}["'”’)\]]{0,4}(?=\s|$)|[。！？]{1,12}/gu
// A lone surrogate or NUL can neither be stored in PostgreSQL's jsonb nor sent as UTF-8, so no quote may contain one.
const HARD_BREAK = /[\0\f\t|\u2028\u2029]|\p{Surrogate}/gu
const ABBREVIATIONS = new Set(
  (
    'e.g i.e etc vs approx ca cca dr mr mrs ms st no nr tel inc ltd dept min max incl excl esp prof jan feb mar apr jun jul aug sep sept oct nov dec ' +
    'z.b bzw usw ggf evtl inkl str tzn např napr tj atd resp č ul p.ex env mme m'
  ).split(' '),
)
const LONG = 320
const LONGEST = 600

/**
 * Splits a source into sentences, list items and table cells, in reading order. Lines wrapped by a page layout are
 * joined; dots inside `muji.com`, `3.5` or `e.g.` do not split; speech without punctuation is cut before a new clause.
 * Linear in the length of the text.
 */
export function splitSentences(source: Source, language: string): Sentence[] {
  const spans: Span[] = []
  for (const block of blocks(source.text, source.kind)) {
    for (const span of cutAtTerminators(source.text, block, language === 'en')) cutLong(source.text, span, spans)
  }
  const furniture = source.kind === 'document' ? repeated(source.text, spans) : new Set<string>()
  return spans.map((span) => {
    const text = source.text.slice(span.start, span.end)
    const isNoise = furniture.has(text) || looksLikeNoise(text)
    return { source, language, ...span, text, words: wordsOf(text, span.start), isNoise }
  })
}

/** Paragraphs, with wrapped lines joined; items and table cells are blocks of their own. */
function* blocks(text: string, kind: Source['kind']): Generator<Span> {
  let current: Span | undefined
  let previousLength = 0
  let afterBlank = true
  // Somebody who writes line by line, without full stops, is not joined: the next word would have had room.
  const width = kind === 'document' ? 0 : widthOf(text)
  for (const line of lines(text)) {
    const body = text.slice(line.start, line.end)
    if (!body.trim()) {
      if (current) yield current
      current = undefined
      afterBlank ||= line.breaksParagraph
      continue
    }
    const bullet = BULLET.exec(body.trimStart())?.[0] ?? ''
    const isWrapped =
      current &&
      !bullet &&
      !line.isCell &&
      !line.isBroken &&
      previousLength >= 55 &&
      previousLength + 1 + body.trimStart().search(/\s|$/u) > width &&
      !/[.!?:;]\s*$/.test(text.slice(current.end - 3, current.end))
    if (current && isWrapped) current.end = line.end
    else {
      if (current) yield current
      const indent = body.length - body.trimStart().length
      const isItem = bullet !== '' && !bullet.startsWith('#')
      const start = line.start + indent + bullet.length
      current = {
        start,
        end: line.end,
        isItem,
        startsBlock: afterBlank && !isItem && !line.isCell,
        ...(line.isCell && { row: line.row }),
      }
    }
    previousLength = body.length
    afterBlank = false
  }
  if (current) yield current
}

/** The width at which a text is wrapped, if it is: the longest of its lines that is short enough for a page. */
function widthOf(text: string): number {
  const all = text.split('\n').map((line) => line.trimEnd())
  const width = Math.max(...all.map((line) => line.length).filter((n) => n <= 120), 0)
  const open = all
    .slice(0, -1)
    .flatMap((line, i) => (line.length < 55 || /[.!?:;]$/u.test(line) ? [] : [[line, all[i + 1]!]]))
  const full = open.filter(([line, next]) => line!.length + 1 + next!.trimStart().search(/\s|$/u) > width)
  return full.length === 1 && open.length === 1
    ? width
    : full.length > 1 && full.length >= open.length / 2
      ? width
      : Number.POSITIVE_INFINITY
}

type Line = { start: number; end: number; isCell: boolean; row: number; isBroken: boolean; breaksParagraph: boolean }

function* lines(text: string): Generator<Line> {
  let at = 0
  for (const row of text.split(/(?<=\n)/)) {
    const end = at + row.length
    let from = at
    let isCell = false
    let isBroken = false
    for (const hard of row.matchAll(HARD_BREAK)) {
      isCell ||= /[|\t]/.test(hard[0])
      yield { start: from, end: at + hard.index, isCell, row: at, isBroken, breaksParagraph: false }
      isBroken = true
      from = at + hard.index + hard[0].length
    }
    const bodyEnd = end - (/\r?\n$/.exec(row)?.[0].length ?? 0)
    yield { start: from, end: Math.max(from, bodyEnd), isCell, row: at, isBroken, breaksParagraph: !row.trim() }
    at = end
  }
}

function* cutAtTerminators(text: string, block: Span, isEnglish: boolean): Generator<Span> {
  const body = text.slice(block.start, block.end)
  let from = 0
  let isFirst = true
  for (const stop of body.matchAll(TERMINATOR)) {
    const end = stop.index + stop[0].length
    if (end < body.length && isAbbreviation(body, stop.index, stop[0], isEnglish)) continue
    const span = trimmed(text, block.start + from, block.start + end, block, isFirst)
    if (span) yield span
    from = end
    isFirst = false
  }
  const rest = trimmed(text, block.start + from, block.end, block, isFirst)
  if (rest) yield rest
}

/** "between 20 and 30. The", "in Annex 3. Bids": a count ends the sentence; "1. Scope" at its beginning and "on 3. July" do not. */
const counted = /\b(?:and|of|than|about|around|nearly|to|over|under|only|are|is|has|have|with)\s\d+$/iu
const endsCount = (body: string, dot: number): boolean =>
  counted.test(body.slice(0, dot)) ||
  (/\p{L}{3,}[\p{L},]*\s\d+$|:\d\d$/u.test(body.slice(0, dot)) &&
    /^\s+(?!(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)\p{Lu}\p{Ll}*/u.test(
      body.slice(dot + 1),
    ))

function isAbbreviation(body: string, dot: number, mark: string, isEnglish: boolean): boolean {
  if (!mark.startsWith('.') || mark.startsWith('..')) return false
  const before = /[\p{L}\p{N}.]+$/u.exec(body.slice(Math.max(0, dot - 14), dot))?.[0] ?? ''
  if (/^\p{Lu}$/u.test(before)) return before !== 'I'
  // `1. Juli`, `1. července`: an ordinal, unless a capitalised English sentence follows.
  if (/^\d{1,2}$/.test(before)) return !isEnglish || (Number(before) <= 31 && !endsCount(body, dot))
  const next = /^\s*(\p{L})/u.exec(body.slice(dot + mark.length, dot + mark.length + 4))?.[1] ?? ''
  const lower = before.toLowerCase()
  return (
    ABBREVIATIONS.has(lower) &&
    !(/^(?:etc|usw|atd|inc|ltd|no|m|max|min|jan|mar|jun|jul|st)$/.test(lower) && /\p{Lu}/u.test(next))
  )
}

function trimmed(text: string, start: number, end: number, block: Span, isFirst: boolean): Span | undefined {
  while (start < end && /\s/.test(text[start]!)) start++
  while (end > start && /\s/.test(text[end - 1]!)) end--
  if (start >= end) return undefined
  const { row } = block
  return {
    start,
    end,
    isItem: block.isItem && isFirst,
    startsBlock: block.startsBlock && isFirst,
    ...(row !== undefined && { row }),
  }
}

const CLAUSE =
  /(?<=\S)\s+(?=(?:and|but|so|because|then|also|plus)\s+(?:i|we|they|it|the|you|people|customers|users|then|also)\b)/giu

/** Cuts run-on text, such as a transcript without full stops, before a new clause, else at a comma or space. */
function cutLong(text: string, span: Span, into: Span[]): void {
  if (span.end - span.start <= LONG) return void into.push(span)
  const body = text.slice(span.start, span.end)
  const cuts: number[] = []
  let last = 0
  for (const clause of body.matchAll(CLAUSE)) {
    const at = clause.index + clause[0].length
    if (at - last >= 60) {
      cuts.push(at)
      last = at
    }
  }
  let from = 0
  for (const cut of [...cuts, body.length]) {
    while (cut - from > LONGEST) {
      const window = body.slice(from, from + LONGEST)
      const at = Math.max(window.lastIndexOf(', ') + 2, window.lastIndexOf(' ') + 1)
      const hard = at > 80 ? at : LONGEST - (/[\uD800-\uDBFF]$/.test(window) ? 1 : 0)
      pushPart(text, span, from, from + hard, into)
      from += hard
    }
    pushPart(text, span, from, cut, into)
    from = cut
  }
}

function pushPart(text: string, span: Span, from: number, to: number, into: Span[]): void {
  const part = trimmed(text, span.start + from, span.start + to, span, from === 0)
  if (part) into.push(part)
}

/** Lines that return on many pages: headers and footers. */
function repeated(text: string, spans: Span[]): Set<string> {
  const counts = new Map<string, number>()
  for (const span of spans) {
    const body = text.slice(span.start, span.end)
    if (body.length <= 120) counts.set(body, (counts.get(body) ?? 0) + 1)
  }
  return new Set([...counts].filter(([, count]) => count >= 4).map(([body]) => body))
}

const FURNITURE =
  /^(?:page \d+(?: (?:of|\/) \d+)?|\d+ ?\/ ?\d+|(?:©|copyright|all rights reserved|confidential\b).*|table of contents)$/iu

function looksLikeNoise(text: string): boolean {
  if (FURNITURE.test(text)) return true
  if (/<\/?[a-z][^>]{0,200}>|<!--|\{\{|=>|function\s*\(|javascript:/i.test(text)) return true
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  return letters < 2 || letters < text.length * 0.3
}

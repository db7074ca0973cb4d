import type { Analysis, Source } from '#contracts/nlp'

/** Words of the customer with their place in the input: `text` is exactly `source.text.slice(start, end)`. */
export type Said = { source: string; start: number; end: number; text: string }

/** Source of a text that is nobody's words: a model proposed it, and it is shown as a proposal. */
export const proposedSource = 'proposal'

// Control characters are dropped by HTML parsers and direction overrides let a text pose as another: such quotes are not shown.
const unshowable = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u

/** The quote when the source really says so at that place and it can be shown, else undefined. */
export function saidIn(sources: Source[], quote: Said): Said | undefined {
  const source = sources.find(({ id }) => id === quote.source)
  if (
    !source ||
    quote.start < 0 ||
    quote.end <= quote.start ||
    source.text.slice(quote.start, quote.end) !== quote.text
  )
    return undefined
  return trimmed({ source: quote.source, start: quote.start, end: quote.end, text: quote.text })
}

/** Part of a quote, from `from` up to `to` within its text, with outer white space left out. */
export function part(said: Said, from: number, to: number): Said | undefined {
  return trimmed({
    source: said.source,
    start: said.start + from,
    end: said.start + to,
    text: said.text.slice(from, to),
  })
}

function trimmed(said: Said): Said | undefined {
  const before = said.text.length - said.text.trimStart().length
  const text = said.text.trim()
  if (!text || unshowable.test(text)) return undefined
  return { ...said, start: said.start + before, end: said.start + before + text.length, text }
}

/** `name` as a quote inside `evidence`, or all of the evidence when the name is not in it word for word. */
export function nameWithin(evidence: Said, name: string): Said | undefined {
  const at = evidence.text.indexOf(name)
  return (at >= 0 && name.trim() && part(evidence, at, at + name.length)) || undefined
}

// The patterns here look back and forth inside one sentence, so their time grows with its square: 100 kB without a full stop took
// minutes. What is longer than this is no sentence that anyone would put on a page.
const sentenceCharsMax = 600
const sourceCharsMax = 100_000

/** True when a quote is short enough to be looked into. */
export const isSentence = (said: Said): boolean => said.text.length <= sentenceCharsMax

/**
 * Sentences and lines of a source with their places; of one longer than 600 characters the beginning. Reads the first 100,000
 * characters. A full stop inside a number or an address does not end a sentence.
 */
export function sentencesOf(source: Source): Said[] {
  return pieces(source, /\n|[.!?;](?=\s|$)|[。！？؟]/gu)
}

/** Lines of a source with their places, under the same bounds. */
export function linesOf(source: Source): Said[] {
  return pieces(source, /\n/gu)
}

function pieces(source: Source, ends: RegExp): Said[] {
  const text = source.text.slice(0, sourceCharsMax)
  const whole: Said = { source: source.id, start: 0, end: text.length, text }
  const found: Said[] = []
  let from = 0
  const close = (to: number) => {
    const piece = part(whole, from, Math.min(to, from + sentenceCharsMax))
    if (piece) found.push(piece)
    from = to
  }
  for (const { 0: mark, index } of text.matchAll(ends)) close(mark === '\n' ? index : index + mark.length)
  close(text.length)
  return found
}

const wishes = [
  /^(?:نريد|أريد|نحتاج(?: إلى)?|أحتاج(?: إلى)?|نود|أود)\s+(?:موقعًا? (?:إلكترونيًا )?ل(?=[^ل\s]))?/u,
  /^(?:i|we)\s+(?:run|own|publish)\s+/iu,
  /^(?:(?:hi|hello|hey|dear [^,!.]{1,30})\s*[,!.]?\s+)?(?:please\s+)?(?:i|we)(?:['’]d|['’]m|['’]re| am| are| would)?\s+(?:really |also |just |currently |now )?(?:want|need|require|wish|hope|plan|like|love|looking|look|thinking|planning)(?:ing)?\s+(?:for\s+|of\s+|about\s+)?(?:to\s+)?(?:(?:have|build|create|open|launch|get|start|make|set up|run|opening|launching|building|starting|creating)\s+)?(?:you to (?:build|create|make)\s+)?/iu,
  /^(?:want|need|looking for|this is (?:about|for))\s+(?:to\s+(?:have |build |create |open |launch |get |start )?)?/iu,
  /^(?:wir|ich)\s+(?:möchten?|brauchen?|wollen|will|benötigen?|suchen?|wünschen? (?:uns|mir)|planen?|hätten? gerne?)\s+/iu,
  /^(?:chci|chceme|potřebuji|potřebujeme|potřebuju|hledám|hledáme|(?:chtěl[ai]?|rád[ai]?|potřeboval[ai]?|chtěli|rádi|potřebovali) (?:bych|bychom|bysme)(?: (?:chtěl[ai]?|měl[ai]?|chtěli|měli))?|plánuji|plánujeme)\s+(?:si\s+)?(?:(?:otevřít|vytvořit|mít|založit|spustit|postavit)\s+)?/iu,
  /^(?:je|nous)\s+(?:voudrais|voudrions|veux|voulons|souhaite|souhaitons|souhaiterais|cherche|cherchons|aimerais|aimerions|ai besoin|avons besoin)\s+(?:(?:créer|ouvrir|lancer|avoir|faire)\s+)?(?:d['’]|de\s+)?/iu,
]

// "A website for small museums" is about small museums: the site itself need not say that it is one.
const wrappings = [
  /^(?:an?|the|our|my)\s+(?:[\p{L}-]+\s+){0,3}?(?:web ?sites?|web ?pages?|landing page|home ?page|online (?:shop|store)|web ?shop|shop|store|site|web app|app|portal|platform)\s+(?:for|where|selling|(?:that|which)\s+(?:explains|shows|tells|presents|describes|sells))\s+/iu,
  /^(?:eine?n?|die|unsere?)\s+(?:[\p{L}-]+\s+){0,2}?(?:Web(?:site|seite)|Homepage|Online-?Shop|Webshop|Seite|App)\s+für\s+/iu,
  /^(?:nový |jednoduchý |moderní )?(?:web(?:ové stránky)?|webovky|e-?shop|stránky|aplikaci)\s+pro\s+/iu,
  /^(?:un|une|le|notre)\s+(?:[\p{L}-]+\s+){0,2}?(?:site(?: (?:web|internet))?|boutique(?: en ligne)?|application|page)\s+pour\s+/iu,
]

/** A sentence without "We would like to have …" and without its full stop: what is wished for, still word for word. */
export function wishOf(said: Said): Said {
  const opening = wishes.map((wish) => wish.exec(said.text)?.[0].length ?? 0).find((length) => length > 0) ?? 0
  const wrapping =
    wrappings.map((one) => one.exec(said.text.slice(opening))?.[0].length ?? 0).find((length) => length > 0) ?? 0
  const tail = /[\s.!;,:]+$/u.exec(said.text)?.[0].length ?? 0
  const rest = part(said, opening + wrapping, said.text.length - tail)
  return rest && rest.text.length >= 8 ? rest : said
}

/** The longest beginning that ends at a clause and has at most `lengthMax` characters; undefined when no clause ends in time. */
export function clauseOf(said: Said, lengthMin: number, lengthMax: number): Said | undefined {
  if (said.text.length <= lengthMax) return said
  const ends = [
    ...said.text.matchAll(
      /[,;:–—(]|\s[-–—]\s|\s(?=(?:where|which|that|because|so that|with|and|kde|který|která|která|protože|wo|damit|weil|mit|où|qui|pour que|avec)\s)/giu,
    ),
  ].map(({ index }) => index)
  const isInside = (index: number) => /\([^)]*$/u.test(said.text.slice(0, index))
  const end = ends.filter((index) => index >= lengthMin && index <= lengthMax && !isInside(index)).at(-1)
  return end === undefined ? undefined : part(said, 0, end)
}

/** At most `lengthMax` characters, ending between words where it can. */
export function clip(said: Said, lengthMax: number): Said {
  if (said.text.length <= lengthMax) return said
  const space = said.text.slice(0, lengthMax + 1).search(/\s\S*$/u)
  // One character less than the limit may be half of a surrogate pair, so the shorter cut is tried as well.
  return part(said, 0, space > 0 ? space : lengthMax) ?? part(said, 0, lengthMax - 1) ?? said
}

const overlap = (one: Said, other: Said) =>
  one.source === other.source && one.start < other.end && other.start < one.end
const forBuilders =
  /\b(?:budget\b[^.]{0,60}\d|deadline|invest\w*|quote|as soon as possible|asap|urgent\w*|rozpočet[^.]{0,60}\d|termín\w*|naléhav\w*|dringend|Kosten|délai|échéance|devis)\b|@|https?:|www\./iu

/** True for words meant for whoever builds the site (budget, deadline, addresses), which visitors of the site should not read. */
export function isForBuilders(said: Said, analysis: Analysis): boolean {
  if (forBuilders.test(said.text)) return true
  if (analysis.cues.some(({ evidence }) => overlap(evidence, said) && evidence.text.length < said.text.length * 3))
    return true
  return analysis.entities.some(
    ({ kind, evidence }) => (kind === 'email' || kind === 'phone' || kind === 'url') && overlap(evidence, said),
  )
}

/** Keeps the first of quotes that read the same. */
export function distinct(list: Said[]): Said[] {
  const seen = new Set<string>()
  return list.filter(({ text }) => {
    const key = text.toLocaleLowerCase()
    return !seen.has(key) && seen.add(key)
  })
}

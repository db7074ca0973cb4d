import type { Analysis, Source } from '#contracts/nlp'
import { brandIn } from './brand.ts'
import { introductionsIn, isTrouble, withoutGreeting } from './introduction.ts'
import { siteName } from './naming.ts'
import { clauseOf, distinct, isForBuilders, isSentence, part, type Said, saidIn, sentencesOf, wishOf } from './said.ts'

type Told = { analysis: Analysis; sources: Source[] }

/** Sentences fit for visitors, in reading order: the summary, then needs when the summary has nothing to show. */
function statements({ analysis, sources }: Told): Said[] {
  const wanted = analysis.needs.filter(({ priority }) => priority !== 'wont').map(({ evidence }) => evidence)
  const quotes = [...analysis.summary, ...wanted].flatMap((quote) => saidIn(sources, quote) ?? [])
  return distinct(quotes.filter((said) => isSentence(said) && !isForBuilders(said, analysis)))
}

const ownVoice =
  /(?:^|[^\p{L}])(?:we|our|us|my|i|wir|uns|unsere?\p{L}?|ich|meine?\p{L}?|naše|náš|naši|jsme|můj|moje|nous|notre|nos|je|mon|ma)(?![\p{L}])/iu
const wishing =
  /(?<!\p{L})(?:need\p{L}*|want\p{L}*|wish\p{L}*|must|should|shall|would(?! rather)|could|ha(?:s|ve) to|(?:is|are) to|(?:i|we|it)['’]d|please|maybe|ideally|if (?:at all )?possible|essential|crucial|website|app|page|brauch\p{L}*|möchten?|sollen?|soll|müssen?|muss|notwendig|wichtig|wäre|hätten?|chceme|chci|chtěl\p{L}*|potřebuj\p{L}*|musí|měl\p{L}*|bylo by|voudr\p{L}+|devr\p{L}+|doivent|doit|faut|serait|besoin|indispensable|nécessaire|أريد|نريد|نحتاج|يجب)(?!\p{L})|\d/iu

// "If someone answers yes" without what happens then is half a sentence.
const isTold = ({ text }: Said) =>
  !wishing.test(text) && !/^(?:if|because|when|while|wenn|weil)(?!\p{L})[^,]*$/iu.test(text)
/** A line of a list is a wish, however it is put. */
const isListed = (said: Said, sources: Source[]) => {
  const before = sources.find(({ id }) => id === said.source)?.text.slice(Math.max(0, said.start - 4), said.start) ?? ''
  return /(?:^|\n)\s*(?:[-*•–]|\d{1,2}[.)])\s*$|\|\s*$/u.test(before)
}
/** "A website for small museums" says what the site is for; "a website where people can book" what it can do. */
const isWrapped = (said: Said) => {
  const opening = said.text.slice(0, wishOf(said).start - said.start)
  return ownSite.test(opening) && !/\s(?:where|kde|wo|où)\s+$/iu.test(opening)
}

/** Begins small where the writer begins sentences with a capital: torn from its sentence by the end of a line. */
const isFragment = (said: Said, sources: Source[]) =>
  /^\p{Ll}/u.test(said.text) && /^[^\p{L}]*\p{Lu}/u.test(sources.find(({ id }) => id === said.source)?.text ?? '')

const prices = /(?:[€£$]\s?\d|\d\s?(?:€|£|\$|Kč|EUR|USD|CZK|GBP))/gu

/** Sentences of the description in which the customer speaks of themselves: not a wish, a list, a price or a time. */
function selfPortrait({ analysis, sources }: Told): Said[] {
  const wished = [...analysis.features, ...analysis.needs].map(({ evidence }) => evidence.text)
  const spoken = sources.filter(({ kind }) => kind !== 'document').flatMap(sentencesOf)
  return spoken.filter(
    (said) =>
      said.text.length >= 40 &&
      !said.text.includes(':') &&
      ownVoice.test(said.text) &&
      !wishing.test(said.text) &&
      !isForBuilders(said, analysis) &&
      !wished.some((wish) => wish.includes(said.text) || said.text.includes(wish)),
  )
}

const ownSite =
  /(?:^|[^\p{L}])(?:web ?sites?|web ?pages?|home ?pages?|web|sites?|online[- ]shops?|web ?shops?|e-?shop|app|Webseite|Seite|stránky|webovky|boutique en ligne|موقع\p{L}*)(?![\p{L}])/iu

const aboutLooks =
  /^(?:natural|earthy|warm|calm|modern|simple|clean|elegant|airy|big photos?|big pictures?)[,.\s]|\b(?:colou?rs? please|pink but|farben bitte)\b/iu

/** Tells sentences that visitors should read from those that say how the site is to be: its colours, that it is needed, a whole price list. */
function readableFor(sources: Source[]): (said: Said) => boolean {
  const { colours, mood, scheme } = brandIn(sources)
  const looks = [...colours, ...(mood ? [mood] : []), ...(scheme ? [scheme] : [])].map(({ said }) => said)
  return (said) => {
    const isWishForSite = wishOf(said).start > said.start && ownSite.test(said.text)
    const isPriceList = (said.text.match(prices)?.length ?? 0) > 1
    const isAboutLooks = looks.some(
      ({ source, start }) => source === said.source && said.start <= start && start < said.end,
    )
    return !isWishForSite && !isPriceList && !isAboutLooks && !aboutLooks.test(said.text)
  }
}

/** The heading, the sentence it comes from, and what follows in the same sentence when that can stand below it: "and we take time for those who are afraid". */
type Heading = { said: Said; from: Said; further?: Said }

const headingMin = 12
/** Shorter wishes name only the kind of business ("our bakery"). */
const wrappedMin = 20
const joint =
  /^(.{25,72}?),\s+(?=(?:and|but|so|und|aber|et|mais)\s(?:i|we|you|they|it|the|an?|no|each|every|our|my|ich|wir|sie|es|die|der|das|je|nous|il|elle|les?|la)\s)/isu

/** A heading has at most 100 characters; of one with more than 72, a second sentence after a comma goes below it. */
function headingOf(told: Said, from: Said, lengthMin: number): Heading | undefined {
  const whole = wishOf(told)
  const split = whole.text.length > 72 ? joint.exec(whole.text) : null
  const said = split ? part(whole, 0, split[1]!.length) : clauseOf(whole, lengthMin, 100)
  if (!said || said.text.length < lengthMin) return undefined
  const further = split ? part(told, whole.start - told.start + split[0].length, told.text.length) : undefined
  return { said, from, ...(further && { further }) }
}

/** When no clause ends in time. */
function clippedHeading(from: Said): Heading | undefined {
  const said = clauseOf(wishOf(from), 8, 150)
  return said && { said, from }
}

const first = <From, To>(list: From[], read: (one: From) => To | undefined): To | undefined => {
  for (const one of list) {
    const found = read(one)
    if (found !== undefined) return found
  }
  return undefined
}

const isNaming = ({ text }: Said) => /(?:^name\b|\b(?:is|are) called\b|heißt|jmenuje|appelle)/iu.test(text)
const refersBack =
  /^(?:these|those|they|them|she|he|it|its|that|this(?! is about)|what|someone|therefore|of course|one of|such|sie|er|es|das|diese|ils?|elles?|cela|ça|to|ten|ta)(?!\p{L})/iu

/** What they are or do; else what the site is for; else what they tell; else what they wish. */
function headingAmong(input: Told, candidates: Said[]): Heading | undefined {
  const spoken = input.sources.filter(({ kind }) => kind !== 'document')
  const introductions = (spoken.length > 0 ? spoken : input.sources).flatMap(introductionsIn)
  const name = siteName(input.analysis, input.sources)?.text
  const introduce = ({ told, from }: { told: Said; from: Said }) => {
    const isInside = ({ evidence }: { evidence: Said }) =>
      evidence.source === told.source && told.start <= evidence.start && evidence.end <= told.end
    const cues = input.analysis.cues.filter(isInside)
    // "We are Le Four de Jeanne" says no more than the name above it.
    if (name && told.text.includes(name) && told.text.length - name.length < wrappedMin) return undefined
    return isForBuilders(told, { ...input.analysis, cues }) ? undefined : headingOf(told, from, headingMin)
  }
  const fit = candidates.filter((said) => !isTrouble(said) && !isNaming(said) && !refersBack.test(said.text))
  return (
    first(introductions, introduce) ??
    first(fit, (said) => (isWrapped(said) ? headingOf(said, said, wrappedMin) : undefined)) ??
    first(fit.filter(isTold), (said) => headingOf(said, said, 14)) ??
    first(fit, (said) => headingOf(said, said, 14)) ??
    first([...fit, ...candidates], (said) => headingOf(said, said, 8) ?? clippedHeading(said))
  )
}

const isOverlapping = (one: Said, other: Said) =>
  one.source === other.source && one.start < other.end && other.start < one.end

/** The first of those that share words at one place; of a text over several lines the first line. */
function apart(list: Said[], taken: Said[]): Said[] {
  const kept: Said[] = []
  for (const said of list) {
    const line = part(said, 0, said.text.indexOf('\n') < 0 ? said.text.length : said.text.indexOf('\n'))
    if (line && ![...taken, ...kept].some((other) => isOverlapping(line, other))) kept.push(line)
  }
  return distinct(kept)
}

/**
 * What visitors read first and next: the heading, the sentence below it, and the others in the order in which they are worth reading. What the customer says of
 * themselves is for visitors; what the site should be able to do stands in for it only where nothing else was said, and never below the heading. How
 * the site should look, whole price lists, complaints about today and questions are not among them.
 */
export function storyOf(input: Told): { headline?: Said; lead?: Said; rest: Said[] } {
  const candidates = statements(input)
  const heading = headingAmong(input, candidates)
  const isShown = readableFor(input.sources)
  const isForVisitors = (said: Said) => isShown(said) && !isTrouble(said) && !isNaming(said)
  const isSpoken = (said: Said) => isTold(said) && !isListed(said, input.sources) && !isFragment(said, input.sources)
  const shown = candidates.filter(isForVisitors)
  const taken = heading ? [heading.from] : []
  const told = apart([...shown.filter(isSpoken), ...selfPortrait(input).filter(isForVisitors)], taken).map(
    withoutGreeting,
  )
  const lead = heading?.further ?? told.find(({ text }) => !refersBack.test(text))
  return {
    ...(heading && { headline: heading.said }),
    ...(lead && { lead }),
    rest: told.filter((said) => said !== lead),
  }
}

import type { Analysis, Source } from '#contracts/nlp'
import { brandIn } from './brand.ts'
import { clauseOf, distinct, isForBuilders, isSentence, type Said, saidIn, sentencesOf, wishOf } from './said.ts'

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
  /\b(?:need|want|must|should|would|could|please|website|app|page|brauchen?|möchten?|sollen?|müssen?|chceme|potřebujeme|musí|měl\p{L}*|voudr\p{L}+|devr\p{L}+|besoin)\b|\d/iu

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
    return !isWishForSite && !isPriceList && !isAboutLooks
  }
}

function headlineAmong(candidates: Said[]): { headline?: Said; from?: Said } {
  for (const [lengthMin, lengthMax] of [
    [14, 100],
    [8, 150],
  ] as const) {
    for (const candidate of candidates) {
      const headline = clauseOf(wishOf(candidate), lengthMin, lengthMax)
      if (headline && headline.text.length >= lengthMin) return { headline, from: candidate }
    }
  }
  return {}
}

/**
 * What visitors read first and next: the sentence that the heading is cut from, and the others in the order in which they are worth reading. What the customer
 * says of themselves comes before what the site should be able to do; how it should look, and whole price lists, are not among them.
 */
export function storyOf(input: Told): { headline?: Said; from?: Said; rest: Said[] } {
  const candidates = statements(input)
  const { headline, from } = headlineAmong(candidates)
  const isTold = ({ text }: Said) => !wishing.test(text)
  const isShown = readableFor(input.sources)
  const shown = candidates.filter(isShown)
  const told = [...shown.filter(isTold), ...selfPortrait(input).filter(isShown), ...shown]
  return {
    ...(headline && { headline }),
    ...(from && { from }),
    rest: distinct(told).filter((said) => said.text !== from?.text),
  }
}

import type { Analysis } from '#contracts/nlp'
import type { TemplatePack } from './contract.ts'

export type Choice = { id: string; reasons: string[]; scores: { id: string; score: number }[] }

const priorityWeight = { must: 1, should: 0.7, could: 0.4, wont: 0 } as const
// A kind the analysis is sure of outweighs two wishes; an industry only tips the scales.
const kindWeight = 4
// Nearly every request is for a website, whatever else it is for: the word alone must not outweigh what the site is about.
const vagueKinds = ['website', 'general']
const vagueKindWeight = 1
const industryWeight = 1.5
// The customer's own word for the thing ("restaurant", "dashboard") says more than a category; three of them say enough.
const wordWeight = 1.6
const wordsMax = 3
// Less than one telling word or one wish a template is made for is chance: a map alone makes nobody a magazine.
const leastToTell = 1

type Point = { points: number; reason: string }

/** Everything of the request that the analysis quotes, for callers that have nothing else of it. */
function quotedIn({ summary, features, needs, keywords, industry, kind, targetUsers }: Analysis): string {
  const quotes = [...summary, ...industry.evidence, ...kind.evidence]
  const parts = [...features, ...needs, ...keywords, ...targetUsers].map(({ evidence }) => evidence)
  return [...quotes, ...parts].map(({ text }) => text).join('\n')
}

/** "No shop" asks for none. */
const notWanted = String.raw`(?<!\b(?:no|not an?|without an?|without|kein|keine|keinen|ohne|bez|žádný|pas de|sans)\s)`
/** The words as the customer wrote them: from five letters on, a beginning is enough ("photograph" finds "photographer"). */
function wordsFound(words: string[], text: string): string[] {
  const found = words.flatMap((word) => {
    const ending = word.length >= 5 ? String.raw`\p{L}*` : 's?'
    const match = new RegExp(String.raw`(?<!\p{L})${notWanted}${RegExp.escape(word)}${ending}(?!\p{L})`, 'iu').exec(
      text,
    )
    return match ? [match[0]] : []
  })
  // "online shop" says "shop" already.
  const isPart = (word: string, at: number) =>
    found.some(
      (other, index) =>
        index !== at && other.toLowerCase().includes(word.toLowerCase()) && (other.length > word.length || index < at),
    )
  return found.filter((word, at) => !isPart(word, at)).slice(0, wordsMax)
}

function pointsOf(pack: TemplatePack, analysis: Analysis, text: string): Point[] {
  const { kind, features, industry } = analysis
  const points: Point[] = []
  const words = wordsFound(pack.words ?? [], text)
  if (words.length > 0)
    points.push({ points: wordWeight * words.length, reason: `You wrote ${words.map((w) => `"${w}"`).join(', ')}.` })
  if (pack.kinds.includes(kind.value))
    points.push({
      points: (vagueKinds.includes(kind.value) ? vagueKindWeight : kindWeight) * kind.confidence,
      reason: `It suits the kind "${kind.value}".`,
    })
  const byCategory = Map.groupBy(features, ({ category }) => category)
  for (const [category, list] of byCategory) {
    const weight = pack.categories[category] ?? 0
    // Each further wish of a category says less than the first: ten content wishes must not drown one booking wish.
    const sum = list
      .map(({ priority }) => priorityWeight[priority])
      .sort((a, b) => b - a)
      .reduce<number>((total, one, index) => total + one / (index + 1), 0)
    const wished = list.filter(({ priority }) => priority !== 'wont').length
    if (weight * sum > 0)
      points.push({
        points: weight * sum,
        reason:
          wished === 1
            ? `It has pages for "${category}", which you ask for.`
            : `It has pages for "${category}", which ${wished} of your wishes are about.`,
      })
  }
  const industryPoints = industryWeight * (pack.industries?.[industry.value] ?? 0) * industry.confidence
  if (industryPoints > 0) points.push({ points: industryPoints, reason: `It fits the field "${industry.value}".` })
  return points
}

/**
 * Chooses the pack with the most points for an analysis: kind, the customer's own words, wishes by category and priority, industry. Equal points go to the pack that
 * comes first, so the order of `packs` decides and the same input always gives the same choice. @throws Error when there are no packs
 */
export function chooseTemplate(packs: TemplatePack[], analysis: Analysis, text = quotedIn(analysis)): Choice {
  const ranked = packs
    .map((pack) => {
      const points = pointsOf(pack, analysis, text).sort((a, b) => b.points - a.points)
      return {
        id: pack.id,
        score: Math.round(100 * points.reduce((sum, one) => sum + one.points, 0)) / 100,
        reasons: points.map(({ reason }) => reason),
      }
    })
    .sort((a, b) => b.score - a.score)
  const [best] = ranked
  if (!best) throw new Error('There is no template pack to choose from.')
  const general = packs.find(({ kinds }) => kinds.includes('general'))
  const isTold = best.score >= leastToTell || !general
  const { id, reasons } = isTold
    ? best
    : {
        id: general.id,
        reasons: ['Too little in the request points to a certain template, so the most general one was taken.'],
      }
  return { id, reasons, scores: ranked.map(({ id, score }) => ({ id, score })) }
}

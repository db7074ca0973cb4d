import type { Analysis } from '#contracts/nlp'
import type { TemplatePack } from './contract.ts'

export type Choice = { id: string; reasons: string[]; scores: { id: string; score: number }[] }

const priorityWeight = { must: 1, should: 0.7, could: 0.4, wont: 0 } as const
// A kind the analysis is sure of outweighs two wishes; an industry only tips the scales.
const kindWeight = 4
const industryWeight = 1.5

type Point = { points: number; reason: string }

function pointsOf(pack: TemplatePack, { kind, features, industry }: Analysis): Point[] {
  const points: Point[] = []
  if (pack.kinds.includes(kind.value))
    points.push({ points: kindWeight * kind.confidence, reason: `It suits the kind "${kind.value}".` })
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
 * Chooses the pack with the most points for an analysis: kind, wishes by category and priority, industry. Equal points go to the pack that
 * comes first, so the order of `packs` decides and the same input always gives the same choice. @throws Error when there are no packs
 */
export function chooseTemplate(packs: TemplatePack[], analysis: Analysis): Choice {
  const ranked = packs
    .map((pack) => {
      const points = pointsOf(pack, analysis).sort((a, b) => b.points - a.points)
      return {
        id: pack.id,
        score: Math.round(100 * points.reduce((sum, one) => sum + one.points, 0)) / 100,
        reasons: points.map(({ reason }) => reason),
      }
    })
    .sort((a, b) => b.score - a.score)
  const [best] = ranked
  if (!best) throw new Error('There is no template pack to choose from.')
  const reasons =
    best.score > 0
      ? best.reasons
      : ['Nothing in the request points to a certain template, so the most general one was taken.']
  return { id: best.id, reasons, scores: ranked.map(({ id, score }) => ({ id, score })) }
}

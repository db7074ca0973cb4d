import type { Prototype } from '#contracts/prototype'
import type { TaskInput } from '#platform/service'
import type { prototype } from './contract.ts'
import { coverageOf } from './coverage.ts'
import { type Pack, renderSite } from './render.ts'
import { fillSlots, type Labels, nameSource } from './slots.ts'

type Input = TaskInput<(typeof prototype)['tasks']['generate']>
export type Built = Pick<Prototype, 'pages' | 'uncovered' | 'texts'> & { files: Record<string, string> }

/** Languages in which labels exist; other requests get English labels around their own words. */
export const labelLanguages = ['en', 'cs', 'de', 'fr', 'ar'] as const

const stem = (path: string) => path.replace(/\.html$/u, '')

function sourceLabelsOf(input: Input, labels: Labels): Record<string, string> {
  const known = input.sources.map(({ id, kind }) => [id, labels[`from_${kind}`] ?? ''])
  return { ...Object.fromEntries(known), [nameSource]: labels.from_name ?? '' }
}

/** Builds the site of a request from a pack: slots, coverage, pages. Pure: the same input gives the same files. */
export async function buildSite(pack: Pack, input: Input): Promise<Built> {
  const language = labelLanguages.find((code) => code === input.language) ?? 'en'
  const labels = JSON.parse(pack.files[`labels/${language}.json`] ?? '{}') as Labels
  const slots = pack.pack.slots as { properties?: Record<string, { minItems?: number }> }
  const properties = slots.properties ?? {}
  const { values, texts } = fillSlots({
    ...input,
    labels,
    slotNames: Object.keys(properties),
    itemsMin: properties.items?.minItems ?? 0,
  })
  const coverage = coverageOf(pack.pack.pages, input.analysis, ({ path }) => labels[`nav_${stem(path)}`] ?? '')
  const customerLanguage =
    input.language === language || !/^[a-z]{2}$/u.test(input.language) ? undefined : input.language
  const files = await renderSite(pack, {
    requestId: input.requestId,
    language,
    customerLanguage,
    labels,
    values,
    texts,
    sourceLabels: sourceLabelsOf(input, labels),
    coverage,
  })
  return { ...coverage, texts, files }
}

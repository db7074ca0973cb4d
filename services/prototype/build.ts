import type { Prototype } from '#contracts/prototype'
import { brandIn } from './brand.ts'
import { coverageOf } from './coverage.ts'
import { editLabels, editPages, editSlots, languageOf, listedAs, lookOf, type SitePage, unlinked } from './edits.ts'
import { lookFor } from './look.ts'
import type { Recipe } from './recipe.ts'
import { type Pack, renderSite } from './render.ts'
import { type Said, sentencesOf } from './said.ts'
import { fillSlots, type Labels, nameSource, type SlotText } from './slots.ts'

type Input = Recipe['input']
type Additions = Partial<Pick<Recipe, 'logo' | 'changes' | 'edits'>>
export type Built = Pick<Prototype, 'pages' | 'uncovered' | 'missing' | 'texts' | 'look'> & {
  files: Record<string, string>
}

/** Languages in which labels exist; other requests get English labels around their own words. */
export const labelLanguages = ['en', 'cs', 'de', 'fr', 'ar'] as const

const stem = (path: string) => path.replace(/\.html$/u, '')

function sourceLabelsOf(input: Input, labels: Labels, changes: Recipe['changes']): Record<string, string> {
  const known = input.sources.map(({ id, kind }) => [id, labels[`from_${kind}`] ?? ''])
  const asked = changes.map(({ id }) => [id, labels.from_change ?? ''])
  return { ...Object.fromEntries([...known, ...asked]), [nameSource]: labels.from_name ?? '' }
}

const quotesMax = 4

/** Sentences of the customer that speak of what an added page is about. */
function quotesAbout(topic: string, input: Input): Said[] {
  const words = topic.toLocaleLowerCase().match(/\p{L}{4,}/gu) ?? []
  if (words.length === 0) return []
  const speaksOf = (text: string) => words.some((word) => text.includes(word.slice(0, Math.max(4, word.length - 2))))
  return input.sources
    .flatMap(sentencesOf)
    .filter(({ text }) => text.length >= 20 && text.length <= 400 && speaksOf(text.toLocaleLowerCase()))
    .slice(0, quotesMax)
}

/** What added pages and new names bring, with its origin. */
function pageTexts(pages: SitePage[], input: Input): SlotText[] {
  return pages.flatMap(({ path, named, topic }) => {
    const said = [...(named ? [named] : []), ...(topic === undefined ? [] : quotesAbout(topic, input))]
    return said.map((one, index) => listedAs(`page.${stem(path)}.${index}`, one))
  })
}

/** Builds the site of a request from a pack: slots, coverage, pages. Pure: the same input gives the same files. */
export async function buildSite(
  pack: Pack,
  input: Input,
  { logo, changes = [], edits = [] }: Additions = {},
): Promise<Built> {
  const asked = languageOf(edits) ?? input.language
  const language = labelLanguages.find((code) => code === asked) ?? 'en'
  const original = JSON.parse(pack.files[`labels/${language}.json`] ?? '{}') as Labels
  const labels = editLabels(original, edits)
  const { properties = {} } = pack.pack.slots as { properties?: Record<string, { minItems?: number }> }
  const itemsMin = properties.items?.minItems ?? 0
  const filled = fillSlots({ ...input, labels: original, slotNames: Object.keys(properties), itemsMin })
  const slots = editSlots(filled, edits, labels, itemsMin)
  const pages = editPages(pack.pack.pages, edits)
  const coverage = coverageOf(
    pages,
    input.analysis,
    ({ path, ...page }) => (page as SitePage).named?.text ?? labels[`nav_${stem(path)}`] ?? '',
  )
  const texts = [...slots.texts, ...pageTexts(pages, input)]
  const look = lookFor(input.requestId, brandIn(input.sources), lookOf(edits), logo)
  const isOther = input.language !== language && /^[a-z]{2}$/u.test(input.language)
  const files = await renderSite(pack, {
    requestId: input.requestId,
    language,
    customerLanguage: isOther ? input.language : undefined,
    labels,
    values: slots.values,
    texts,
    sourceLabels: sourceLabelsOf(input, labels, changes),
    coverage,
    look,
    pages: pages.map((page) => ({ ...page, quotes: page.topic === undefined ? [] : quotesAbout(page.topic, input) })),
  })
  const gone = pack.pack.pages.map(({ path }) => path).filter((path) => !pages.some((page) => page.path === path))
  for (const path of Object.keys(files).filter((one) => one.endsWith('.html')))
    files[path] = unlinked(files[path]!, gone)
  const missing = input.analysis.features
    .filter(({ id, priority }) => priority !== 'wont' && coverage.uncovered.includes(id))
    .map(({ id, category }) => ({
      featureId: id,
      because: labels[`because_${category}`] ?? labels.because_other ?? '',
    }))
  return { ...coverage, missing, look: look.reasons, texts, files }
}

import type { LoadedPack } from './packs.ts'

export const languages = ['en', 'cs', 'de', 'fr', 'ar'] as const
export type Language = (typeof languages)[number]

// As where prototypes are rendered: a pack that needs more there must fail here.
const limits = { parseLimit: 500_000, renderLimit: 2_000, memoryLimit: 20_000_000 }

/** Slot values, as far as this file looks into them. */
export type Sample = { name: unknown; items?: unknown[] }

/** What every page is given besides its slots, in the shape in which the prototype service gives it. */
function globalsFor(
  { pack }: LoadedPack,
  path: string,
  language: Language,
  label: Record<string, string>,
  slots: Sample,
) {
  const shapes = [{ d: 'M0 0h400v300h-400z', c: 'art1' }]
  return {
    label,
    slots,
    nav: pack.pages.map((page) => ({ parent: null, ...page, here: page.path === path })),
    about: {
      wishes: [
        { name: slots.name, state: 'shown', places: [{ path: 'index.html', title: 'Home' }], because: '' },
        { name: slots.name, state: 'missing', places: [], because: 'x' },
      ],
      quotes: [{ said: slots.name, from: '' }],
      proposals: ['x'],
    },
    page: {
      path,
      title: path,
      parent: pack.pages.find((page) => page.path === path)?.parent ?? null,
      quotes: [slots.name],
      parts: ['items', 'contact', 'story', 'gallery', 'questions'],
    },
    lang: { page: language, dir: language === 'ar' ? 'rtl' : 'ltr', customer: null },
    look: { classes: 'hero-side cards-line' },
    art: { hero: shapes, band: shapes, items: (slots.items ?? []).map(() => shapes), places: Array(6).fill(shapes) },
  }
}

/** Labels of a pack in one language. */
export const labelsOf = ({ files }: LoadedPack, language: Language): Record<string, string> =>
  JSON.parse(files[`labels/${language}.json`] ?? '{}')

/** Renders every page of a pack with the given slots. @throws Error of the engine when a template is at fault or runs too long */
export async function renderTrial(loaded: LoadedPack, language: Language, slots: Sample): Promise<Map<string, string>> {
  const { Liquid } = await import('liquidjs')
  const engine = new Liquid({
    templates: Object.fromEntries(Object.entries(loaded.files).filter(([path]) => path.endsWith('.liquid'))),
    outputEscape: 'escape',
    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ...limits,
  })
  engine.registerFilter('raw', () => {
    throw new Error('The raw filter is not available in templates.')
  })
  const label = labelsOf(loaded, language)
  const pages = new Map<string, string>()
  for (const { path, template } of loaded.pack.pages) {
    const globals = globalsFor(loaded, path, language, label, slots)
    pages.set(path, await engine.renderFile(template, {}, { globals }))
  }
  return pages
}

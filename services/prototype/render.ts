import type { ValidateFunction } from 'ajv'
import { artFor } from './art.ts'
import type { Coverage, Page } from './coverage.ts'
import { emblemFor, signFor } from './emblem.ts'
import type { Look } from './look.ts'
import { lookCss } from './look-css.ts'
import type { Said } from './said.ts'
import type { Labels, SlotText, Text } from './slots.ts'

/** A pack as the template service hands it over: its manifest and the text of its files. */
export type Pack = {
  pack: { id: string; version: string; slots: Record<string, unknown>; pages: Page[]; assets: { path: string }[] }
  files: Record<string, string>
}
export type Site = {
  requestId: string
  /** Language of labels and page, ISO 639-1. */
  language: string
  /** Language of the customer's words when it is another one; undefined when unknown. */
  customerLanguage?: string | undefined
  labels: Labels
  values: Record<string, unknown>
  texts: SlotText[]
  /** Source id → label that says what it is ("Your description"). */
  sourceLabels: Record<string, string>
  coverage: Coverage
  look: Look
  /** Pages to render; `quotes` and `parts` are for pages that were added to those of the pack. */
  pages: (Page & { quotes: Said[]; parts?: string[] })[]
}

// Bounds per page: a page of ours has about 10 kB of template, needs 2 to 10 ms and 100 kB. Reaching one is a fault of the pack.
const limits = { parseLimit: 500_000, renderLimit: 2_000, memoryLimit: 20_000_000 }

/**
 * The template engine with everything closed that a pack does not need: output is escaped for HTML (LiquidJS does not do so by
 * itself), only own properties are visible, unknown variables and filters are errors, and the file system is out of reach.
 */
export async function engineFor(templates: Record<string, string>) {
  const { Liquid } = await import('liquidjs')
  const engine = new Liquid({
    templates,
    outputEscape: 'escape',

    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ...limits,
  })
  // `raw` is the one filter that switches the escaping off.
  engine.registerFilter('raw', () => {
    throw new Error('The raw filter is not available in templates.')
  })
  return engine
}

// As many as any pack shows.
const placesMax = 6

const validators = new Map<string, ValidateFunction>()
const validatorsMax = 50

/** Checks slot values against the pack's own schema, which is compiled to code: in the server only for packs of ours (`build-apart.ts`). @throws Error naming the first slot that does not fit */
export async function checkSlots({ pack }: Pack, values: unknown): Promise<void> {
  // By the text of the schema: two tenants may have packs of one name and version.
  const key = JSON.stringify(pack.slots)
  let validate = validators.get(key)
  if (!validate) {
    const { Ajv2020 } = await import('ajv/dist/2020.js')
    validate = new Ajv2020({ strict: false }).compile(pack.slots)
    if (validators.size >= validatorsMax) validators.clear()
    validators.set(key, validate)
  }
  if (validate(values)) return
  const [first] = validate.errors ?? []
  throw new Error(`Slot ${first?.instancePath || '/'} of template ${pack.id}@${pack.version} ${first?.message}.`)
}

/** What the page about this prototype lists: wishes with the pages that show them, quotes with their origin, proposals. */
function aboutOf(site: Site) {
  const isSaid = (text: SlotText) => text.source === 'customer' && text.evidence
  type Wish = { id: string; asked: boolean; name: Text; category: string }
  const wishes = (site.values.wishes as Wish[]).map(({ id, asked, name, category }) => ({
    name,
    because: site.labels[`because_${category}`] ?? site.labels.because_other ?? '',
    state: asked ? (site.coverage.uncovered.includes(id) ? 'missing' : 'shown') : 'left_out',
    places: site.coverage.pages.filter(({ covers }) => covers.includes(id)),
  }))
  const quotes = new Map(
    site.texts
      .filter(isSaid)
      .map(({ text, evidence }) => [
        `${evidence!.source}\n${text}`,
        { said: { text, own: true }, from: site.sourceLabels[evidence!.source] ?? '' },
      ]),
  )
  return {
    wishes,
    quotes: [...quotes.values()],
    proposals: [...new Set(site.texts.filter(({ source }) => source === 'proposal').map(({ text }) => text))],
  }
}

function artOf(look: Look, { requestId, values }: Site) {
  const items = (Array.isArray(values.items) ? values.items : []) as { name: Text }[]
  const inTurn = (index: number) => look.arts[index % look.arts.length] ?? look.art
  const item = ({ name }: { name: Text }, index: number) => {
    const sign = name.own ? signFor(name.text) : undefined
    const seed = `${requestId} item ${index}`
    return sign ? emblemFor(sign, seed) : artFor(inTurn(index), seed)
  }
  return {
    hero: artFor(look.art, `${requestId} hero`),
    band: artFor(look.art, `${requestId} band`),
    items: items.map(item),
    // For things the customer has not told of yet: works, articles, lessons.
    places: Array.from({ length: placesMax }, (_, index) => artFor(inTurn(index), `${requestId} place ${index}`)),
  }
}

/**
 * Renders all files of a site: path → text. Pure. Of a pack of ours in the server: each page takes a few milliseconds, and a sandbox process would cost
 * more than ten times the work. Of a pack that somebody brought in the sandbox (`build-apart.ts`).
 *
 * @throws Error when a slot does not fit its schema or a template is at fault
 */
export async function renderSite(pack: Pack, site: Site): Promise<Record<string, string>> {
  await checkSlots(pack, site.values)
  const { look } = site
  const engine = await engineFor(
    Object.fromEntries(Object.entries(pack.files).filter(([path]) => path.endsWith('.liquid'))),
  )
  const titles = new Map(site.coverage.pages.map(({ path, title }) => [path, title]))
  const shared = {
    label: site.labels,
    slots: site.values,
    lang: {
      page: site.language,
      dir: site.language === 'ar' ? 'rtl' : 'ltr',
      customer: site.customerLanguage ?? null,
    },
    look: { classes: look.classes.join(' ') },
    art: artOf(look, site),
    about: aboutOf(site),
  }
  const files: Record<string, string> = {}
  for (const page of site.pages) {
    const nav = site.pages.map(({ path, parent = null }) => ({
      path,
      title: titles.get(path) ?? '',
      here: path === page.path,
      parent,
    }))
    const quotes = page.quotes.map(({ text }): Text => ({ text, own: true }))
    const { path, parent = null, parts = [] } = page
    const own = { path, parent, title: titles.get(path) ?? '', quotes, parts }
    const globals = { ...shared, nav, page: own }
    files[page.path] = tidy(await engine.renderFile(page.template, {}, { globals }))
  }
  for (const { path } of pack.pack.assets) files[path] = pack.files[path] ?? ''
  files['assets/look.css'] = lookCss(look)
  return files
}

// Tags on lines of their own leave lines of blanks behind.
const tidy = (html: string) =>
  `${html
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim()}\n`

import type { Analysis } from '#contracts/nlp'

export type Page = { path: string; template: string; title: string; covers: string[]; parent?: string }
export type Coverage = {
  pages: { path: string; title: string; covers: string[]; parent?: string }[]
  uncovered: string[]
}

/**
 * Which wish can be tried on which page: a page shows the feature categories its manifest names. A wish the customer ruled out
 * (`wont`) is on no page, so it counts as not shown.
 */
export function coverageOf(pages: Page[], analysis: Analysis, titleOf: (page: Page) => string): Coverage {
  const asked = analysis.features.filter(({ priority }) => priority !== 'wont')
  const covered = pages.map((page) => ({
    path: page.path,
    title: titleOf(page),
    covers: asked.filter(({ category }) => page.covers.includes(category)).map(({ id }) => id),
    ...(page.parent && { parent: page.parent }),
  }))
  const shown = new Set(covered.flatMap(({ covers }) => covers))
  return { pages: covered, uncovered: analysis.features.map(({ id }) => id).filter((id) => !shown.has(id)) }
}

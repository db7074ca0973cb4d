import { OneOf, type Static, T } from '#platform/contract'
import type { Found } from './change.ts'
import type { Said } from './said.ts'

const rules = [
  'headline',
  'lead',
  'name',
  'replace',
  'contact',
  'add-item',
  'remove-item',
  'price',
  'add-page',
  'remove-page',
  'rename-page',
  'language',
  'colour',
  'dark-or-light',
  'corners',
  'size',
  'type',
  'mood',
  'pictures',
  'arrangement',
] as const

const changesMax = 12
const wish = T.Integer({ minimum: 1, description: 'Number of the open sentence.' })
// Escaped in any case where it is shown; what has brackets is no text that anybody would want on a page.
const text = (maxLength: number, description: string) =>
  T.Optional(T.String({ minLength: 1, maxLength, pattern: '^[^<>]*$', description }))

/** One change as a model names it: a row of the table of changes, and what that row needs. */
export const NamedChange = T.Object({
  wish,
  rule: OneOf([...rules], 'Row of the table of changes.'),
  target: text(320, 'What is changed, as the prototype shows it.'),
  text: text(320, 'The new text.'),
  price: text(40, 'As it was said, with its currency.'),
  choice: text(40, 'One of the words of the rule.'),
})
export type NamedChange = Static<typeof NamedChange>

/** All that a model may answer when it is asked what a wish means. */
export const NamedChanges = T.Object({
  changes: T.Array(NamedChange, { maxItems: changesMax }),
  impossible: T.Array(T.Object({ wish, because: T.String({ minLength: 1, maxLength: 300 }) }), {
    maxItems: changesMax,
  }),
})
export type NamedChanges = Static<typeof NamedChanges>

type Part = 'target' | 'text' | 'price' | 'choice'
/** Which part of a change stands for which group of the rule's pattern. */
const groups: Record<string, Record<string, Part>> = {
  headline: { value: 'text' },
  lead: { value: 'text' },
  name: { value: 'text' },
  replace: { from: 'target', value: 'text' },
  contact: { field: 'target', value: 'text' },
  'add-item': { value: 'text', price: 'price' },
  'remove-item': { value: 'target', kind: 'target' },
  price: { item: 'target', price: 'price' },
  'add-page': { value: 'text' },
  'remove-page': { value: 'target' },
  'rename-page': { page: 'target', value: 'text' },
  language: { language: 'choice' },
  type: { kind: 'choice' },
  mood: { mood: 'choice' },
}
/** Groups that are there or not, by what the words say. */
const marks: Record<string, { of: Part; group: string; when: RegExp }[]> = {
  colour: [
    { of: 'choice', group: 'rest', when: /./u },
    { of: 'target', group: 'header', when: /^header$/iu },
    { of: 'target', group: 'ground', when: /^background$/iu },
    { of: 'target', group: 'accent', when: /^accent$/iu },
  ],
  'dark-or-light': [
    { of: 'choice', group: 'dark', when: /^dark/iu },
    { of: 'choice', group: 'light', when: /^light/iu },
  ],
  corners: [
    { of: 'choice', group: 'round', when: /^round/iu },
    { of: 'choice', group: 'sharp', when: /^sharp/iu },
  ],
  size: [
    { of: 'choice', group: 'large', when: /^larg|^big/iu },
    { of: 'choice', group: 'small', when: /^small/iu },
  ],
  pictures: [
    { of: 'choice', group: 'none', when: /^none$/iu },
    { of: 'choice', group: 'style', when: /^(?!none$)./iu },
  ],
  arrangement: [
    { of: 'choice', group: 'stack', when: /^above/iu },
    { of: 'choice', group: 'side', when: /^beside/iu },
    { of: 'choice', group: 'inset', when: /^inside/iu },
  ],
}

/**
 * A change that a model named, as what a rule finds in a sentence: the same code then checks it. `quote` gives each text its origin. Undefined when it
 * lacks what its rule needs.
 */
export function foundIn(change: NamedChange, quote: (text: string) => Said): Found | undefined {
  const named = groups[change.rule] ?? {}
  const marked = (marks[change.rule] ?? []).filter(({ of, when }) => when.test(change[of] ?? ''))
  const partOf = (name: string): Part | undefined => named[name] ?? marked.find(({ group }) => group === name)?.of
  const isWhole = Object.entries(named).every(([name, part]) =>
    name === 'kind' || part === 'price' ? true : change[part],
  )
  const needsPrice = change.rule === 'price' && !change.price
  if (!isWhole || needsPrice || (marks[change.rule] && marked.length === 0)) return undefined
  // The rule for type looks for its own word in the sentence.
  return {
    clause: quote(change.rule === 'type' ? `${change.choice} font` : change.rule),
    group(name) {
      const part = partOf(name)
      const said = part && change[part]?.trim()
      return said ? quote(said) : undefined
    },
  }
}

/** Rules whose words are facts about somebody: a model may copy these, never supply them. */
export const factRules = new Set(['name', 'contact', 'price'])

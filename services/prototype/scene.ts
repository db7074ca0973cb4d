import type { Prototype } from '#contracts/prototype'
import type { Scene } from './change.ts'
import type { Pack } from './render.ts'

const itemName = /^items\.(?:\d+|added\.\d+)\.name$/u

/** What sentences can speak of: the pages, things and texts of a prototype as it is now. */
export function sceneOf(pack: Pack, { pages, texts }: Pick<Prototype, 'pages' | 'texts'>): Scene {
  const slots = Object.keys((pack.pack.slots as { properties?: object }).properties ?? {})
  const names = texts.filter(({ slot }) => itemName.test(slot)).map(({ text }) => ({ name: text, isPlace: false }))
  return {
    pages: pages.map(({ path, title }) => ({ path, title })),
    items: names,
    hasItems: slots.includes('items'),
    hasContact: slots.includes('contact'),
    texts: texts.map(({ text }) => text),
  }
}

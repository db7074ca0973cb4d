import type { Difference, Prototype } from '#contracts/prototype'

type Texts = Prototype['texts']

/** Texts by slot; a slot that lists several keeps their order. */
function bySlot(texts: Texts): Map<string, Texts[number]> {
  const counts = new Map<string, number>()
  return new Map(
    texts.map((text) => {
      const count = (counts.get(text.slot) ?? 0) + 1
      counts.set(text.slot, count)
      return [`${text.slot}#${count}`, text]
    }),
  )
}

/** What differs between two versions, by page and by the place of each text. `isLookChanged` compares their style sheets of colours and type. */
export function difference(from: Prototype, to: Prototype, looks: { from: string; to: string }): Difference {
  const [pagesFrom, pagesTo] = [from.pages, to.pages].map(
    (pages) => new Map(pages.map(({ path, title }) => [path, title])),
  )
  const [textsFrom, textsTo] = [bySlot(from.texts), bySlot(to.texts)]
  const templates = [from, to].map(({ template }) => `${template.id}@${template.version}`) as [string, string]
  return {
    from: from.version,
    to: to.version,
    pages: {
      added: [...pagesTo!].filter(([path]) => !pagesFrom!.has(path)).map(([, title]) => title),
      removed: [...pagesFrom!].filter(([path]) => !pagesTo!.has(path)).map(([, title]) => title),
      renamed: [...pagesTo!]
        .filter(([path, title]) => pagesFrom!.has(path) && pagesFrom!.get(path) !== title)
        .map(([path, title]) => ({ path, from: pagesFrom!.get(path)!, to: title })),
    },
    texts: {
      added: [...textsTo].filter(([key]) => !textsFrom.has(key)).map(([, text]) => text),
      removed: [...textsFrom].filter(([key]) => !textsTo.has(key)).map(([, text]) => text),
      changed: [...textsTo].flatMap(([key, { slot, text }]) => {
        const before = textsFrom.get(key)
        return before && before.text !== text ? [{ slot, from: before.text, to: text }] : []
      }),
    },
    isLookChanged: looks.from !== looks.to,
    ...(templates[0] !== templates[1] && { template: { from: templates[0], to: templates[1] } }),
  }
}

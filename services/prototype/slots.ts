import type { Analysis, Source } from '#contracts/nlp'
import { tradeIn } from './introduction.ts'
import { hoursIn, type Item, itemsIn, optionsIn } from './items.ts'
import { siteName } from './naming.ts'
import { clauseOf, clip, distinct, nameWithin, type Said, saidIn } from './said.ts'
import { storyOf } from './story.ts'

/** A text as templates see it. `own` is true for the customer's words and false for a proposal of ours. */
export type Text = { text: string; own: boolean }
/** One text of the prototype and where it comes from, as the contract lists it. */
export type SlotText = { slot: string; text: string; source: 'customer' | 'proposal'; evidence?: Said }
export type Labels = Record<string, string>
type Named = Record<string, unknown>
export type Slots = { values: Named; texts: SlotText[] }
export type SlotInput = {
  customerName?: string
  analysis: Analysis
  sources: Source[]
  labels: Labels
  slotNames: string[]
  itemsMin: number
}

/** Source id under which the name typed into the form is quoted; it is no `Source` of the analysis. */
export const nameSource = 'name'

/** Notes every text that is put on a page, so that nothing can be shown without its origin being listed. */
function placer(labels: Labels) {
  const texts: SlotText[] = []
  return {
    texts,
    said(slot: string, said: Said): Text {
      texts.push({ slot, text: said.text, source: 'customer', evidence: said })
      return { text: said.text, own: true }
    },
    /** The label itself is listed once, with all others; the slot only points at it. */
    proposed: (label: string): Text => ({ text: labels[label] ?? '', own: false }),
  }
}
type Placer = ReturnType<typeof placer>

const isAsked = ({ priority }: { priority: string }) => priority !== 'wont'

function nameOf({ customerName, analysis, sources }: SlotInput): Said | undefined {
  const name = siteName(analysis, sources)
  if (name) return name
  const typed = customerName?.trim().slice(0, 60)
  const said =
    typed &&
    saidIn([{ id: nameSource, kind: 'description', label: '', text: typed }], {
      source: nameSource,
      start: 0,
      end: typed.length,
      text: typed,
    })
  return said || tradeIn(sources)
}

const storyMax = 4
/** Whole sentences up to `lengthMax` characters; a longer one is cut at a clause. */
const sentences = (list: Said[], lengthMax: number) => list.flatMap((said) => clauseOf(said, 20, lengthMax) ?? [])

function words(input: SlotInput, place: Placer): Named {
  const { headline, lead: first, rest } = storyOf(input)
  const lead = first && sentences([first], 320)[0]
  const story = sentences(rest, 600).slice(0, storyMax)
  const name = nameOf(input)
  return {
    name: name ? place.said('name', name) : place.proposed('your_name'),
    headline: headline ? place.said('headline', headline) : place.proposed('your_headline'),
    lead: lead ? place.said('lead', lead) : null,
    story: story.map((said, index) => place.said(`story.${index}`, said)),
  }
}

// "Who it is for: people" says nothing.
const anybody =
  /^(?:the |our |my )?(?:people|persons?|customers?|clients?|users?|visitors?|guests?|buyers?|everyone|everybody|kund(?:e|en|innen)|besucher(?:innen)?|gäste|nutzer(?:innen)?|leute|zákazní(?:k|ci|ky|kům)|zákaznice|návštěvníci|lidé|hosté|clients?|visiteurs?|utilisateurs?|gens|الزبائن|العملاء|الزوار)$/iu

function people({ analysis, sources }: SlotInput, place: Placer): Text[] {
  const users = analysis.targetUsers.flatMap(({ name, evidence }) => {
    if (anybody.test(name)) return []
    const said = saidIn(sources, evidence)
    const named = said && nameWithin(said, name)
    return named && named.text.length <= 60 ? [named] : []
  })
  return distinct(users)
    .slice(0, 6)
    .map((said, index) => place.said(`users.${index}`, said))
}

function wishList({ analysis, sources, labels }: SlotInput, place: Placer): Named[] {
  return analysis.features.slice(0, 40).flatMap((feature) => {
    const evidence = saidIn(sources, feature.evidence)
    if (!evidence) return []
    const short = nameWithin(evidence, feature.name) ?? evidence
    const name = clauseOf(short, 8, 90) ?? clip(short, 240)
    const whole = clauseOf(evidence, 20, 400) ?? clip(evidence, 400)
    const slot = `wishes.${feature.id}`
    return [
      {
        id: feature.id,
        asked: isAsked(feature),
        name: place.said(`${slot}.name`, name),
        quote: whole.text !== name.text ? place.said(`${slot}.quote`, whole) : null,
        category: feature.category,
        label: labels[`cat_${feature.category}`] ?? '',
      },
    ]
  })
}

function itemList(input: SlotInput, place: Placer): Named[] {
  const found: Item[] = itemsIn(input.sources)
  const items: Named[] = found.map(({ name, price, detail }, index) => ({
    name: place.said(`items.${index}.name`, name),
    price: price ? place.said(`items.${index}.price`, price) : null,
    detail: detail ? place.said(`items.${index}.detail`, detail) : null,
  }))
  while (items.length < input.itemsMin)
    items.push({ name: place.proposed(`item_${items.length + 1}`), price: null, detail: null })
  return items
}

function optionList({ sources }: SlotInput, place: Placer): Named[] {
  return optionsIn(sources).map(({ name, values }, index) => ({
    name: place.said(`options.${index}.name`, name),
    values: values.map((value, at) => place.said(`options.${index}.values.${at}`, value)),
  }))
}

const shapes = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/u,
  phone: /^\+?[\d\s()./-]{6,30}$/u,
  place: /^\p{L}[\p{L}\p{N} ,.'’/-]*$/u,
}

function contactOf({ analysis, sources }: SlotInput, place: Placer): Named {
  const first = (kind: 'email' | 'phone' | 'place'): Text | null => {
    for (const entity of analysis.entities) {
      const said = entity.kind === kind ? saidIn(sources, entity.evidence) : undefined
      if (!said || said.text.length > 120 || !shapes[kind].test(said.text)) continue
      const text = sources.find(({ id }) => id === said.source)?.text ?? ''
      const before = text.slice(Math.max(0, said.start - 24), said.start)
      // A place counts as theirs only after words such as "in" or "based in"; "shops like those of London" is no address.
      if (kind === 'place' && !/(?:^|[\s,(])(?:in|at|near|im|bei|aus|v|ve|u|à|près de)\s+$/iu.test(before)) continue
      return place.said(`contact.${kind}`, said)
    }
    return null
  }
  return { email: first('email'), phone: first('phone'), place: first('place') }
}

/**
 * Fills the slots of a pack from the analysis and the input only. Every value is either a quote, listed with its place in the input,
 * or one of the pack's labels; where the customer said nothing the slot is empty or holds a placeholder label that says so.
 */
export function fillSlots(input: SlotInput): Slots {
  const place = placer(input.labels)
  const makers: Record<string, () => unknown> = {
    users: () => people(input, place),
    wishes: () => wishList(input, place),
    items: () => itemList(input, place),
    options: () => optionList(input, place),
    hours: () => hoursIn(input.sources).map((said, index) => place.said(`hours.${index}`, said)),
    contact: () => contactOf(input, place),
  }
  const values = words(input, place)
  for (const slot of input.slotNames) if (makers[slot]) values[slot] = makers[slot]()
  const proposals: SlotText[] = Object.entries(input.labels).map(([label, text]) => ({
    slot: `label.${label}`,
    text,
    source: 'proposal',
  }))
  return { values, texts: [...place.texts, ...proposals] }
}

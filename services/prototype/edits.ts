import type { Page } from './coverage.ts'
import type { LookWish } from './look.ts'
import type { Family } from './look-type.ts'
import { proposedSource, type Said } from './said.ts'
import type { Labels, Slots, SlotText, Text } from './slots.ts'

export type Contact = 'email' | 'phone' | 'place'
/** What an added page shows beside quotes and a place for text. */
export type Part = 'items' | 'contact' | 'story' | 'gallery' | 'questions'

/** One change of a prototype. Every word it brings is quoted from the sentence that asked for it, or from the input, or is a model's proposal. */
export type Edit =
  | { kind: 'look'; wish: LookWish }
  | { kind: 'text'; slot: 'name' | 'headline' | 'lead'; said: Said }
  | { kind: 'replace'; from: string; said: Said }
  | { kind: 'item-add'; name: Said; price?: Said }
  | { kind: 'item-remove'; name: string }
  | { kind: 'item-price'; name: string; price: Said }
  | { kind: 'contact'; field: Contact; said: Said }
  | { kind: 'hours'; said: Said }
  | { kind: 'page-add'; path: string; title: Said; topic: string; parts: Part[] }
  | { kind: 'page-remove'; path: string }
  | { kind: 'page-rename'; path: string; title: Said }
  | { kind: 'language'; code: string }
export type { Family }

const same = (one: string, other: string) => one.trim().toLocaleLowerCase() === other.trim().toLocaleLowerCase()

/** All wishes about the look in one; a later one wins. */
export function lookOf(edits: Edit[]): LookWish {
  return Object.assign({}, ...edits.map((edit) => (edit.kind === 'look' ? edit.wish : {})))
}

/** Language asked for last. */
export const languageOf = (edits: Edit[]): string | undefined =>
  edits.findLast((edit) => edit.kind === 'language')?.code

type Item = { name: Text; price: Text | null; detail: Text | null }
const itemsMax = 12

/** A text and its origin as it is listed. */
export const listedAs = (slot: string, said: Said): SlotText =>
  said.source === proposedSource
    ? { slot, text: said.text, source: 'proposal' }
    : { slot, text: said.text, source: 'customer', evidence: said }
const shown = ({ text, source }: Said): Text => ({ text, own: source !== proposedSource })

/** Writes one text and its origin; what stood in the slot before is no longer listed. */
function put(texts: SlotText[], slot: string, said: Said): Text {
  const at = texts.findIndex((text) => text.slot === slot)
  if (at < 0) texts.push(listedAs(slot, said))
  else texts[at] = listedAs(slot, said)
  return shown(said)
}

function editItems(items: Item[], edit: Edit, texts: SlotText[]): Item[] {
  const at =
    'name' in edit && typeof edit.name === 'string'
      ? items.findIndex(({ name }) => same(name.text, String(edit.name)))
      : -1
  if (edit.kind === 'item-remove') return items.filter((_, index) => index !== at)
  if (edit.kind === 'item-price' && items[at]) {
    items[at] = { ...items[at], price: put(texts, `items.${at}.price`, edit.price) }
    return items
  }
  if (edit.kind !== 'item-add') return items
  // A thing that is named takes the place of "your first product".
  const free = items.findIndex(({ name }) => !name.own)
  const index = free >= 0 ? free : items.length
  if (index >= itemsMax) return items
  const slot = `items.added.${texts.length}`
  const made: Item = {
    name: put(texts, `${slot}.name`, edit.name),
    price: edit.price ? put(texts, `${slot}.price`, edit.price) : null,
    detail: null,
  }
  return items.toSpliced(index, free >= 0 ? 1 : 0, made)
}

/** Puts `said` wherever exactly these words stood as one text. */
function replaceIn(value: unknown, from: string, said: Said): unknown {
  if (Array.isArray(value)) return value.map((one) => replaceIn(one, from, said))
  if (!value || typeof value !== 'object') return value
  const text = value as Partial<Text>
  if (typeof text.text === 'string' && typeof text.own === 'boolean') return same(text.text, from) ? shown(said) : value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaceIn(one, from, said)]))
}

function replaceText({ values, texts }: Slots, from: string, said: Said): Slots {
  return {
    values: replaceIn(values, from, said) as Slots['values'],
    texts: texts.map((text) => (same(text.text, from) ? listedAs(text.slot, said) : text)),
  }
}

/** Slots with the changes in them. `itemsMin` is what the pack needs at least; `labels` supplies places for what is missing then. */
export function editSlots(slots: Slots, edits: Edit[], labels: Labels, itemsMin: number): Slots {
  let { values, texts } = { values: { ...slots.values }, texts: [...slots.texts] }
  for (const edit of edits) {
    if (edit.kind === 'text') values[edit.slot] = put(texts, edit.slot, edit.said)
    if (edit.kind === 'hours' && values.hours) values.hours = [put(texts, 'hours.0', edit.said)]
    if (edit.kind === 'contact' && values.contact)
      values.contact = { ...values.contact, [edit.field]: put(texts, `contact.${edit.field}`, edit.said) }
    if (edit.kind.startsWith('item-') && Array.isArray(values.items))
      values.items = editItems([...(values.items as Item[])], edit, texts)
    if (edit.kind === 'replace') ({ values, texts } = replaceText({ values, texts }, edit.from, edit.said))
  }
  const items = values.items as Item[] | undefined
  for (let number = items?.length ?? itemsMin; items && number < itemsMin; number++)
    items.push({
      name: { text: labels[`item_${number + 1}`] ?? labels.item_1 ?? '', own: false },
      price: null,
      detail: null,
    })
  return { values, texts: listed(values, texts) }
}

/** Texts of things that were removed are no longer on any page, so they are not listed. */
function listed(values: Slots['values'], texts: SlotText[]): SlotText[] {
  const shown = JSON.stringify(values)
  return texts.filter(
    ({ slot, text, source }) =>
      source === 'proposal' || !slot.startsWith('items.') || shown.includes(JSON.stringify(text)),
  )
}

/** Labels after replacements: a label of ours can be put in the customer's words. */
export function editLabels(labels: Labels, edits: Edit[]): Labels {
  const replaced = edits.filter((edit) => edit.kind === 'replace')
  return Object.fromEntries(
    Object.entries(labels).map(([key, text]) => [
      key,
      replaced.findLast(({ from }) => same(from, text))?.said.text ?? text,
    ]),
  )
}

export type SitePage = Page & { named?: Said; topic?: string; parts?: Part[] }

/** Pages of the pack without those that were removed and with those that were added, the page about the prototype last. */
export function editPages(pages: Page[], edits: Edit[]): SitePage[] {
  let list: SitePage[] = pages.map((page) => ({ ...page }))
  for (const edit of edits) {
    if (edit.kind === 'page-remove') list = list.filter(({ path }) => path !== edit.path)
    if (edit.kind === 'page-rename')
      list = list.map((page) => (page.path === edit.path ? { ...page, named: edit.title } : page))
    if (edit.kind !== 'page-add') continue
    const added: SitePage = {
      path: edit.path,
      template: 'pages/added.liquid',
      title: edit.title.text,
      covers: [],
      named: edit.title,
      topic: edit.topic,
      parts: edit.parts,
    }
    const at = list.findIndex(({ path }) => path === 'sources.html')
    list = list.toSpliced(at < 0 ? list.length : at, 0, added)
  }
  return list
}

/** Links to a page that is gone become plain text; a button that led there goes with it. */
export function unlinked(html: string, gone: string[]): string {
  return gone.reduce((text, path) => {
    const link = new RegExp(
      String.raw`<a\b([^>]*)\shref="${path.replaceAll('.', String.raw`\.`)}(?:[?#][^"]*)?"([^>]*)>([\s\S]*?)</a>`,
      'gu',
    )
    return text.replace(link, (_, before: string, after: string, inner: string) =>
      /\bclass="[^"]*\bbutton\b/u.test(before + after) ? '' : `<span${before}${after}>${inner}</span>`,
    )
  }, html)
}

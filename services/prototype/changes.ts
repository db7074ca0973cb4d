import { match, type Rule, type Scene } from './change.ts'
import { insteadOf } from './change-instead.ts'
import { lookRules } from './change-look.ts'
import { pageRules } from './change-pages.ts'
import { textRules } from './change-text.ts'
import type { Edit } from './edits.ts'
import { part, type Said } from './said.ts'

/**
 * The table of changes that are understood without a model, in the order in which they are tried; `docs/modifications.md` is made of it. A rule that
 * needs certain words comes before one that takes any.
 */
export const changeRules: Rule[] = [
  ...textRules.filter(({ id }) => id !== 'remove-item'),
  ...pageRules.filter(({ id }) => id !== 'remove-page'),
  ...lookRules,
  ...textRules.filter(({ id }) => id === 'remove-item'),
  ...pageRules.filter(({ id }) => id === 'remove-page'),
]

export type Understood = { sentence: string; rule: string; effect: string; edits: Edit[] }
export type NotUnderstood = { sentence: string; because: string }

const verbs = String.raw`make|add|remove|delete|drop|hide|change|use|set|rename|replace|translate|put|switch|call|write|create|turn|move|mach\p{L}*|füge?|entfern\p{L}*|lösch\p{L}*|änder\p{L}*|verwend\p{L}*|nimm|setz\p{L}*|benenn\p{L}*|ersetz\p{L}*|übersetz\p{L}*|schreib\p{L}*|udělej\p{L}*|přidej\p{L}*|odeber\p{L}*|odstraň\p{L}*|smaž\p{L}*|změň\p{L}*|použij\p{L}*|nastav\p{L}*|přejmenuj\p{L}*|nahraď\p{L}*|přelož\p{L}*|mets|mettez|rends|rendez|ajoute[rz]?|supprime[rz]?|enlève[rz]?|changez?|utilise[rz]?|renomme[rz]?|remplace[rz]?|tradui\p{L}*`
const parts = String.raw`(?:the |die |den |das |le |la |les )?(?:header|background|buttons?|title|headline|corners|text|kopfzeile|hintergrund|ecken|pozadí|fond|boutons)\b`
const boundary = new RegExp(
  String.raw`[.!?]+(?=\s|$)|[;\n]+|,?\s+(?:and then|and also|then|and|also|und dann|und|dann|a pak|a také|pak|a|et puis|puis|et)\s+(?=(?:${verbs})\s|${parts})|,\s+(?=(?:${verbs})\s|${parts})`,
  'giu',
)
const inQuotes = /["“„«][^"”“»]*["”“»]/gu
const polite =
  /^(?:please|kindly|also|then|and|now|hello|hi|bitte|prosím|dále|ještě|s['’]il (?:vous|te) plaît|could you|can you|would you|will you|i(?:['’]d| would) like you to|we(?:['’]d| would) like you to|i want you to|we want you to|i(?:['’]d| would) like to(?: have)?|we(?:['’]d| would) like to(?: have)?|i(?:['’]d| would) like|we(?:['’]d| would) like|(?:can|could|may) (?:we|i) (?:please )?have|ich hätte gerne?|wir hätten gerne?|ich möchte|wir möchten|könn(?:t|en)en? sie|kannst du|můžete|mohli byste|pouvez-vous|je voudrais|nous voudrions)[\s,]+/iu
const politeEnd = /[\s,]+(?:please|bitte|prosím|thanks|thank you|danke|děkuji|merci|s['’]il vous plaît)$/iu

const reason = /(?:,\s+(?:it|they|this|that|as|since|so)|,?\s+(?:because|weil|denn|protože|parce que|car))\s.{6,200}$/iu

/** Single wishes of a text, each with its place; what stands in quotation marks is never parted. */
export function clausesOf(said: Said): Said[] {
  const closed = [...said.text.matchAll(inQuotes)].map(({ 0: text, index }) => [index, index + text.length] as const)
  const clauses: Said[] = []
  let from = 0
  const close = (to: number) => {
    const clause = part(said, from, to)
    const bare = clause && bareOf(clause)
    if (bare && /\p{L}/u.test(bare.text)) clauses.push(bare)
  }
  for (const { 0: mark, index } of said.text.matchAll(boundary)) {
    if (closed.some(([start, end]) => start <= index && index < end)) continue
    close(index)
    from = index + mark.length
  }
  close(said.text.length)
  return clauses
}

function bareOf(clause: Said): Said | undefined {
  let bare: Said | undefined = clause
  while (bare) {
    const opening: RegExpExecArray | null = polite.exec(bare.text)
    if (!opening) break
    bare = part(bare, opening[0].length, bare.text.length)
  }
  if (!bare) return undefined
  // "… , it is hard to read": why is of no matter here.
  const why = /["“”„«»]/u.test(bare.text) ? undefined : reason.exec(bare.text)?.index
  bare = (why && part(bare, 0, why)) || bare
  const end = politeEnd.exec(bare.text)?.[0].length ?? 0
  const stop = /[\s.,;!?]+$/u.exec(bare.text.slice(0, bare.text.length - end))?.[0].length ?? 0
  return part(bare, 0, bare.text.length - end - stop)
}

const clauseCharsMax = 400

/** What one wish does; a string says why it cannot be done. */
export function readClause(clause: Said, scene: Scene): Understood | NotUnderstood {
  const refused = (because: string) => ({ sentence: clause.text, because })
  if (clause.text.length > clauseCharsMax) return refused(`It has more than ${clauseCharsMax} characters.`)
  for (const { id, patterns, read } of changeRules) {
    const found = patterns.map((pattern) => match(pattern, clause)).find(Boolean)
    const reading = found && read(found, scene)
    if (typeof reading === 'string') return refused(reading)
    if (reading) return { sentence: clause.text, rule: id, ...reading }
  }
  return refused(insteadOf(clause.text, changeRules))
}

/** All wishes of a text; each sees what the ones before it did to the pages and things there are. */
export function readChanges(said: Said, scene: Scene): { understood: Understood[]; refused: NotUnderstood[] } {
  const understood: Understood[] = []
  const refused: NotUnderstood[] = []
  let now = scene
  for (const clause of clausesOf(said)) {
    const reading = readClause(clause, now)
    if ('because' in reading) refused.push(reading)
    else {
      understood.push(reading)
      now = reading.edits.reduce(after, now)
    }
  }
  return { understood, refused }
}

/** The prototype as it is after an edit, as far as a later wish may mean it. */
export function after(scene: Scene, edit: Edit): Scene {
  if (edit.kind === 'page-add')
    return { ...scene, pages: [...scene.pages, { path: edit.path, title: edit.title.text }] }
  if (edit.kind === 'page-remove') return { ...scene, pages: scene.pages.filter(({ path }) => path !== edit.path) }
  if (edit.kind === 'page-rename')
    return {
      ...scene,
      pages: scene.pages.map((page) => (page.path === edit.path ? { ...page, title: edit.title.text } : page)),
    }
  if (edit.kind === 'item-add') return { ...scene, items: [...scene.items, { name: edit.name.text, isPlace: false }] }
  if (edit.kind === 'item-remove') return { ...scene, items: scene.items.filter(({ name }) => name !== edit.name) }
  return scene
}

import type { Source } from '#contracts/nlp'
import { linesOf, part, type Said, sentencesOf } from './said.ts'

/** Something the customer sells or does, with the price and detail given beside it. Nothing is filled in. */
export type Item = { name: Said; price?: Said; detail?: Said }
/** A choice the customer named, such as colours, with its values. */
export type Option = { name: Said; values: Said[] }

const amount = String.raw`\d{1,3}(?:[ .,' ]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?`
const currency = String.raw`€|£|\$|Kč|CZK|EUR|USD|GBP|CHF|euros?|pounds?|dollars?|korun\w*`
const money = new RegExp(
  String.raw`(?:€|£|\$|CHF|EUR|USD|GBP|CZK)\s?(?:${amount})|(?:${amount})(?:,-|,–)?\s?(?:${currency})(?!\p{L})`,
  'iu',
)
const notItems =
  /budget|rozpočet|invest|deadline|shipping|delivery|postage|deposit|\btotal|versand|lieferung|doprava|dopravné|celkem|gesamt|livraison|frais|acompte|záloha|anzahlung|\bfee\b|per month|monthly(?! (?:member|pass|plan|subscription|box|ticket|group|class|course|session))|měsíčně|pro monat|par mois|hosting|spend|website|web ?shop|e-?shop|\bapp\b|orders?\b|customers?\b/iu
// A name of something for sale holds no verb of a sentence and no bound of a budget: "then approved 15,000 euros", "have", "about 14,000 of them".
const notName =
  /(?:^|[^\p{L}])(?:have|has|had|want|wants|need|would|like to|can|could|should|must|will|is|was|were|pay|pays|spend|approved|fined|beyond|about|than|of them|at most|max(?:imum)?|up to|können|etwa|bis zu|höchstens|maximal|máme|zaplatíme|jusqu['’]à|environ)(?![\p{L}])/iu
// "Our menu: soup": what stands before the colon names the list, not the thing.
const heading = /^[^:(]{2,30}(?::\s+|\s\((?![^)]*\)))/u
const leadIn =
  /^(?:[-*•·–—]\s*|\d{1,2}[.)]\s+)?(?:(?:and|or|und|oder|et|ou|a|nebo|we|i|wir|ich|je|nous)\s+)?(?:(?:sell|make|offer|bake|provide|produce|have|verkaufen?|bieten?|machen?|prodáváme|prodávám|nabízíme|nabízím|vends|vendons|propose|proposons)\s+)?(?:(?:an?|the|our|my|eine?n?|die|der|das|unsere?|un|une|des|les?|la|nos|also|like|such as|for)\s+)?/iu
const leadOut =
  /(?:[\s:|\t(,;–—-]|\s(?:for|at|from|costs?|is|are|priced(?: at)?|für|kostet|kosten|ab|za|stojí|od|pour|à|coûtent?|à partir de))+$/iu
const tail =
  /\s(?:from|in|by|for|with|which|that|because|to|on|online|directly|aus|für|mit|im|auf|z|ze|pro|přes|na|v|ve|pour|avec|dans|en ligne|sur)\s.*$/iu

// A price list of thousands of rows is read this far; a page shows a dozen of them.
const candidatesMax = 100

/** A name that could stand on a card: two to sixty characters, some letters, few words. */
function nameIn(given: Said | undefined): Said | undefined {
  const said = given && part(given, heading.exec(given.text)?.[0].length ?? 0, given.text.length)
  if (!said) return undefined
  const from = leadIn.exec(said.text)?.[0].length ?? 0
  const to = said.text.length - (leadOut.exec(said.text)?.[0].length ?? 0)
  const name = to > from ? part(said, from, to) : undefined
  if (!name || name.text.length < 2 || name.text.length > 60 || !/\p{L}{2}/u.test(name.text)) return undefined
  return name.text.split(/\s+/u).length > 7 || notItems.test(name.text) || notName.test(name.text) ? undefined : name
}

/** Cells of a table row as documents give it: tabs, bars, semicolons, or commas when a cell is nothing but a price. */
function cellsOf(line: Said): Said[] {
  const mark = ['|', '\t', ';', ','].find((candidate) => line.text.includes(candidate))
  if (!mark) return []
  const cells: Said[] = []
  let from = 0
  for (const raw of line.text.split(mark)) {
    const cell = part(line, from, from + raw.length)
    if (cell) cells.push(cell)
    from += raw.length + 1
  }
  return cells
}

function tableRow(line: Said): Item | undefined {
  const cells = cellsOf(line)
  const price = cells.findIndex((cell) => money.exec(cell.text)?.[0].length === cell.text.length)
  const name = price > 0 ? nameIn(cells[0]) : undefined
  if (!name) return undefined
  const detail = cells.find((_, index) => index > 0 && index !== price)
  return { name, price: cells[price], ...(detail && detail.text.length <= 160 && { detail }) }
}

const joints = /[,;](?!\d)|\s(?:and|or|und|oder|et|ou|nebo|&)\s/giu
// "A" is "and" in Czech and an article in English, so that its letters have to tell.
const czechJoints = /[,;](?!\d)|\s(?:a|i|nebo|&)\s/giu
/** Pieces of a sentence between commas and "and"; a comma inside a number does not part them. */
function piecesOf(sentence: Said): Said[] {
  const pieces: Said[] = []
  let from = 0
  const close = (to: number, next: number) => {
    const piece = part(sentence, from, to)
    if (piece) pieces.push(piece)
    from = next
  }
  for (const { 0: mark, index } of sentence.text.matchAll(/[ěščřžůďťň]/iu.test(sentence.text) ? czechJoints : joints))
    close(index, index + mark.length)
  close(sentence.text.length, sentence.text.length)
  return pieces
}

function pricedIn(piece: Said): Item | undefined {
  const found = money.exec(piece.text)
  if (!found) return undefined
  const price = part(piece, found.index, found.index + found[0].length)
  const name = nameIn(part(piece, 0, found.index))
  return name && price ? { name, price } : undefined
}

const listCue = new RegExp(
  [
    String.raw`(?:^|[^\p{L}])(?:we|i)\s+(?:also |mainly |mostly )?(?:sell|make|offer|bake|craft|produce|provide|teach)\s+`,
    String.raw`(?:wir|ich)\s+(?:verkaufen?|bieten?|backen?|fertigen?|machen?)\s+`,
    String.raw`(?:prodáváme|prodávám|nabízíme|nabízím|vyrábíme|vyrábím|pečeme)\s+`,
    String.raw`(?:je|nous)\s+(?:vends|vendons|propose|proposons|fabrique|fabriquons|offrons)\s+(?:des |les )?`,
    String.raw`(?:products?|services|treatments|menu|range|assortment|courses|classes|Produkte|Leistungen|Behandlungen|Sortiment|Kurse|Speisekarte|Themen|produkty|služby|sortiment|nabídka|témata|produits|prestations|soins|cours|carte|thèmes|topics|dishes)\s*(?::|\s(?:are|include|sind|jsou|sont)\s)\s*`,
  ].join('|'),
  'iu',
)

const newThought = /^(?:I|we|you|they|it|he|she|know|ich|wir|sie|es|je|nous|vous|ils)\s|\bat (?:most|least)\b/iu

function listedIn(sentence: Said): Item[] {
  const cue = listCue.exec(sentence.text)
  if (!cue) return []
  const list = part(sentence, cue.index + cue[0].length, sentence.text.length)
  if (!list) return []
  const names: Item[] = []
  for (const piece of piecesOf(list)) {
    const open = /[.!?]+$/u.exec(piece.text)?.[0].length ?? 0
    const cut = tail.exec(piece.text)?.[0].length ?? 0
    const name = nameIn(part(piece, 0, piece.text.length - Math.max(open, cut)))
    // What follows the first piece that is no name is a new thought, not more of the list.
    if (!name || name.text.split(/\s+/u).length > 5 || newThought.test(piece.text)) {
      // One thing before it is no list: "I teach small groups, twelve at most".
      if (names.length < 2) return []
      break
    }
    const priced = pricedIn(piece)
    names.push(priced ?? { name })
  }
  return names
}

/**
 * Finds what the customer sells or does: rows of tables with a price, things named with a price, and lists after words such as "we sell"
 * or "services:". At most `itemsMax`; the description is read before documents. Knows English, German, Czech and French wording.
 */
export function itemsIn(sources: Source[], itemsMax = 12): Item[] {
  const found = new Map<string, Item>()
  const add = (item: Item | undefined) => {
    if (!item) return
    const key = item.name.text.toLocaleLowerCase()
    const known = found.get(key)
    if (!known && found.size < candidatesMax) found.set(key, item)
    if (!known) return
    if (!known.price && item.price) found.set(key, { ...known, ...item, name: known.name })
  }
  const sentences = sources.flatMap(sentencesOf)
  for (const line of sources.flatMap(linesOf)) add(tableRow(line))
  const rows = [...found.values()].map(({ price }) => price!)
  const isInRow = (said: Said) =>
    rows.some((row) => row.source === said.source && said.start <= row.start && row.end <= said.end)
  for (const sentence of sentences) {
    if (isInRow(sentence) || /budget|rozpočet|\bspend\b|invest/iu.test(sentence.text)) continue
    for (const item of listedIn(sentence)) add(item)
    for (const piece of piecesOf(sentence)) add(pricedIn(piece))
  }
  return [...found.values()].slice(0, itemsMax)
}

const optionCue =
  /(?:^|[^\p{L}])(colou?rs?|sizes?|flavou?rs?|materials?|barvy|velikosti|příchutě|materiály|Farben|Größen|Sorten|Materialien|couleurs|tailles|parfums|matières)\s*(?::|\sare\s|\ssind\s|\sjsou\s|\ssont\s|\()\s*([^.\n;)]{3,120})/giu

const ownedBy = /(?:our|brand|corporate|company|house|logo|unsere|firmen|haus|naše|firemní|nos|notre|les)\s*$/iu

/** Finds choices the customer spelled out, such as "colours: white, blue". At most three, of two to six values each. */
export function optionsIn(sources: Source[]): Option[] {
  const options: Option[] = []
  for (const source of sources) {
    const whole: Said = { source: source.id, start: 0, end: source.text.length, text: source.text }
    for (const found of source.text.matchAll(optionCue)) {
      // "Our colours are …" are the firm's, not a choice.
      if (ownedBy.test(source.text.slice(Math.max(0, found.index - 24), found.index + 1))) continue
      const at = found.index + found[0].indexOf(found[1]!)
      const listAt = found.index + found[0].length - found[2]!.length
      const name = part(whole, at, at + found[1]!.length)
      const list = part(whole, listAt, listAt + found[2]!.length)
      const values = list ? piecesOf(list).filter(({ text }) => text.length <= 24) : []
      if (name && values.length >= 2 && values.length <= 6) options.push({ name, values })
    }
  }
  return options.slice(0, 3)
}

const day = `(?:mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs)?|weekdays?|daily|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|täglich|mo|di|mi|do|fr|sa|so|pondělí|úterý|středa|čtvrtek|pátek|sobota|neděle|denně|po|út|st|čt|pá|ne|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche`
const openCue = new RegExp(
  String.raw`opening hours|open(?:ing)?|öffnungszeiten|geöffnet|otevírací doba|otevřeno|horaires|ouverte?s?|(?:${day})(?![\p{L}])`,
  'iu',
)
const timeSpan =
  /\d{1,2}(?:[:.h]\d{2})?\s*(?:a\.?m\.?|p\.?m\.?|h|uhr|hod\.?)?\s*(?:-|–|—|to|till|until|bis|do|à)\s*\d{1,2}/iu

/** Finds opening hours the customer wrote: a day or a word for "open" before a span of times. At most four lines. */
export function hoursIn(sources: Source[]): Said[] {
  return sources
    .flatMap(sentencesOf)
    .flatMap((sentence) => {
      const times = timeSpan.exec(sentence.text)
      const cue = new RegExp(String.raw`(?<!\p{L})(?:${openCue.source})`, 'iu').exec(sentence.text)
      if (!times || !cue || cue.index > times.index || times.index - cue.index > 60) return []
      const stop = /[.!?;]+$/u.exec(sentence.text)?.[0].length ?? 0
      const hours = part(sentence, cue.index, sentence.text.length - stop)
      return hours && hours.text.length <= 140 ? [hours] : []
    })
    .slice(0, 4)
}

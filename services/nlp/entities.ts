import type { Analysis, Source } from './contract.ts'
import { places } from './lexicon-places.ts'
import { quote, terms } from './text.ts'

type Entity = Analysis['entities'][number]
type Kind = Entity['kind']
const entitiesPerKindMax = 40

const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня'
const currencies =
  'USD|EUR|GBP|CZK|PLN|CHF|AUD|CAD|SEK|NOK|DKK|HUF|JPY|Kč|Kc|korun|euros?|dollars?|pounds?|francs?|zł|złotych|евро|рублей|руб\\.|євро|гривень|грн'
const amount = "\\d{1,3}(?:[ \\u00a0\\u202f.,’']\\d{3}){1,4}(?:[.,]\\d{1,2})?|\\d{1,12}(?:[.,]\\d{1,2})?"
const scale = '(?:\\s?(?:k|m|mil\\.?|million|thousand|tis\\.?|tsd\\.?|mio\\.?)(?![\\p{L}]))?'
const things =
  'products?|items?|orders?|customers?|clients?|patients?|users?|members?|employees?|people|staff|guests?|visitors?|students?|pupils?|teachers?|pickers?|drivers?|clinics?|shops?|stores?|branch(?:es)?|locations?|rooms?|tables?|seats?|cars?|vehicles?|trucks?|bikes?|machines?|pages?|languages?|calls?|bookings?|appointments?|classes|courses|lessons|tickets?|documents?|invoices?|articles?|photos?|pictures?|recipes?|lawyers?|doctors?|dentists?|nurses?|technicians?|mechanics?|warehouses?|offices?|sites?|flats?|apartments?|hives?|lines?|categories|countries|departments?|companies|suppliers?|shifts?|hours?|days?|weeks?|months?|years?|minutes?|seconds?|kg|km|gb|mb|%|percent|produktů|zákazníků|zaměstnanců|mitarbeiter\\p{L}*|kunden|produkte|clients|produits|employés'

/** In order: what an earlier pattern has taken, a later one does not see again. */
const patterns: [Kind, RegExp][] = [
  ['email', /[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/giu],
  [
    'url',
    /(?:https?:\/\/|www\.)[^\s<>"'()|]{3,300}[^\s<>"'()|.,;:!?]|(?<![\p{L}\p{N}@.-])[\p{L}\p{N}][\p{L}\p{N}-]{1,40}\.(?:com|org|net|eu|io|co\.uk|uk|cz|de|fr|at|ch|pl|sk|es|it|nl|shop|app|dev|example|test|info)(?:\/[^\s<>"'()|.,;:!?]*)?(?![\p{L}\p{N}@-])/giu,
  ],
  [
    'money',
    new RegExp(
      `(?<![\\p{L}\\p{N}])(?:(?:[$€£]|US\\$|(?:${currencies})\\s)\\s?(?:${amount})${scale}(?:\\s?(?:-|–|to|and)\\s?(?:[$€£])?(?:${amount})${scale})?|(?:${amount})${scale}(?:\\s?(?:-|–|to|až|bis)\\s?(?:${amount})${scale})?\\s?(?:[$€£]|(?:${currencies})(?![\\p{L}])))`,
      'giu',
    ),
  ],
  [
    'date',
    new RegExp(
      `(?<![\\p{L}\\p{N}])(?:\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\s?\\d{1,2}[./]\\s?\\d{4}|(?:konce|ende|fin|koncem|začátkem|anfang|mitte|début|mi)\\s(?:de\\s)?(?:${months})(?:\\s\\d{4})?|\\d{1,2}(?:st|nd|rd|th|\\.|er)?\\s(?:of\\s|de\\s)?(?:${months})(?:\\s(?:de\\s)?\\d{4})?|(?:${months})\\s\\d{1,2}(?:st|nd|rd|th)?(?:,?\\s\\d{4})?|(?:${months})\\s\\d{4}|(?:(?:the\\s)?(?:end|start|beginning|middle) of\\s)(?:${months}|the year|next year|the month|summer|autumn|spring|winter)|Q[1-4](?:\\s\\d{4})?|(?:next|this) (?:spring|summer|autumn|fall|winter|month|year|week)|Black Friday|Christmas|Easter|New Year|Vánoc\\p{L}*|Weihnachten|Noël)(?![\\p{L}\\p{N}])`,
      'giu',
    ),
  ],
  [
    'phone',
    /(?<![\p{L}\p{N}.,])(?:\+|00)\d{1,3}(?:[\s./()-]{0,2}\d{1,5}){2,6}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}.,+])(?:\(0?\d{2,5}\)\s?|0\d{2,4}[\s/-])\d{3,4}(?:[\s-]?\d{2,5}){0,2}(?![\p{L}\p{N}])/gu,
  ],
  [
    'quantity',
    new RegExp(
      `(?<![\\p{L}\\p{N}.,$€£])(?:\\d{1,3}(?:[ ,.\\u00a0]\\d{3}){1,4}|\\d{1,7}(?:[.,]\\d)?|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|fifty|hundred)(?:\\s(?:to|or|-|–)\\s\\d{1,7})?\\s?(?:\\p{L}{3,14}\\s){0,1}?(?:${things})(?:\\s(?:a|per|each|every)\\s(?:day|week|month|year|hour|person|order|shop|clinic))?(?![\\p{L}])`,
      'giu',
    ),
  ],
  [
    'organisation',
    /(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}\p{N}&.'’-]{0,40},?\s(?:(?:&|and|und|et|a)\s)?){1,4}(?:Ltd\.?|Limited|LLC|Inc\.?|GmbH|AG|KG|s\.\s?r\.\s?o\.|a\.\s?s\.|SARL|SAS|S\.A\.|plc|Group|Holding|Foundation|Association|University|Academy|Clinic|Bank|Studio|Brothers|& Sons|& Co\.?)(?![\p{L}])|(?<![\p{L}\p{N}])\p{Lu}\p{L}+ & \p{Lu}\p{L}+/gu,
  ],
  [
    'person',
    /(?<=(?:[Mm]y name is|[Mm]y name['’]s|[Cc]ontact|[Cc]all|[Aa]sk for|[Mm]r\.?|[Mm]rs\.?|[Mm]s\.?|[Dd]r\.?|[Ii]['’]m|I am|[Mm]eet|[Oo]wner|[Rr]egards,?|[Tt]hanks,|[Cc]heers,|[Jj]menuji se|[Ii]ch bin|[Mm]ein Name ist|[Jj]e m['’]appelle)\s{1,2})\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+){0,2}(?![\p{L}])/gu,
  ],
]
const lowerName = /(?<=\b(?:my name is|my name's|i'm|i’m)\s)[a-z]{3,12}(?=[.,!]|\s*$|\s+and\b)/giu
const notNames =
  /^(?:not|just|the|very|from|looking|sorry|happy|sure|afraid|glad|also|now|here|new|interested|planning|writing|trying|running|selling|married|retired|based|free|available|back|done|fine|good|old|young|alone|busy|tired|monday|tuesday|wednesday|thursday|friday|saturday|sunday|me|us|our|english|german|czech|french)$/iu
/** The last line when it is only a name: how people sign. */
const signature =
  /(?:^|\n)[ \t]*(?:(?:(?:kind |best |warm )?regards|thanks|thank you|cheers|s pozdravem|viele grüße|cordialement),?\s*\n?\s*)?(\p{Lu}\p{Ll}{1,15}(?:\s\p{Lu}\p{Ll}{1,20}){0,2})[.,]?\s*$/u
const unlikelySignature =
  /^(?:thanks|thank you|regards|cheers|hello|dear|danke|merci|děkuji|best|confidential|requirements|background|timeline|contact)\b/iu

/**
 * E-mail addresses, links, money, dates, phone numbers, quantities, organisations, people and places, by patterns.
 * Money and addresses are near certain; people and places are found only where the wording gives them away.
 */
export function findEntities(sources: readonly Source[]): Analysis['entities'] {
  const found: Entity[] = []
  const seen = new Set<string>()
  const perKind = new Map<Kind, number>()
  const add = (source: Source, kind: Kind, start: number, end: number) => {
    const evidence = quote(source, start, end)
    const key = `${kind} ${evidence.text.toLowerCase()}`
    const count = perKind.get(kind) ?? 0
    if (seen.has(key) || count >= entitiesPerKindMax || !evidence.text.isWellFormed() || evidence.text.includes('\0'))
      return
    seen.add(key)
    perKind.set(kind, count + 1)
    found.push({ kind, text: evidence.text.replace(/\s+/gu, ' '), evidence })
  }
  for (const source of sources) inSource(source, add)
  return found
}

type Add = (source: Source, kind: Kind, start: number, end: number) => void

function inSource(source: Source, add: Add): void {
  // What is taken becomes blanks of the same length, so that later patterns cannot read the same characters as something else.
  let text = source.text
  const take = (kind: Kind, start: number, matched: string) => {
    const shown = matched.replace(/[\s,;]+$/u, '')
    add(source, kind, start, start + shown.length)
  }
  for (const [kind, pattern] of patterns) {
    text = text.replace(pattern, (matched: string, ...rest: unknown[]) => {
      const at = rest.findLast((r) => typeof r === 'number') as number
      const isDigitsOnly = kind === 'phone' && matched.replace(/\D/g, '').length < 9
      if (isDigitsOnly || (kind === 'person' && notNames.test(matched))) return matched
      take(kind, at, matched)
      return ' '.repeat(matched.length)
    })
  }
  for (const name of text.matchAll(lowerName)) if (!notNames.test(name[0])) take('person', name.index, name[0])
  const signed = signature.exec(text.slice(-120).trimEnd())
  if (signed?.[1] && source.kind === 'description' && text.length > 80 && !unlikelySignature.test(signed[1])) {
    const tail = Math.max(0, text.length - 120)
    take('person', tail + signed.index + signed[0].lastIndexOf(signed[1]), signed[1])
  }
  for (const place of text.matchAll(known)) {
    if (isPlace(place[0], text.slice(Math.max(0, place.index - 8), place.index))) take('place', place.index, place[0])
  }
}

const known = terms(places)
/** Short or ambiguous names count only with a capital; in lower-case text the long ones are safe. */
const isPlace = (name: string, before: string): boolean => {
  if (/^(?:nice|bath|reading|tours|essen|bergen|cork|turkey|china|bonn|linz|bern)$/iu.test(name))
    return /^\p{Lu}/u.test(name) && /(?:\bin|\bfrom|\bnear|\band|\bat|,)\s$/iu.test(before)
  return /^\p{Lu}/u.test(name) || name.length >= 5
}

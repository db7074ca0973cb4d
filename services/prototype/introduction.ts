import type { Source } from '#contracts/nlp'
import { isSentence, part, type Said, sentencesOf } from './said.ts'

// How people begin a message; none of it is for visitors.
const greeting =
  /^(?:(?:hi|hello|hey+|good (?:morning|day|afternoon|evening)|dear \p{L}+|guten tag|hallo|grüß gott|servus|dobrý den|ahoj|zdravím|bonjour|bonsoir|salut|مرحب[اً]{1,2}|أهلا|السلام عليكم)(?: (?:there|all|everyone|team))?[^\p{L}\p{N}"“„«]+)?(?:(?:okay|ok|so|um+|uh+|well|yeah|basically)[\s,]+){0,5}/iu

/** A sentence without "Hello, " or "okay so um ". */
export function withoutGreeting(said: Said): Said {
  const opening = greeting.exec(said.text)?.[0].length ?? 0
  return (opening > 0 && part(said, opening, said.text.length)) || said
}

// "I make mugs and want a shop": from here on it is a wish, or the name.
const wishing = new RegExp(
  [
    String.raw`[\s,;]+(?:(?:and|but|so)\s+)(?:(?:basically|now|also|therefore)\s+)?(?:(?:i|we)(?:['’]d| would)?\s+)?(?:want|need|wish|would like|like to|are looking|am looking|look for|have a few|plan to)(?!\p{L})`,
    // A name is not said twice: it stands above the heading already.
    String.raw`(?<=.{25})\s+(?:called|named)\s+["“„]?\p{L}[^,;]{1,50}$`,
    String.raw`,\s+(?:my|our)\s+\p{L}+\s+is called`,
    String.raw`[\s,;]+und\s+(?:(?:ich|wir)\s+)?(?:heiße|möchten?|brauchen?|wollen|will|suchen?|hätten?|wünschen?)(?!\p{L})`,
    String.raw`[\s,;]+a\s+(?:chtěl|potřeb|rád|chce)\p{L}*`,
    String.raw`[\s,;]+et\s+(?:(?:je|nous)\s+)?(?:voudr|veux|voul|souhait|cherch|aimer|avons besoin|ai besoin)\p{L}*`,
    String.raw`[\s،]+و(?:أريد|نريد|أحتاج|نحتاج|أود|نود|اسم)(?!\p{L})`,
  ].join('|'),
  'iu',
)

const doing =
  'run|own|operate|make|sell|offer|hire out|rent|rent out|lend|teach|coach|build|bake|cook|brew|roast|design|craft|produce|publish|write|repair|restore|translate|grow|breed|print|train|organi[sz]e|provide|help|place|deliver|clean|serve|play|put on|paint|photograph|sew|knit|fit|install|work|do nails'
const doings =
  'runs|makes|sells|offers|brings|repairs|builds|teaches|helps|places|provides|operates|hires|rents|publishes|lends|cuts'
const article = String.raw`(?:an?|the|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|\d+)\s+(?!bit\b|little bit\b|lot\b|few\b|couple\b|questions?\b|problems?\b|ideas?\b|budget\b)`
const ourThing = String.raw`(?:our|my)\s+(?!wife|husband|partner|mother|father|mum|dad|sister|brother|son|daughter|background|budget|problem|treasurer|stock|idea|system|software|database|web ?site|site|customers?|clients?|current)(?:[\p{L}'’-]+\s+){1,5}?`
const introducing = [
  new RegExp(
    String.raw`^(?:i|we|me and my \p{L}+|my \p{L}+ and i)\s+(?:(?:also|only|just|mainly|mostly)\s+)?(?:${doing})(?!\p{L})`,
    'iu',
  ),
  new RegExp(String.raw`^(?:i|we|me and my \p{L}+|my \p{L}+ and i)\s+have\s+${article}`, 'iu'),
  new RegExp(
    String.raw`^(?:i am|i['’]m|we are|we['’]re|my \p{L}+ and i are)\s+(?!\d)(?:${article}|opening\s|starting\s)`,
    'iu',
  ),
  /^[Ww]ir (?:sind|bauen|verkaufen|backen|fertigen|machen|betreiben|führen|bieten|unterrichten|reparieren|vermieten|nähen|gestalten|entwickeln|drucken|brauen|kochen|pflegen) (?!auf|noch|nicht|sehr|seit|uns|hier)/u,
  /^[Ii]ch (?:bin|baue|verkaufe|backe|fertige|mache|betreibe|führe|biete|unterrichte|repariere|vermiete|nähe|gestalte|drucke|koche) (?!auf|noch|nicht|sehr|seit|mir|hier)/u,
  /^(?:jsme|jsem|vyrábíme?|prodáváme?|pečeme|peču|vaříme?|učíme?|stříháme?|stavíme?|opravujeme|opravuji|nabízíme?|provozujeme|provozuji|šijeme|šiji|tiskneme|pěstujeme|pěstuji|půjčujeme)(?!\p{L})/iu,
  /^(?:nous|je) (?:sommes|suis|tenons|tiens|fabriquons|fabrique|vendons|vends|gérons|gère|proposons|propose|cuisinons|enseignons|enseigne|réparons|répare|louons|loue|créons|crée|organisons|produisons|faisons|brassons)(?!\p{L})(?! à la recherche)/iu,
  /^(?:أنا|نحن)\s/u,
]

// Only at the beginning of a text these are about whoever writes: later "Proalpha runs the stock" is about a tool of theirs.
const introducingEarly = [
  new RegExp(String.raw`^${ourThing}(?:(?:${doings})\s|(?:has|is)\s+${article})`, 'iu'),
  // A name and what it does; a sentence may begin with other capitals.
  new RegExp(
    String.raw`^(?!(?:There|This|That|It|What|Here|The|An?|Each|Every|If|When|My|Our|Everything|Nobody)(?!\p{L}))\p{Lu}[\p{L}&'’.-]*(?:\s+(?:&|and|of|the|\p{Lu}[\p{L}&'’.-]*)){0,5}\s+(?:is an?|are an?|(?:${doings})(?! on))\s`,
    'u',
  ),
]
const sentencesEarly = 6

const money = /[€£$]\s?\d|\d\s?(?:€|£|\$|Kč|EUR|USD|CZK|GBP)(?!\p{L})/iu
// "We are open Monday to Friday 8:00-18:00" has a place of its own.
const times = /\d(?::\d{2}|\s?(?:am|pm|uhr|h)?\s?[-–]\s?\d)/iu
const trouble =
  /\b(?:(?:is|so|too|very|are) slow|los[et]|loses|losing|nightmare|disaster|broken|mess|chaos|frustrat\w*|annoy\w*|hate|fed up|kill\w*|fall\w* apart|notebook|spreadsheets?|excel|word files?|whatsapp|instagram|facebook|right now|currently|at the moment|so far|until now|hang up|forget\w*|forever|technical|web ?designer|fees? (?:are|is|ate)|funding|my (?:wife|husband|mother|father|mum|dad|sister|brother|son|daughter|grandmother|grandfather)|years old|regards|questions|partner for|this idea|i have talked|background|i['’]d rather|co-founder|pays? us|colleague|zurzeit|derzeit|momentan|bisher|chaotisch|mühsam|zatím|momentálně|pomalé|actuellement|pour l['’]instant|trop (?:lent|long))\b|\?$/iu

/** True for words about what goes wrong today, about private matters, or that ask: true of the customer, and not for their visitors. */
export const isTrouble = ({ text }: Said): boolean => trouble.test(text)

/** What the customer says they are or do, up to where they begin to wish; undefined when the sentence says something else. */
function introductionIn(said: Said, isEarly: boolean): Said | undefined {
  const bare = withoutGreeting(said)
  const patterns = isEarly ? [...introducing, ...introducingEarly] : introducing
  if (!patterns.some((pattern) => pattern.test(bare.text))) return undefined
  const end = wishing.exec(bare.text)?.index ?? bare.text.length
  const told = part(bare, 0, end)
  return told && !isTrouble(told) && !money.test(told.text) && !times.test(told.text) ? told : undefined
}

/** All sentences of a text that say what the customer is or does, each with the part that says it, in reading order. */
export function introductionsIn(source: Source): { told: Said; from: Said }[] {
  return sentencesOf(source).flatMap((from, index) => {
    const told = isSentence(from) ? introductionIn(from, index < sentencesEarly) : undefined
    return told ? [{ told, from }] : []
  })
}

const places =
  'studio|shop|store|bakery|caf[eé]|restaurant|bistro|bar|pub|hotel|hostel|guesthouse|campsite|clinic|practice|surgery|salon|spa|gym|school|academy|kindergarten|museum|gallery|theat(?:re|er)|cinema|orchestra|choir|band|farm|vineyard|winery|brewery|cidery|workshop|garage|nursery|agency|firm|company|business|association|club|charity|foundation|parish|library|magazine|podcast|observatory|laborator(?:y|ies)|dive cent(?:re|er)|food bank'
const sizes =
  'small|little|tiny|very|family|family-run|family-owned|local|new|young|independent|own|amateur|community|modern|old'
const trade = new RegExp(
  String.raw`(?:^|[^\p{L}])(?:my|our|(?:i|we)(?: run| own| operate| have| am| are|['’]m|['’]re) an?)\s+(?:(?:${sizes})\s+)*(?<trade>(?:(?!(?:${sizes})\s)[\p{L}-]+\s+){1,2}(?:${places}))(?!\p{L})`,
  'iu',
)

/** What the customer calls their own trade ("my yoga studio"), which stands for a name until there is one. */
export function tradeIn(sources: Source[]): Said | undefined {
  for (const sentence of sources.filter(({ kind }) => kind !== 'document').flatMap(sentencesOf)) {
    const found = trade.exec(sentence.text)?.groups?.trade
    const at = found ? sentence.text.indexOf(found) : -1
    if (found && found.length <= 40) return part(sentence, at, at + found.length)
  }
  return undefined
}

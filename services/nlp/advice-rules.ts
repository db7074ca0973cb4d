import type { Analysis, Quote } from './contract.ts'
import type { Category } from './lexicon-features.ts'

export type Rule = { text: string; because: (analysis: Analysis) => Quote[] }
export type RiskRule = Rule & { mitigation: string }

/** Quotes of wanted features of a category whose words match. */
const wants =
  (category: Category | Category[], words = /./u) =>
  (a: Analysis): Quote[] =>
    a.features
      .filter((f) => f.priority !== 'wont' && [category].flat().includes(f.category) && words.test(f.evidence.text))
      .map((f) => f.evidence)
/** Quotes of any wish whose words match. */
const asks =
  (words: RegExp) =>
  (a: Analysis): Quote[] =>
    [
      ...a.features.filter((f) => f.priority !== 'wont' && words.test(f.evidence.text)).map((f) => f.evidence),
      ...a.needs.filter((n) => n.priority !== 'wont' && words.test(n.evidence.text)).map((n) => n.evidence),
    ].slice(0, 1)
const cue =
  (kind: Analysis['cues'][number]['kind'], words = /./u) =>
  (a: Analysis): Quote[] =>
    a.cues.filter((c) => c.kind === kind && words.test(c.evidence.text)).map((c) => c.evidence)
/** Both must speak; otherwise nothing does. */
const both =
  (one: (a: Analysis) => Quote[], two: (a: Analysis) => Quote[]) =>
  (a: Analysis): Quote[] => {
    const [left, right] = [one(a), two(a)]
    return left.length > 0 && right.length > 0 ? [left[0]!, right[0]!] : []
  }
const isKind =
  (kind: Analysis['kind']['value']) =>
  (a: Analysis): Quote[] =>
    a.kind.value === kind ? a.kind.evidence : []
const isHard = (a: Analysis): Quote[] =>
  ['complex', 'enterprise'].includes(a.complexity.level)
    ? a.features.filter((f) => f.priority === 'must').map((f) => f.evidence)
    : []

export const technology: readonly Rule[] = [
  {
    text: 'Build on a ready shop core for catalogue, basket and orders, and spend the effort on what is special to this shop.',
    because: isKind('e-commerce'),
  },
  {
    text: 'Take payments on the provider’s hosted page, so that card numbers never reach your own server.',
    because: wants('payment', /card|pay|paypal|deposit|invoice|zaplat|kart|bezahl|paiement|carte/iu),
  },
  {
    text: 'Keep all free times in one calendar and hold a slot while it is being booked, so that nobody is booked twice.',
    because: wants('booking', /book|slot|appointment|reserv|table|class|court|termin|rezerv|kalend|buch/iu),
  },
  {
    text: 'Sign people in with OpenID Connect against the accounts they already have, instead of new passwords.',
    because: asks(/microsoft 365|office 365|google account|azure|active directory|single sign-on|\bsso\b/iu),
  },
  {
    text: 'Store work on the device first and send it through a queue when the connection returns; give every change an id, so that it is applied once.',
    because: wants('offline'),
  },
  {
    text: 'Let the scanner write into a focused field or raise its own event, so that the app works with any model that can do one of the two.',
    because: asks(/barcode|bar code|\bqr\b|scanner/iu),
  },
  {
    text: 'Put the connection to the other system behind a queue with retries and a log, so that its downtime does not become yours.',
    because: wants('integration'),
  },
  {
    text: 'Send text messages and push messages through a provider that reports delivery, with e-mail as fallback.',
    because: asks(/\bsms\b|text messages?|push (?:message|notification)/iu),
  },
  {
    text: 'Keep every text in translation files from the first day; adding a language later is then a matter of words.',
    because: wants('localisation'),
  },
  {
    text: 'Model choices such as sizes, colours or materials as variants with their own price and stock.',
    because: wants(
      'catalogue',
      /choose|variant|size|colou?r|glaze|material|configur|vyber|größe|farbe|taille|couleur/iu,
    ),
  },
  {
    text: 'Encrypt stored data, keep a log of who saw what, and host in the region the request names.',
    because: wants('security'),
  },
  {
    text: 'Compute reports from summary tables that are refreshed on a schedule, so that a large report never slows the daily work.',
    because: wants('reporting', /report|dashboard|statistic|chart|per (?:hour|day|week|month)|analytics/iu),
  },
  {
    text: 'Start with the full-text search of the database; a separate search server pays off only later.',
    because: wants('search', /search|filter|find|vyhled|such|recherch/iu),
  },
  {
    text: 'Resize pictures when they are uploaded and keep the originals in object storage.',
    because: wants('media', /photo|picture|image|gallery|upload|foto|bild|galer/iu),
  },
  {
    text: 'Give the editors a small form for their own pages and entries, so that nobody needs a programmer for a text.',
    because: asks(/\b(?:add|edit|update)\b.*\b(?:myself|ourselves|without|from my phone|new)\b|\bblog\b|\bnews\b/iu),
  },
]

export const risks: readonly RiskRule[] = [
  {
    text: 'The date may be too close for everything that is asked.',
    mitigation: 'Agree on a first version with the must-haves only, and fix the date for that one.',
    because: both(cue('deadline'), isHard),
  },
  {
    text: 'Work done without a connection can collide: two people change the same record.',
    mitigation: 'Decide per record who wins, show the conflict, and test with aeroplane mode in the real building.',
    because: wants('offline'),
  },
  {
    text: 'A connection to another system depends on its interface, its access rights and its updates.',
    mitigation:
      'Ask for documentation and a test account before the price is fixed, and try one real call in the first week.',
    because: wants('integration'),
  },
  {
    text: 'Health or other sensitive data needs more care than a usual website.',
    mitigation:
      'Settle storage place, access rights and deletion with a data protection adviser before the first real record.',
    because: (a) =>
      ['health', 'legal', 'finance'].includes(a.industry.value) ? wants(['security', 'accounts', 'booking'])(a) : [],
  },
  {
    text: 'Goods made to order are hard to take back, and a spelling mistake becomes expensive.',
    mitigation: 'Show the final text for confirmation before payment, and state the rule for returns there.',
    because: asks(/engrav|personali[sz]|customi[sz]|made to order|with names|rytí|gravi|gravé/iu),
  },
  {
    text: 'Payments can fail, be repeated or be disputed.',
    mitigation:
      'Book an order only on the provider’s confirmation, make repeated messages harmless, and plan refunds from the start.',
    because: wants('payment'),
  },
  {
    text: 'People book and do not come.',
    mitigation: 'Send a reminder with a link to cancel, and decide on a fee or a deposit.',
    because: both(wants('booking'), (a) => [
      ...cue('frustration', /forget|no-?show|empty|cancel/iu)(a),
      ...asks(/cancel/iu)(a),
    ]),
  },
  {
    text: 'Leaving the present place of sale may cost regular buyers and search rank.',
    mitigation: 'Run both for a while, export products and reviews first, and tell buyers the new address.',
    because: (a) =>
      [...a.summary, ...a.cues.map((c) => c.evidence), ...a.needs.map((n) => n.evidence)].filter((q) =>
        /\b(?:etsy|amazon|ebay|shopify|wix|marketplace|old (?:web ?site|shop))\b/iu.test(q.text),
      ),
  },
  {
    text: 'Two languages mean two texts for everything, also for each new entry.',
    mitigation: 'Name the person who translates, and decide what is shown while a translation is missing.',
    because: wants('localisation'),
  },
  {
    text: 'Sales that also happen elsewhere make the shown stock wrong.',
    mitigation: 'Keep one count of the stock and book sales of every channel into it.',
    because: both(isKind('e-commerce'), wants('catalogue', /stock|inventory|sklad|lager/iu)),
  },
  {
    text: 'What annoys people today may come back in the new product if nobody names it as a test.',
    mitigation: 'Turn each complaint into a check that the first version must pass.',
    because: cue('frustration'),
  },
  {
    text: 'A fixed budget and an open list of wishes pull in different directions.',
    mitigation: 'Price each part visibly and agree on the order in which parts may fall out.',
    because: both(cue('budget'), isHard),
  },
]

export const opportunities: readonly Rule[] = [
  {
    text: 'Sets and personalised pieces are gifts: vouchers and a saved design for reordering could follow.',
    because: asks(/wedding|gift|engrav|with names|\bsets?\b/iu),
  },
  {
    text: 'A reminder can carry a button to confirm, move or cancel, which frees slots for others in time.',
    because: asks(/remind|připom|erinner|rappel/iu),
  },
  {
    text: 'The waiting list shows which times are most wanted: a ground for new slots or other prices.',
    because: asks(/waiting list|wait ?list/iu),
  },
  {
    text: 'Fixed pick-up times can be offered as slots, so that packing and queues become predictable.',
    because: asks(/pick[- ]?up|collect|odběr|abhol|retrait/iu),
  },
  {
    text: 'The same records could feed a monthly overview for the owner at little extra cost.',
    because: both(wants(['ordering', 'booking', 'payment']), (a) =>
      wants('reporting')(a).length === 0 ? wants(['ordering', 'booking', 'payment'])(a) : [],
    ),
  },
  {
    text: 'What the scanners record can show where shelves are badly placed and errors gather.',
    because: asks(/barcode|scanner|picker/iu),
  },
  {
    text: 'Finished pieces or projects shown with their story could bring visitors through search engines.',
    because: wants(['content', 'media'], /blog|story|gallery|photo|portfolio|galer|foto/iu),
  },
  {
    text: 'With a second language in place, buyers from neighbouring countries come within reach.',
    because: both(wants('localisation'), wants(['ordering', 'payment', 'booking'])),
  },
  {
    text: 'The move away from paper and phone frees hours that can be counted: note today’s effort, to compare later.',
    because: cue('frustration', /notebook|paper|phone|calls|copy|by hand|excel|lost/iu),
  },
]

import type { Analysis, ProductKind, Quote } from './contract.ts'
import type { Need } from './needs.ts'
import { quotePart, type Sentence, terms } from './text.ts'

/** Words for each of the nine kinds of offer; the weight is for a mention inside a wish, a mention outside counts a third. */
const cues: [ProductKind, weight: number, string][] = [
  [
    'e-commerce',
    5,
    'online[- ]shops?|web ?shops?|online[- ]stores?|e-?shops?|e-?commerce|marketplace|boutique en ligne|online-?shop',
  ],
  ['e-commerce', 1, 'buy|pay by card|card payments?|vouchers?|zaplat\\p{L}*'],
  [
    'e-commerce',
    2,
    'shop|store|cart|basket|checkout|shipping(?: prices?| costs?)?|sell (?:\\p{L}+ )?online|products?|orders? online|versand|warenkorb|panier|commander',
  ],
  [
    'mobile-app',
    5,
    'mobile apps?|android(?: app| ios)?|ios(?: app)?|iphone(?: app)?|phone app|native app|mobilní aplikac\\p{L}*|handy-?app|application mobile',
  ],
  ['mobile-app', 3, 'apps?|push (?:message|notification)s?|app store|google play|tablets?|aplikac\\p{L}*|off-?line'],
  [
    'website',
    4,
    'web ?sites?|home ?page|landing page|web ?pages?|web site|stránk\\p{L}*|web|webseite|website|internetseite|site (?:web|internet)?',
  ],
  [
    'website',
    2,
    'book|booking|bookings|appointments?|reservations?|timetable|newsletter|members? list|events?|termin|rendez-vous',
  ],
  ['website', 2, 'blog|portfolio|contact form|opening hours|about (?:us|me) page|gallery|page with|news page|site'],
  ['api', 5, 'rest(?:ful)? api|graphql|public api|api(?:s)?|web ?service|sdk|webhooks?|endpoints?'],
  ['crm', 5, 'crm|customer relationship|customer database|lead management|sales pipeline|contact management'],
  ['crm', 2, 'leads?|sales team|salespeople|pipeline|deals?|follow-?ups?|customer history'],
  [
    'analytics',
    4,
    'analytics|business intelligence|data warehouse|bi tool|reporting (?:tool|platform|system)|kpi dashboard',
  ],
  ['analytics', 2, 'dashboards?|statistics|charts?|kpis?|forecasts?|reports?'],
  [
    'ai-ml',
    5,
    'artificial intelligence|machine learning|ai (?:assistant|model|tool|agent)|chat ?bot|language model|recommendation engine|computer vision|image recognition|predictive',
  ],
  ['ai-ml', 2, 'ai|predict\\p{L}*|recogni[sz]e|classif\\p{L}*|speech recognition'],
  [
    'enterprise',
    5,
    'erp|enterprise|intranet|warehouse management|document management|portal for (?:all )?(?:our )?employees|internal (?:system|tool|platform)|group-wide|multi-?tenant',
  ],
  [
    'enterprise',
    2,
    '(?:secure|client|customer|employee|partner|supplier) portal|portal|single sign-on|sso|active directory|microsoft 365|sap|audit (?:log|trail)|approval workflow|departments?|subsidiaries|legacy system|employees',
  ],
]
const compiled = cues.map(([value, weight, list]) => ({ value, weight, pattern: terms(list) }))
const sourceWeight = { description: 1, voice: 0.9, document: 0.6 }
const round = (n: number): number => Math.round(n * 100) / 100

/** Which of the nine kinds of offer fits, from the words of the wishes first; `general` when nothing speaks clearly. */
export function findKind(sentences: readonly Sentence[], needs: readonly Need[]): Analysis['kind'] {
  const tallies = new Map<ProductKind, Tally>()
  const wished = wishedSpans(needs)
  for (const sentence of sentences) if (!sentence.isNoise) countIn(sentence, wished.get(sentence) ?? [], tallies)
  const ranked = [...tallies]
    .map(([value, words]) => ({ value, score: [...words.values()].reduce((n, w) => n + w.points, 0), words }))
    .sort((a, b) => b.score - a.score)
  const [first] = ranked
  const evidence = [...(first?.words.values() ?? [])].sort((a, b) => b.points - a.points).map((w) => w.evidence)
  if (!first || first.score < 1.5)
    return { value: 'general', confidence: first ? 0.2 : 0, evidence: evidence.slice(0, 3) }
  const share = first.score / ranked.reduce((n, r) => n + r.score, 0)
  const confidence = round(share * Math.min(0.98, first.score / (first.score + 2)))
  return { value: first.value, confidence, evidence: evidence.slice(0, 4) }
}

/** The same word counts once, at the place where it weighs most. */
type Tally = Map<string, { points: number; evidence: Quote }>

function countIn(sentence: Sentence, spans: Wished[], tallies: Map<ProductKind, Tally>): void {
  for (const { value, weight, pattern } of compiled) {
    for (const hit of sentence.text.matchAll(pattern)) {
      const at = sentence.start + hit.index
      const span = spans.find((s) => at >= s.start && at < s.end)
      if (span?.isRefused) continue
      const points = (span ? weight : weight / 3) * sourceWeight[sentence.source.kind]
      const tally = tallies.get(value) ?? new Map()
      tallies.set(value, tally)
      const key = hit[0].toLowerCase().replace(/s$/u, '')
      if (points <= (tally.get(key)?.points ?? 0)) continue
      tally.set(key, { points, evidence: quotePart(sentence, hit.index, hit.index + hit[0].length) })
    }
  }
}

type Wished = { start: number; end: number; isRefused: boolean }
function wishedSpans(needs: readonly Need[]): Map<Sentence, Wished[]> {
  const spans = new Map<Sentence, Wished[]>()
  for (const { sentence, evidence, priority } of needs) {
    const list = spans.get(sentence) ?? []
    list.push({ start: evidence.start, end: evidence.end, isRefused: priority === 'wont' })
    spans.set(sentence, list)
  }
  return spans
}

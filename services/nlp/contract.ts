import { defineContract, OneOf, type Static, T } from '#platform/contract'

/** A span of one input, so that every statement can be traced. Offsets are UTF-16 code units into the source text. */
export const Quote = T.Object({
  source: T.String({ description: 'Id of the source: `description`, `voice`, or a file id.' }),
  start: T.Integer({ minimum: 0 }),
  end: T.Integer({ minimum: 0 }),
  text: T.String({ description: 'Exactly the characters of the source between start and end.' }),
})
export type Quote = Static<typeof Quote>

/** One text the analysis may read. */
export const Source = T.Object({
  id: T.String(),
  kind: OneOf(['description', 'voice', 'document']),
  label: T.String({ description: 'What a person would call it, such as the file name.' }),
  text: T.String(),
  pages: T.Optional(
    T.Array(
      T.Object({
        number: T.Integer({ minimum: 1 }),
        start: T.Integer({ minimum: 0 }),
        end: T.Integer({ minimum: 0 }),
        part: T.Optional(T.Object({ name: T.String(), page: T.Integer({ minimum: 1 }) })),
      }),
      { description: 'Which page of the file each stretch of the text is; so a quote has a file and a page.' },
    ),
  ),
  doubtful: T.Optional(
    T.Array(T.Object({ start: T.Integer({ minimum: 0 }), end: T.Integer({ minimum: 0 }) }), {
      description: 'Words that were recognised and may be misread.',
    }),
  ),
})
export type Source = Static<typeof Source>

const confidence = T.Number({ minimum: 0, maximum: 1 })
export const complexities = ['simple', 'moderate', 'complex', 'enterprise'] as const
export const Complexity = OneOf(complexities)
export type Complexity = Static<typeof Complexity>

export const industries = [
  'retail',
  'food',
  'health',
  'education',
  'finance',
  'real-estate',
  'travel',
  'logistics',
  'manufacturing',
  'construction',
  'beauty',
  'sports',
  'events',
  'media',
  'software',
  'legal',
  'nonprofit',
  'agriculture',
  'automotive',
  'crafts',
  'other',
] as const

export const productKinds = [
  'website',
  'mobile-app',
  'api',
  'e-commerce',
  'crm',
  'analytics',
  'ai-ml',
  'enterprise',
  'general',
] as const
export const ProductKind = OneOf(productKinds, 'The nine kinds of offer.')
export type ProductKind = Static<typeof ProductKind>

const foundBy = T.Optional(
  OneOf(['rules', 'model'], 'Who found it; the rules when absent. Whatever a model found is quoted, too.'),
)

export const Feature = T.Object({
  id: T.String({ description: '`f1`, `f2` … within one analysis.' }),
  name: T.String({ description: 'Short name cut from the quoted words.' }),
  category: OneOf([
    'content',
    'catalogue',
    'ordering',
    'payment',
    'booking',
    'accounts',
    'communication',
    'search',
    'reporting',
    'integration',
    'automation',
    'localisation',
    'offline',
    'security',
    'media',
    'other',
  ]),
  priority: OneOf(['must', 'should', 'could', 'wont']),
  evidence: Quote,
  foundBy,
})
export type Feature = Static<typeof Feature>

export const qualityKinds = [
  'privacy',
  'security',
  'performance',
  'accessibility',
  'offline',
  'localisation',
  'usability',
] as const
export const constraintKinds = ['technology', 'hosting', 'legal', 'budget', 'time'] as const

/** What a language model added to an analysis, and what it cost. */
export const ModelPart = T.Object({
  method: T.String({ description: 'Name of the model and version of the prompt, such as `llama3.2, analyse-v1`.' }),
  rung: OneOf(['schema', 'json', 'cut', 'repair'], 'How the answer was won, from the strictest way down.'),
  failures: T.Array(T.String(), { description: 'Attempts that did not lead to it, in words.' }),
  kept: T.Integer({ minimum: 0, description: 'Claims whose words stand in the input.' }),
  dropped: T.Array(
    T.Object({
      what: OneOf(['summary', 'judgement', 'user', 'statement', 'name', 'quality', 'constraint', 'entity', 'question']),
      count: T.Integer({ minimum: 1 }),
    }),
    { description: 'Claims that were not taken over, because their words do not stand in the input.' },
  ),
  isCached: T.Boolean({ description: 'The same question was answered before; nothing was spent now.' }),
  isRedacted: T.Boolean({ description: 'Addresses, phone numbers and names were hidden from the model.' }),
  charsRead: T.Integer({ minimum: 0, description: 'How much of the input it was shown, in UTF-16 code units.' }),
  tokensIn: T.Integer({ minimum: 0 }),
  tokensOut: T.Integer({ minimum: 0 }),
  isEstimated: T.Boolean({ description: 'The provider did not count; four characters are taken for one token.' }),
  costMicros: T.Optional(T.Integer({ minimum: 0, description: 'Millionths of the currency. Absent without prices.' })),
  currency: T.Optional(T.String()),
})
export type ModelPart = Static<typeof ModelPart>

export const Analysis = T.Object({
  language: T.Object({ code: T.String({ description: 'ISO 639-1 or `other`.' }), confidence, method: T.String() }),
  depth: OneOf(
    ['full', 'basic'],
    'full: English rules; basic: language-independent rules only, said so to the reader.',
  ),
  summary: T.Array(Quote, { description: 'Sentences of the input, in reading order. Never rewritten.' }),
  industry: T.Object({
    value: OneOf(industries),
    confidence,
    evidence: T.Array(Quote),
    alternatives: T.Array(T.Object({ value: OneOf(industries), confidence })),
  }),
  kind: T.Object({ value: ProductKind, confidence, evidence: T.Array(Quote) }),
  targetUsers: T.Array(T.Object({ name: T.String(), evidence: Quote, foundBy })),
  needs: T.Array(
    T.Object({ text: T.String(), priority: OneOf(['must', 'should', 'could', 'wont']), evidence: Quote, foundBy }),
  ),
  features: T.Array(Feature),
  entities: T.Array(
    T.Object({
      kind: OneOf(['person', 'organisation', 'place', 'money', 'date', 'quantity', 'email', 'phone', 'url']),
      text: T.String(),
      evidence: Quote,
      foundBy,
    }),
  ),
  qualities: T.Optional(
    T.Array(T.Object({ kind: OneOf(qualityKinds), evidence: Quote, foundBy }), {
      description: 'How well it must work, as the input says it.',
    }),
  ),
  constraints: T.Optional(
    T.Array(T.Object({ kind: OneOf(constraintKinds), evidence: Quote, foundBy }), {
      description: 'What the input does not leave open: a system, a place, a law, an amount, a date.',
    }),
  ),
  keywords: T.Array(T.Object({ text: T.String(), count: T.Integer({ minimum: 1 }), evidence: Quote })),
  cues: T.Array(T.Object({ kind: OneOf(['urgency', 'frustration', 'budget', 'deadline']), evidence: Quote })),
  sentiment: T.Object({ score: T.Number({ minimum: -1, maximum: 1 }), method: T.String() }),
  complexity: T.Object({
    level: Complexity,
    points: T.Integer({ minimum: 0 }),
    reasons: T.Array(T.Object({ text: T.String(), points: T.Integer() })),
  }),
  openQuestions: T.Array(
    T.Object({
      question: T.String(),
      why: T.String({ description: 'What in the input is missing or contradicts.' }),
      foundBy,
    }),
  ),
  method: T.String({ description: 'Named rule set or model and its version.' }),
  model: T.Optional(ModelPart),
  analysedWithoutModel: T.Optional(
    T.String({ description: 'Why no model took part although one is configured. Absent when none is.' }),
  ),
  confidence,
})
export type Analysis = Static<typeof Analysis>

/** Advice is a proposal of ours, marked as such, and says which words of the input led to it. */
export const Advice = T.Object({ text: T.String(), because: T.Array(Quote), source: T.Literal('proposal') })
export const Insights = T.Object({
  technology: T.Array(Advice),
  risks: T.Array(
    T.Object({ text: T.String(), mitigation: T.String(), because: T.Array(Quote), source: T.Literal('proposal') }),
  ),
  opportunities: T.Array(Advice),
  method: T.String(),
})
export type Insights = Static<typeof Insights>

const Left = T.Object({ label: T.String(), reason: T.String() })
/** Where a line of the page stands, as a reader would look it up. */
export const Citation = T.Object({
  quote: Quote,
  label: T.String({ description: 'What a person would call the source, such as the file name.' }),
  page: T.Optional(T.Integer({ minimum: 1, description: 'Page of the file, or of the part of it that is named.' })),
  part: T.Optional(T.String({ description: 'Name of the attachment within the file.' })),
  startS: T.Optional(T.Number({ minimum: 0, description: 'Second of the recording at which the words begin.' })),
})
export type Citation = Static<typeof Citation>

/** All inputs of a request on one page. No line without a citation, and no word that is not cited. */
export const SummaryPage = T.Object({
  parts: T.Array(
    T.Object({
      topic: OneOf(['gist', 'constraints', 'qualities', 'wishes', 'excluded', 'people', 'facts', 'also']),
      lines: T.Array(
        T.Object({
          text: T.String({ description: 'The words of the first citation, on one line.' }),
          citations: T.Array(Citation, { minItems: 1, description: 'The others say nearly the same elsewhere.' }),
        }),
      ),
      more: T.Integer({ minimum: 0, description: 'Lines that did not fit the page.' }),
    }),
  ),
  sources: T.Array(
    T.Object({ id: T.String(), kind: Source.properties.kind, label: T.String(), cited: T.Integer({ minimum: 0 }) }),
  ),
  unread: T.Array(Left, { description: 'What was sent and could not be read.' }),
  method: T.String(),
})
export type SummaryPage = Static<typeof SummaryPage>

export const nlp = defineContract({
  name: 'nlp',
  summary: 'Reads text: language, summary, needs, features, entities, each with the words it comes from.',
  port: 8011,
  routes: {},
  events: {},
  tasks: {
    analyse: {
      summary: 'Analyses all readable text of a request.',
      input: T.Object({ language: T.Optional(T.String()), sources: T.Array(Source) }),
      result: Analysis,
      // Rules 45 s at most, then the model for as long as `NLP_MODEL_TIMEOUT_MS` allows, then the check of what it said.
      timeoutMs: 240_000,
      attemptsMax: 3,
      concurrency: 2,
    },
    join: {
      summary: 'Joins all inputs of a request on one page, each line with its citation.',
      input: T.Object({
        analysis: Analysis,
        sources: T.Array(Source),
        words: T.Optional(
          T.Array(
            T.Object({
              start: T.Integer({ minimum: 0 }),
              end: T.Integer({ minimum: 0 }),
              startS: T.Number({ minimum: 0 }),
            }),
            { description: 'Where the words of the voice note stand in its text, and when they were said.' },
          ),
        ),
        left: T.Array(Left),
      }),
      result: SummaryPage,
      timeoutMs: 45_000,
      attemptsMax: 3,
      concurrency: 2,
    },
    advise: {
      summary: 'Derives risks, opportunities and technology suggestions from an analysis.',
      input: T.Object({ analysis: Analysis }),
      result: Insights,
      timeoutMs: 20_000,
      attemptsMax: 3,
    },
  },
})

import { OneOf, type Static, T } from '#platform/contract'
import {
  Complexity,
  confidence,
  constraintKinds,
  foundBy,
  industries,
  ProductKind,
  Quote,
  qualityKinds,
} from './terms.contract.ts'

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

import { Complexity, ProductKind, Quote } from '#contracts/nlp'
import { Money, OneOf, type Static, T } from '#platform/contract'

export const tiers = ['Essential', 'Standard', 'Professional', 'Enterprise', 'Enterprise Plus'] as const

/** A country whose public holidays are known, with the parts of it that have their own. */
export const Place = T.Object({
  country: T.String({ description: 'ISO 3166-1 alpha-2.' }),
  regions: T.Array(T.Object({ region: T.String({ description: 'ISO 3166-2.' }), name: T.String() })),
})
export type Place = Static<typeof Place>

/** One line of the visible price calculation: hours × rate = amount. */
export const PriceLine = T.Object({
  label: T.String(),
  featureId: T.Optional(T.String()),
  evidence: T.Optional(Quote),
  hours: T.Integer({ minimum: 0 }),
  rateMinor: T.Integer({ minimum: 0, description: 'Rate per hour in minor units.' }),
  amountMinor: T.Integer({ minimum: 0 }),
})

export const Plan = T.Object({
  phases: T.Array(
    T.Object({
      name: T.String(),
      start: T.String({ format: 'date' }),
      end: T.String({ format: 'date' }),
      tasks: T.Array(
        T.Object({
          id: T.String(),
          title: T.String(),
          featureId: T.Optional(T.String()),
          hours: T.Integer({ minimum: 0 }),
          dependsOn: T.Array(T.String()),
          start: T.Optional(T.String({ format: 'date' })),
          end: T.Optional(
            T.String({ format: 'date', description: 'A task that depends on it may begin the same day.' }),
          ),
        }),
      ),
      deliverables: T.Array(T.String()),
    }),
  ),
  start: T.String({ format: 'date' }),
  end: T.String({ format: 'date' }),
  calendar: T.Optional(
    T.Object({
      country: T.Optional(T.String({ description: 'ISO 3166; absent when only weekends are skipped.' })),
      source: T.Optional(T.String({ description: 'The table of the holidays, and its version.' })),
      daysOff: T.Array(T.Object({ date: T.String({ format: 'date' }), name: T.String() }), {
        description: 'Public holidays between the offer and the end of the plan that would have been working days.',
      }),
    }),
  ),
  method: T.String(),
})
export type Plan = Static<typeof Plan>

export const Offer = T.Object({
  kind: ProductKind,
  complexity: Complexity,
  currency: T.String(),
  lines: T.Array(PriceLine),
  subtotalMinor: T.Integer(),
  contingencyPercent: T.Integer(),
  totalMinor: T.Integer(),
  tiers: T.Array(
    T.Object({
      name: OneOf(tiers),
      price: Money,
      featureIds: T.Array(T.String()),
      includes: T.Array(T.String()),
      recommended: T.Boolean(),
      calculation: T.String({ description: 'The sum in words and numbers.' }),
      sum: T.Optional(
        T.Object(
          {
            baseHours: T.Integer({ minimum: 0 }),
            featureHours: T.Integer({ minimum: 0 }),
            extraHours: T.Integer({ minimum: 0 }),
            rateMinor: T.Integer({ minimum: 0 }),
            subtotalMinor: T.Integer({ minimum: 0 }),
            contingencyMinor: T.Integer({ minimum: 0 }),
          },
          { description: 'The same sum as numbers.' },
        ),
      ),
      range: T.Optional(
        T.Object(
          { fromMinor: T.Integer({ minimum: 0 }), toMinor: T.Integer({ minimum: 0 }) },
          { description: 'Where the price may end once the open questions are answered.' },
        ),
      ),
    }),
  ),
  range: T.Optional(
    T.Object({
      percent: T.Integer({ minimum: 0, maximum: 100, description: 'Either way; of every tier.' }),
      complexityPercent: T.Integer({ minimum: 0 }),
      questions: T.Integer({ minimum: 0 }),
      percentPerQuestion: T.Integer({ minimum: 0 }),
      reason: T.String(),
    }),
  ),
  recommendation: T.Optional(
    T.Object({
      tier: OneOf(tiers),
      because: OneOf(
        ['asked', 'complexity', 'only'],
        'It holds all that is asked for · its complexity asks for no smaller one · no feature could be priced, so there is no other.',
      ),
      reason: T.String(),
    }),
  ),
  budget: T.Optional(
    T.Object(
      {
        price: Money,
        evidence: Quote,
        tier: T.Optional(OneOf(tiers, 'The largest tier within the budget; absent when none is.')),
      },
      {
        description:
          'The budget the request states, where it states one in the currency of the offer. It changes no price.',
      },
    ),
  ),
  terms: T.Object({
    validDays: T.Integer(),
    validUntil: T.String({ format: 'date' }),
    depositPercent: T.Integer(),
    depositMinor: T.Integer(),
  }),
  nextSteps: T.Array(T.Object({ text: T.String(), date: T.String({ format: 'date' }) })),
  method: T.String(),
})
export type Offer = Static<typeof Offer>

import { Transcript } from '#contracts/asr'
import { DocumentText } from '#contracts/document'
import { Analysis, Complexity, Insights, ProductKind, Quote, Source, SummaryPage } from '#contracts/nlp'
import { Prototype } from '#contracts/prototype'
import { defineContract, Id, Money, OneOf, type Static, T, Time } from '#platform/contract'

/** The steps a customer sees, in the order they are shown. */
export const stepNames = [
  'validation',
  'voice',
  'documents',
  'text',
  'coordination',
  'insights',
  'offer',
  'prototype',
  'notification',
] as const
export const StepName = OneOf(stepNames)
export type StepName = Static<typeof StepName>

export const Step = T.Object({
  name: StepName,
  state: OneOf(['waiting', 'running', 'done', 'failed', 'skipped']),
  startedAt: T.Optional(Time),
  finishedAt: T.Optional(Time),
  durationMs: T.Optional(T.Integer({ minimum: 0 })),
  reason: T.Optional(T.String({ description: 'Why it failed or was skipped, or what was only partly done.' })),
})
export type Step = Static<typeof Step>

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

/** Everything a request has produced so far. A part that is not there has not been produced; `steps` says why. */
export const Results = T.Object({
  requestId: Id('req'),
  sources: T.Array(Source),
  transcript: T.Optional(Transcript),
  documents: T.Array(T.Intersect([T.Object({ fileId: T.String(), name: T.String() }), DocumentText])),
  coordination: T.Optional(
    T.Object({ used: T.Array(T.String()), left: T.Array(T.Object({ label: T.String(), reason: T.String() })) }),
  ),
  summary: T.Optional(SummaryPage),
  analysis: T.Optional(Analysis),
  insights: T.Optional(Insights),
  offer: T.Optional(Offer),
  plan: T.Optional(Plan),
  prototype: T.Optional(Prototype),
  updatedAt: Time,
})
export type Results = Static<typeof Results>

const requestId = Id('req')
const Outcome = T.Object({
  id: requestId,
  attempt: T.Integer({ minimum: 1 }),
  status: OneOf(['completed', 'partial', 'failed']),
  reasons: T.Array(T.String()),
  at: Time,
})

export const orchestrator = defineContract({
  name: 'orchestrator',
  summary: 'Runs the AI jobs of a request: the flow, its steps, its results.',
  port: 8003,
  routes: {
    results: {
      method: 'GET',
      path: '/results/:id',
      access: 'service',
      summary: 'What a request has produced so far.',
      params: T.Object({ id: requestId }),
      reply: Results,
      errors: { not_found: 404 },
    },
    places: {
      method: 'GET',
      path: '/holiday-places',
      access: 'public',
      summary: 'Countries, and parts of them, whose public holidays the plan can skip.',
      reply: T.Object({ places: T.Array(Place) }),
    },
  },
  events: {
    processing: {
      type: 'request.processing.v1',
      subject: 'id',
      data: T.Object({ id: requestId, attempt: T.Integer({ minimum: 1 }), at: Time }),
      summary: 'Work on the request has begun.',
    },
    step: {
      type: 'request.step.v1',
      subject: 'id',
      data: T.Object({ id: requestId, attempt: T.Integer({ minimum: 1 }), step: Step }),
      summary: 'A step changed its state.',
    },
    completed: {
      type: 'request.completed.v1',
      subject: 'id',
      data: Outcome,
      summary: 'The run ended with a result, whole or partial.',
    },
    failed: { type: 'request.failed.v1', subject: 'id', data: Outcome, summary: 'The run ended without a result.' },
  },
  tasks: {
    price: {
      summary: 'Prices and plans what was analysed, with the rate, the currency and the holidays of the organisation.',
      input: T.Object({ analysis: Analysis }),
      result: T.Object({ offer: Offer, plan: Plan }),
      timeoutMs: 60_000,
      // 1 s, 2 s … capped at 1 min: about half an hour in which the settings of the organisation may be out of reach.
      attemptsMax: 36,
      backoffMs: 1_000,
      backoffMsMax: 60_000,
    },
  },
})

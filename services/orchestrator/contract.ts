import { Transcript } from '#contracts/asr'
import { DocumentText } from '#contracts/document'
import { Analysis, Insights, Source, SummaryPage } from '#contracts/nlp'
import { Prototype } from '#contracts/prototype'
import { defineContract, Id, OneOf, type Static, T, Time } from '#platform/contract'
import { Offer, Place, Plan } from './offer.contract.ts'

export { Offer, Place, Plan, PriceLine, tiers } from './offer.contract.ts'

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

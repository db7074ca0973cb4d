import { defineContract, T } from '#platform/contract'
import { Insights } from './advice.contract.ts'
import { Analysis } from './analysis.contract.ts'
import { Left, SummaryPage } from './summary.contract.ts'
import { Source } from './terms.contract.ts'

export { Insights } from './advice.contract.ts'
export { Analysis, Feature, ModelPart } from './analysis.contract.ts'
export { Citation, SummaryPage } from './summary.contract.ts'
export {
  Complexity,
  complexities,
  constraintKinds,
  industries,
  ProductKind,
  productKinds,
  Quote,
  qualityKinds,
  Source,
} from './terms.contract.ts'

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

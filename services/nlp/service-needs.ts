import { modelSettings } from '#platform/ask-model'
import { T } from '#platform/contract'

const limits = {
  modelTokensMax: 40_000,
  modelTimeoutMs: 60_000,
  modelCostMicrosMax: 200_000,
  modelDayTokensMax: 4_000_000,
  modelDayCostMicrosMax: 20_000_000,
}

/** What the service needs, apart from `service.ts` so that its tasks can name the type without a circle. */
export const needs = {
  config: T.Object({
    ...modelSettings('analysis', 'models', limits, 120_000),
    modelRedact: T.Boolean({
      default: false,
      description:
        'Hide e-mail addresses, phone numbers and names from models. What the rules do not find is not hidden.',
    }),
  }),
  database: new URL('./migrations/', import.meta.url),
}
export type Needs = typeof needs

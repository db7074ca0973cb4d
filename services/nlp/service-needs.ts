import { T } from '#platform/contract'

/** What the service needs, apart from `service.ts` so that its tasks can name the type without a circle. */
export const needs = {
  config: T.Object({
    modelTokensMax: T.Integer({
      default: 40_000,
      minimum: 1_000,
      description: 'Tokens one analysis may use of a model, in and out, all attempts together.',
    }),
    modelTimeoutMs: T.Integer({
      default: 60_000,
      minimum: 100,
      maximum: 120_000,
      description: 'Time one analysis may wait for a model.',
    }),
    modelCostMicrosMax: T.Integer({
      default: 200_000,
      minimum: 0,
      description: 'Money one analysis may use of a model, in millionths of the currency of the prices in `MODELS`.',
    }),
    modelDayTokensMax: T.Integer({
      default: 4_000_000,
      minimum: 0,
      description: 'Tokens one tenant may use of models on one day (UTC). 0: no model is asked.',
    }),
    modelDayCostMicrosMax: T.Integer({
      default: 20_000_000,
      minimum: 0,
      description: 'Money one tenant may use of models on one day (UTC), in millionths of the currency.',
    }),
    modelRedact: T.Boolean({
      default: false,
      description:
        'Hide e-mail addresses, phone numbers and names from models. What the rules do not find is not hidden.',
    }),
  }),
  database: new URL('./migrations/', import.meta.url),
}
export type Needs = typeof needs

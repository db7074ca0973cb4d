import { template } from '#contracts/template'
import { type Static, T } from '#platform/contract'

const config = T.Object({
  expiryDays: T.Integer({
    default: 90,
    minimum: 1,
    maximum: 3_650,
    description: 'Days after which the link of a prototype stops working and its files are removed.',
  }),
  freeModifications: T.Integer({
    default: 1,
    minimum: 0,
    maximum: 100,
    description: 'Modifications a customer may make of the prototype of one request. Operators are not counted.',
  }),
  modelTokensMax: T.Integer({
    default: 12_000,
    minimum: 1_000,
    description: 'Tokens one modification may use of a model, in and out, all attempts together.',
  }),
  modelTimeoutMs: T.Integer({
    default: 20_000,
    minimum: 100,
    maximum: 25_000,
    description: 'Time one modification may wait for a model.',
  }),
  modelCostMicrosMax: T.Integer({
    default: 50_000,
    minimum: 0,
    description: 'Money one modification may use of a model, in millionths of the currency of the prices in `MODELS`.',
  }),
  modelDayTokensMax: T.Integer({
    default: 1_000_000,
    minimum: 0,
    description: 'Tokens one tenant may use of models for modifications on one day (UTC). 0: no model is asked.',
  }),
  modelDayCostMicrosMax: T.Integer({
    default: 5_000_000,
    minimum: 0,
    description:
      'Money one tenant may use of models for modifications on one day (UTC), in millionths of the currency.',
  }),
  chromium: T.Optional(
    T.String({
      description:
        'Path of a Chromium that takes pictures of prototypes; absent: one of the usual places, or no pictures.',
    }),
  ),
})
export type PrototypeConfig = Static<typeof config>

/** What the service needs; apart from `service.ts` so that its task can name the type without a circle. */
export const needs = {
  config,
  calls: { template },
  database: new URL('./migrations/', import.meta.url),
  adapters: ['blobs' as const],
}
export type Needs = typeof needs

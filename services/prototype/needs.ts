import { provisioning } from '#contracts/provisioning'
import { template } from '#contracts/template'
import { modelSettings } from '#platform/ask-model'
import { type Static, T } from '#platform/contract'

const limits = {
  modelTokensMax: 12_000,
  modelTimeoutMs: 20_000,
  modelCostMicrosMax: 50_000,
  modelDayTokensMax: 1_000_000,
  modelDayCostMicrosMax: 5_000_000,
}
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
  ...modelSettings('modification', 'models for modifications', limits, 25_000),
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
  calls: { template, provisioning },
  database: new URL('./migrations/', import.meta.url),
  adapters: ['blobs' as const],
}
export type Needs = typeof needs

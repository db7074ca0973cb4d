import { provisioning } from '#contracts/provisioning'
import { OfferConfig } from './offer-config.ts'

/** What the service needs, apart from its handlers so that these can name the type of their ctx. */
export const needs = {
  config: OfferConfig,
  calls: { provisioning },
  database: new URL('./migrations/', import.meta.url),
  adapters: ['blobs' as const],
}
export type Needs = typeof needs

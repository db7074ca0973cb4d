import { provisioning } from '#contracts/provisioning'

/** What the service needs; apart from `service.ts` so that its routes can name the type without a circle. */
export const needs = { calls: { provisioning }, database: new URL('./migrations/', import.meta.url) }
export type Needs = typeof needs

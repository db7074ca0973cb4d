import { template } from '#contracts/template'

/** What the service needs; apart from `service.ts` so that its task can name the type without a circle. */
export const needs = { calls: { template }, database: new URL('./migrations/', import.meta.url) }

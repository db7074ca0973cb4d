/** What the service needs; apart from `service.ts` so that its routes can name the type without a circle. */
export const needs = { database: new URL('./migrations/', import.meta.url) }
export type Needs = typeof needs

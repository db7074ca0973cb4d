import type { Needs as AnyNeeds } from '#platform/service'

/** What the service needs, apart from its handlers so that these can name the type of their ctx. */
export const needs = {
  database: new URL('./migrations/', import.meta.url),
} satisfies AnyNeeds
export type Needs = typeof needs

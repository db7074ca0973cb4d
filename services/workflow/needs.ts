export const needs = { operates: true } as const
export type Needs = typeof needs

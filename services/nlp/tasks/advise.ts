import type { Work } from '#platform/service'
import { advise as derive } from '../advice.ts'
import type { nlp } from '../contract.ts'

/** Derives proposals from an analysis. Some dozen short rules over a bounded list: no sandbox needed. */
export const advise: Work<typeof nlp, 'advise'> = async ({ analysis }) => derive(analysis)

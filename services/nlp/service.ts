import { defineService } from '#platform/service'
import { nlp } from './contract.ts'
import { advise } from './tasks/advise.ts'
import { analyse } from './tasks/analyse.ts'

/**
 * Reads the text of a request: language, summary, needs, features, entities, complexity, open questions, and proposals
 * derived from them. Rules and word lists only, offline; every statement quotes the input or is marked as a proposal.
 * Keeps nothing: input and result belong to the caller.
 */
export default defineService(nlp, {}).serve({ tasks: { analyse, advise } })

import { defineService } from '#platform/service'
import { nlp } from './contract.ts'
import { needs } from './service-needs.ts'
import { advise } from './tasks/advise.ts'
import { analyse } from './tasks/analyse.ts'
import { join } from './tasks/join.ts'

/**
 * Reads the text of a request: language, summary, needs, features, entities, complexity, open questions, proposals
 * derived from them, and one page that joins all inputs. Rules and word lists first, offline; every statement quotes the input or is marked as a proposal.
 *
 * Where language models are configured (`MODELS`), one reads the same text afterwards. It is believed only as far as the words it quotes stand in the input, it can add and
 * never take away, and what it may cost is limited per question and per tenant and day. The service keeps the answers of models, so that none is paid twice, and
 * what was spent; input and result belong to the caller.
 */
export default defineService(nlp, needs).serve({ tasks: { analyse, advise, join } })

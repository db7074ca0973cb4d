import { submission } from '#contracts/submission'
import { defineService, on } from '#platform/service'
import { orchestrator } from './contract.ts'
import { answerRequest, answerRequest1, answerRequest2 } from './flows/answer-request.ts'
import { needs } from './needs.ts'
import { followRequest } from './on/submission-request.ts'
import { places } from './routes/places.ts'
import { results } from './routes/results.ts'
import { price } from './tasks/price.ts'

/**
 * Runs the AI jobs of a request. One durable flow reads every input, has it analysed, priced, planned and built, and tells the customer. Each step is
 * reported as it starts and ends, its result is kept in the same transaction, and the final status is derived from what the steps came to.
 */
export default defineService(orchestrator, needs).serve({
  routes: { results, places },
  listens: [on(Object.values(submission.events), 'orchestrator.follow-request', followRequest)],
  tasks: { price },
  flows: [answerRequest, answerRequest2, answerRequest1],
})

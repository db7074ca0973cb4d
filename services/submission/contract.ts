import { defineContract, T } from '#platform/contract'
import { intakeRoutes, RequestSnapshot } from './intake.contract.ts'
import { projectRoutes } from './projects.contract.ts'
import { requestRoutes } from './requests.contract.ts'
import { RequestId } from './terms.contract.ts'

export { Links, NewSubmission, Receipt, RequestSnapshot } from './intake.contract.ts'
export { Project } from './projects.contract.ts'
export { Submission } from './requests.contract.ts'
export { contactTypes, RefusedFile, RequestFile, RequestId, Status, statuses } from './terms.contract.ts'

export const submission = defineContract({
  name: 'submission',
  summary: 'Takes a request in: text, voice, files; keeps its state and history.',
  port: 8002,
  routes: { ...intakeRoutes, ...requestRoutes, ...projectRoutes },
  events: {
    created: {
      type: 'request.created.v1',
      subject: 'id',
      data: RequestSnapshot,
      summary: 'A request is stored, whole.',
    },
    retried: {
      type: 'request.retried.v1',
      subject: 'id',
      data: RequestSnapshot,
      summary: 'The customer or an operator asked for another run.',
    },
    cancelled: {
      type: 'request.cancelled.v1',
      subject: 'id',
      data: T.Object({ id: RequestId, attempt: T.Integer() }),
      summary: 'Work on the request is to stop.',
    },
  },
  tasks: {},
})

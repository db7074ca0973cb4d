import { Results, Step } from '#contracts/orchestrator'
import { defineRoutes, Id, OneOf, type Static, T, Time } from '#platform/contract'
import { contactTypes, ProjectId, RefusedFile, RequestFile, RequestId, Status } from './terms.contract.ts'

const byId = T.Object({ id: RequestId })

export const Submission = T.Object({
  id: RequestId,
  reference: T.String(),
  projectId: ProjectId,
  isSample: T.Optional(
    T.Boolean({ description: 'True for the sample that the organisation began with: nobody sent it. Else absent.' }),
  ),
  status: Status,
  submissionType: OneOf(['text', 'voice', 'file', 'mixed']),
  description: T.String(),
  name: T.Optional(T.String()),
  contactType: OneOf(contactTypes),
  contactValue: T.String(),
  language: T.Optional(T.String()),
  files: T.Array(RequestFile),
  refused: T.Array(RefusedFile),
  transcript: T.Optional(
    T.String({ description: 'The voice note in the customer’s own correction, when there is one.' }),
  ),
  steps: T.Array(Step),
  attempt: T.Integer({ minimum: 1, description: 'Raised by each retry and each correction.' }),
  createdAt: Time,
  updatedAt: Time,
  finishedAt: T.Optional(Time),
})
export type Submission = Static<typeof Submission>

/** What became of a request, and what may still be done to it. */
export const requestRoutes = defineRoutes({
  list: {
    method: 'GET',
    path: '/submissions',
    access: { user: 'submission.read' },
    summary: 'Lists requests, newest first, of one project when it is named.',
    query: T.Object({
      limit: T.Optional(T.Integer({ minimum: 1, maximum: 200, default: 50 })),
      before: T.Optional(RequestId),
      status: T.Optional(Status),
      projectId: T.Optional(ProjectId),
    }),
    reply: T.Object({ submissions: T.Array(Submission), next: T.Optional(RequestId) }),
  },
  listOwn: {
    method: 'GET',
    path: '/own-submissions',
    access: { user: 'submission.read-own' },
    summary:
      'The requests that were sent with a confirmed address of the signed-in person, newest first, each with its link.',
    query: T.Object({
      limit: T.Optional(T.Integer({ minimum: 1, maximum: 200, default: 50 })),
      before: T.Optional(RequestId),
    }),
    reply: T.Object({
      submissions: T.Array(
        T.Object({
          id: RequestId,
          reference: T.String(),
          status: Status,
          createdAt: Time,
          finishedAt: T.Optional(Time),
          page: T.String({ description: 'Page for the customer, token in the fragment.' }),
        }),
      ),
      next: T.Optional(RequestId),
    }),
  },
  read: {
    method: 'GET',
    path: '/submissions/:id',
    access: { user: 'submission.read' },
    subject: 'id',
    summary: 'Reads one request with its steps.',
    params: byId,
    reply: Submission,
    errors: { not_found: 404 },
  },
  results: {
    method: 'GET',
    path: '/submissions/:id/results',
    access: { user: 'submission.read' },
    subject: 'id',
    summary: 'Reads what the request has produced so far.',
    params: byId,
    reply: Results,
    errors: { not_found: 404 },
  },
  offer: {
    method: 'GET',
    path: '/submissions/:id/offer.pdf',
    access: { user: 'submission.read' },
    subject: 'id',
    summary: 'The offer and the plan as a PDF to send.',
    params: byId,
    reply: 'stream',
    errors: { not_found: 404, no_offer: 404 },
  },
  events: {
    method: 'GET',
    path: '/submissions/:id/events',
    access: { user: 'submission.read' },
    subject: 'id',
    summary:
      'Streams status and step changes (`event: status`, `event: step`). Resumes after `Last-Event-ID`; ends after the final status.',
    params: byId,
    reply: 'events',
    errors: { not_found: 404 },
  },
  file: {
    method: 'GET',
    path: '/submissions/:id/files/:fileId',
    access: { user: 'submission.read' },
    subject: 'id',
    summary: 'One stored file, ranges supported.',
    params: T.Object({ id: RequestId, fileId: Id('fil') }),
    reply: 'stream',
    errors: { not_found: 404 },
  },
  cancel: {
    method: 'POST',
    path: '/submissions/:id/cancel',
    access: { user: 'submission.write' },
    subject: 'id',
    summary: 'Stops the work on a request.',
    params: byId,
    reply: Submission,
    errors: { not_found: 404, already_finished: 409 },
  },
  retry: {
    method: 'POST',
    path: '/submissions/:id/retry',
    access: { user: 'submission.write' },
    subject: 'id',
    summary: 'Runs a failed, partial or cancelled request again.',
    params: byId,
    reply: Submission,
    errors: { not_found: 404, still_running: 409, already_completed: 409 },
  },
  transcribe: {
    method: 'PUT',
    path: '/submissions/:id/transcript',
    access: { user: 'submission.write' },
    subject: 'id',
    summary: 'Takes what the customer says the voice note says, and runs the request again from there.',
    params: byId,
    body: T.Object(
      {
        text: T.String({
          minLength: 1,
          maxLength: 100_000,
          pattern: '\\S',
          description: 'The whole transcript, corrected. At most 100,000 characters.',
        }),
      },
      { additionalProperties: false },
    ),
    reply: Submission,
    errors: { not_found: 404, still_running: 409, no_recording: 409 },
  },
  addSample: {
    method: 'POST',
    path: '/submissions/sample',
    access: 'service',
    summary: 'Gives the tenant of the caller its one sample request, unless it has it.',
    reply: T.Object({ reference: T.String() }),
  },
  sample: {
    method: 'GET',
    path: '/submissions/sample',
    access: 'service',
    summary: 'Which request is the sample of the tenant of the caller; absent: there is none, or none any more.',
    reply: T.Object({ id: T.Optional(RequestId) }),
  },
  expire: {
    method: 'POST',
    path: '/submissions/expire',
    access: 'service',
    summary:
      'Marks requests of the tenant of the caller that ended before a time, longest ago first, and gives those that are marked with the keys of their files. Nothing begins them again.',
    body: T.Object({ before: Time, limit: T.Integer({ minimum: 1, maximum: 1_000 }) }),
    reply: T.Object({ requests: T.Array(T.Object({ id: RequestId, files: T.Array(T.String()) })) }),
  },
  usage: {
    method: 'GET',
    path: '/usage/submissions',
    access: 'service',
    summary: 'What the tenant of the caller has taken in: requests of this month, bytes of all files.',
    reply: T.Object({ requests: T.Integer({ minimum: 0 }), storageBytes: T.Integer({ minimum: 0 }) }),
  },
})

import { Results, Step } from '#contracts/orchestrator'
import { defineContract, Id, OneOf, type Static, T, Time } from '#platform/contract'

export const contactTypes = ['email', 'telegram', 'whatsapp', 'linkedin', 'phone', 'webhook'] as const
export const statuses = ['received', 'processing', 'completed', 'partial', 'failed', 'cancelled'] as const
export const Status = OneOf(statuses, 'Derived from the outcome of the steps, never set by hope.')
export type Status = Static<typeof Status>

export const RequestId = Id('req')
const byId = T.Object({ id: RequestId })

export const RequestFile = T.Object({
  id: Id('fil'),
  role: OneOf(['voice', 'file']),
  name: T.String({ description: 'Name as the customer gave it, path parts and control characters removed.' }),
  type: T.String({ description: 'Media type found in the bytes; a codec suffix is kept.' }),
  bytes: T.Integer({ minimum: 0 }),
  sha256: T.String({ pattern: '^[0-9a-f]{64}$' }),
})
export type RequestFile = Static<typeof RequestFile>

export const RefusedFile = T.Object({ name: T.String(), code: T.String(), reason: T.String() })

export const NewSubmission = T.Object(
  {
    description: T.String({
      maxLength: 100_000,
      description:
        'The idea in the customer’s own words. May be empty when a voice note or a file is sent. At most 100,000 characters.',
    }),
    name: T.Optional(T.String({ maxLength: 200 })),
    contactType: OneOf(contactTypes),
    contactValue: T.String({
      minLength: 1,
      maxLength: 320,
      description: 'Address on that channel. RFC 5321 allows 320 characters for e-mail.',
    }),
    language: T.Optional(
      T.String({ pattern: '^[a-z]{2}$', description: 'ISO 639-1; detected from the text when absent.' }),
    ),
    consent: T.Boolean({ description: 'The customer agrees that the request is stored and analysed. Must be true.' }),
    website: T.Optional(T.String({ maxLength: 500, description: 'Honeypot: people leave it empty.' })),
    fillTimeMs: T.Optional(
      T.Integer({
        minimum: 0,
        description: 'Time the form was open, in ms, by the clock of the browser; under 1,500 it is taken for a bot.',
      }),
    ),
  },
  { additionalProperties: false },
)

export const Links = T.Object({
  self: T.String(),
  events: T.String(),
  results: T.String(),
  page: T.String({ description: 'Page for the customer, token in the fragment.' }),
})

export const Receipt = T.Object({
  id: RequestId,
  reference: T.String({ description: 'Short reference for people, such as `SX-7K3M-9QF2`.' }),
  status: Status,
  token: T.String({ description: 'Secret that opens this request. Send it as `Authorization: Bearer …`.' }),
  files: T.Array(RequestFile),
  refused: T.Array(RefusedFile),
  links: Links,
})
export type Receipt = Static<typeof Receipt>

export const Submission = T.Object({
  id: RequestId,
  reference: T.String(),
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

/** What `request.created.v1` and `request.retried.v1` carry: all that a flow needs, so that it never calls back. */
export const RequestSnapshot = T.Object({
  id: RequestId,
  reference: T.String(),
  attempt: T.Integer({ minimum: 1 }),
  description: T.String(),
  name: T.Optional(T.String()),
  contactType: OneOf(contactTypes),
  contactValue: T.String(),
  language: T.Optional(T.String()),
  transcript: T.Optional(
    T.String({ description: 'The customer’s own correction; then nobody needs to listen again.' }),
  ),
  files: T.Array(T.Intersect([RequestFile, T.Object({ key: T.String({ description: 'Blob key.' }) })])),
})
export type RequestSnapshot = Static<typeof RequestSnapshot>

export const submission = defineContract({
  name: 'submission',
  summary: 'Takes a request in: text, voice, files; keeps its state and history.',
  port: 8002,
  routes: {
    create: {
      method: 'POST',
      path: '/submissions',
      access: 'public',
      summary: 'Stores a request. Answers only when row, files and event are on disk.',
      body: NewSubmission,
      form: { files: ['voice', 'files'] },
      reply: Receipt,
      status: 201,
      idempotent: true,
      errors: {
        consent_required: 422,
        empty_request: 422,
        invalid_contact: 422,
        looks_automated: 422,
        storage_full: 507,
      },
    },
    list: {
      method: 'GET',
      path: '/submissions',
      access: { user: 'submission.read' },
      summary: 'Lists requests, newest first.',
      query: T.Object({
        limit: T.Optional(T.Integer({ minimum: 1, maximum: 200, default: 50 })),
        before: T.Optional(RequestId),
        status: T.Optional(Status),
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
  },
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

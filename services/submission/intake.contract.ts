import { defineRoutes, OneOf, type Static, T } from '#platform/contract'
import { contactTypes, ProjectId, RefusedFile, RequestFile, RequestId, Status } from './terms.contract.ts'

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
    projectId: T.Optional(
      T.String({
        ...ProjectId,
        description: 'Project of the organisation that the request goes to; absent: the default one.',
      }),
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
  isSample: T.Optional(
    T.Boolean({ description: 'True for the sample of an organisation: nobody sent it, so nobody is written to.' }),
  ),
  files: T.Array(T.Intersect([RequestFile, T.Object({ key: T.String({ description: 'Blob key.' }) })])),
})
export type RequestSnapshot = Static<typeof RequestSnapshot>

/** Taking a request in. */
export const intakeRoutes = defineRoutes({
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
      unknown_project: 422,
      project_archived: 422,
      storage_full: 507,
      quota_exceeded: 429,
    },
  },
})

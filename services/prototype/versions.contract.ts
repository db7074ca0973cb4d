import { defineRoutes, Id, OneOf, type Static, T, Time } from '#platform/contract'
import { Prototype, SlotText } from './terms.contract.ts'

const origins = ['request', 'modification', 'restore'] as const

/** One version of a request's prototype. */
export const Version = T.Object({
  version: T.Integer({ minimum: 1 }),
  id: Id('pro'),
  path: T.String(),
  zipPath: T.String(),
  template: T.String({ description: 'Pack and its version, such as `shop@1.1.0`.' }),
  origin: OneOf(origins, 'What made it: a run of the request, a modification, or a roll back.'),
  basedOn: T.Optional(T.Integer({ description: 'Version that was modified or rolled back to.' })),
  note: T.Optional(T.String({ description: 'The sentences that asked for the modification.' })),
  createdAt: Time,
  expiresAt: T.Optional(T.String({ format: 'date-time' })),
})
export type Version = Static<typeof Version>

/** What somebody sent by a form of the prototype. */
export const Entry = T.Object({
  id: Id('ent'),
  form: T.String(),
  page: T.String(),
  fields: T.Record(T.String(), T.String()),
  createdAt: Time,
})
export type Entry = Static<typeof Entry>

const Applied = T.Object({
  sentence: T.String(),
  rule: T.String({ description: 'Row of the table of changes, as in docs/modifications.md.' }),
  effect: T.String({ description: 'What it does, in a sentence.' }),
  model: T.Optional(T.String({ description: 'Model that read the sentence; absent: the rules did.' })),
  proposals: T.Optional(
    T.Array(T.String(), { description: 'Texts it brings that nobody said: the model’s, shown as proposals.' }),
  ),
})

const Refused = T.Object({ sentence: T.String(), because: T.String() })

/** What became of sentences that asked for changes. Without `prototype` nothing was changed. */
export const Modification = T.Object({
  applied: T.Array(Applied),
  refused: T.Array(Refused, {
    description: 'Sentences that were not understood or cannot be done, each with the reason.',
  }),
  prototype: T.Optional(Prototype),
  left: T.Integer({ minimum: 0, description: 'Free modifications that are left for this request.' }),
})
export type Modification = Static<typeof Modification>

/** What differs between two versions. */
export const Difference = T.Object({
  from: T.Integer(),
  to: T.Integer(),
  pages: T.Object({
    added: T.Array(T.String()),
    removed: T.Array(T.String()),
    renamed: T.Array(T.Object({ path: T.String(), from: T.String(), to: T.String() })),
  }),
  texts: T.Object({
    added: T.Array(SlotText),
    removed: T.Array(SlotText),
    changed: T.Array(T.Object({ slot: T.String(), from: T.String(), to: T.String() })),
  }),
  isLookChanged: T.Boolean(),
  template: T.Optional(T.Object({ from: T.String(), to: T.String() })),
})
export type Difference = Static<typeof Difference>
const byRequest = T.Object({ requestId: Id('req') })

/** What can be asked of the prototype of a request. */
export const versionRoutes = defineRoutes({
  versions: {
    method: 'GET',
    path: '/prototypes/requests/:requestId',
    access: { user: 'prototype.read' },
    subject: 'requestId',
    summary: 'Lists the versions of a prototype, newest first, and how many free modifications are left.',
    params: byRequest,
    reply: T.Object({ versions: T.Array(Version), left: T.Integer({ minimum: 0 }) }),
    errors: { not_found: 404 },
  },
  diff: {
    method: 'GET',
    path: '/prototypes/requests/:requestId/diff',
    access: { user: 'prototype.read' },
    subject: 'requestId',
    summary: 'Compares two versions of a prototype: pages, texts, look.',
    params: byRequest,
    query: T.Object({ from: T.Integer({ minimum: 1 }), to: T.Integer({ minimum: 1 }) }),
    reply: Difference,
    errors: { not_found: 404 },
  },
  modify: {
    method: 'POST',
    path: '/prototypes/requests/:requestId/modifications',
    access: { user: 'prototype.write' },
    subject: 'requestId',
    summary:
      'Changes a prototype as plain sentences ask, by the rules of docs/modifications.md; where models are configured, one reads what the rules do not. All of it or nothing, unless `isPartly`; what is not understood is named and costs nothing.',
    params: byRequest,
    body: T.Object({
      sentences: T.String({ minLength: 1, maxLength: 4_000 }),
      version: T.Optional(T.Integer({ minimum: 1, description: 'Version to change; the newest when absent.' })),
      isPartly: T.Optional(T.Boolean({ description: 'Do what is understood although something else is not.' })),
      isTrial: T.Optional(T.Boolean({ description: 'Only say what would be done.' })),
    }),
    reply: Modification,
    idempotent: true,
    errors: { not_found: 404, expired: 410, modification_used: 409, not_modifiable: 409, quota_exceeded: 429 },
  },
  restore: {
    method: 'POST',
    path: '/prototypes/requests/:requestId/restore',
    access: { user: 'prototype.write' },
    subject: 'requestId',
    summary: 'Makes an earlier version the newest again, as a version of its own. Costs no modification.',
    params: byRequest,
    body: T.Object({ version: T.Integer({ minimum: 1 }) }),
    reply: Prototype,
    idempotent: true,
    errors: { not_found: 404, expired: 410 },
  },
  inbox: {
    method: 'GET',
    path: '/prototypes/requests/:requestId/inbox',
    access: { user: 'prototype.read' },
    subject: 'requestId',
    summary: 'Lists what was sent by the forms of a prototype, newest first, 200 at most.',
    params: byRequest,
    reply: T.Object({ entries: T.Array(Entry) }),
  },
})

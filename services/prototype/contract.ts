import { Analysis, Source } from '#contracts/nlp'
import { defineContract, Id, OneOf, type Static, T, Time } from '#platform/contract'

/** Where one text of the prototype comes from. */
export const SlotText = T.Object({
  slot: T.String(),
  text: T.String(),
  source: OneOf(['customer', 'proposal'], 'customer: words of the input; proposal: ours, marked as such.'),
  evidence: T.Optional(T.Object({ source: T.String(), start: T.Integer(), end: T.Integer(), text: T.String() })),
})

export const Prototype = T.Object({
  id: Id('pro'),
  requestId: T.String(),
  version: T.Integer({ minimum: 1 }),
  template: T.Object({ id: T.String(), version: T.String(), reasons: T.Array(T.String()) }),
  path: T.String({ description: 'Path of its first page on this host; unguessable, read-only, not indexed.' }),
  zipPath: T.String(),
  pages: T.Array(
    T.Object({
      path: T.String(),
      title: T.String(),
      covers: T.Array(T.String({ description: 'Feature ids shown on the page.' })),
    }),
  ),
  uncovered: T.Array(T.String({ description: 'Feature ids that no page shows.' })),
  missing: T.Optional(
    T.Array(T.Object({ featureId: T.String(), because: T.String() }), {
      description: 'Why a wish is on no page, as the page about the prototype says it.',
    }),
  ),
  look: T.Optional(T.Array(T.String(), { description: 'Where its colours and type come from, in sentences.' })),
  texts: T.Array(SlotText),
  createdAt: Time,
  expiresAt: T.Optional(T.String({ format: 'date-time', description: 'When its link stops working.' })),
})
export type Prototype = Static<typeof Prototype>

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

const secret = T.String({ minLength: 20, maxLength: 64 })
const byRequest = T.Object({ requestId: Id('req') })

export const prototype = defineContract({
  name: 'prototype',
  summary: "Builds a static site from a template and the customer's own words, and serves it in a sandbox.",
  port: 8014,
  routes: {
    page: {
      method: 'GET',
      path: '/prototypes/:id/:secret/*',
      at: 'root',
      access: 'public',
      summary:
        'One file of a prototype. The secret in the path is the access. Opened by itself, a page comes in a viewer that keeps it in.',
      params: T.Object({ id: Id('pro'), secret, '*': T.String() }),
      reply: 'stream',
      errors: { not_found: 404, expired: 410 },
    },
    zip: {
      method: 'GET',
      path: '/prototypes/:id/:secret/prototype.zip',
      at: 'root',
      access: 'public',
      summary: 'The whole prototype as a ZIP archive, manifest included.',
      params: T.Object({ id: Id('pro'), secret }),
      reply: 'stream',
      errors: { not_found: 404, expired: 410 },
    },
    preview: {
      method: 'GET',
      path: '/prototypes/:id/:secret/preview.webp',
      at: 'root',
      access: 'public',
      summary: 'A picture of the first page, 640 pixels wide, where a browser is installed that can take one.',
      params: T.Object({ id: Id('pro'), secret }),
      reply: 'stream',
      errors: { not_found: 404, expired: 410, preview_unavailable: 503 },
    },
    receive: {
      method: 'POST',
      path: '/prototypes/:id/:secret/inbox',
      at: 'root',
      access: 'public',
      summary: 'Stores what a visitor sent by a form of the prototype in its inbox. It is sent to nobody.',
      params: T.Object({ id: Id('pro'), secret }),
      body: T.Record(T.String({ maxLength: 60 }), T.String({ maxLength: 4_000 }), {
        maxProperties: 20,
        description: 'Fields of the form; `form` and `page` say where it stands.',
      }),
      form: { files: [] },
      reply: 'stream',
      status: 201,
      errors: { not_found: 404, expired: 410, inbox_full: 409 },
    },
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
        'Changes a prototype as plain sentences ask, by the rules of docs/modifications.md. All of it or nothing, unless `isPartly`; what is not understood is named and costs nothing.',
      params: byRequest,
      body: T.Object({
        sentences: T.String({ minLength: 1, maxLength: 4_000 }),
        version: T.Optional(T.Integer({ minimum: 1, description: 'Version to change; the newest when absent.' })),
        isPartly: T.Optional(T.Boolean({ description: 'Do what is understood although something else is not.' })),
        isTrial: T.Optional(T.Boolean({ description: 'Only say what would be done.' })),
      }),
      reply: Modification,
      idempotent: true,
      errors: { not_found: 404, expired: 410, modification_used: 409, not_modifiable: 409 },
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
  },
  events: {
    changed: {
      type: 'prototype.changed.v1',
      subject: 'requestId',
      data: T.Object({
        requestId: Id('req'),
        prototypeId: Id('pro'),
        version: T.Integer({ minimum: 1 }),
        origin: OneOf(['modification', 'restore']),
      }),
      summary: 'A prototype has a new version that no run of the request made.',
    },
  },
  tasks: {
    generate: {
      summary: 'Fills the chosen template from the analysis and the input only.',
      input: T.Object({
        requestId: T.String(),
        language: T.String(),
        customerName: T.Optional(T.String()),
        analysis: Analysis,
        sources: T.Array(Source),
        pictures: T.Optional(
          T.Array(T.Object({ fileId: T.String(), key: T.String(), name: T.String(), type: T.String() }), {
            description: 'Pictures that were sent; the colours of one that is a logo become those of the site.',
          }),
        ),
      }),
      result: Prototype,
      timeoutMs: 60_000,
      attemptsMax: 3,
      concurrency: 2,
    },
  },
})

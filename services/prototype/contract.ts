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
  texts: T.Array(SlotText),
  createdAt: Time,
})
export type Prototype = Static<typeof Prototype>

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
      summary: 'One file of a prototype. The secret in the path is the access.',
      params: T.Object({ id: Id('pro'), secret: T.String({ minLength: 20, maxLength: 64 }), '*': T.String() }),
      reply: 'stream',
      errors: { not_found: 404 },
    },
    zip: {
      method: 'GET',
      path: '/prototypes/:id/:secret/prototype.zip',
      at: 'root',
      access: 'public',
      summary: 'The whole prototype as a ZIP archive, manifest included.',
      params: T.Object({ id: Id('pro'), secret: T.String({ minLength: 20, maxLength: 64 }) }),
      reply: 'stream',
      errors: { not_found: 404 },
    },
  },
  events: {},
  tasks: {
    generate: {
      summary: 'Fills the chosen template from the analysis and the input only.',
      input: T.Object({
        requestId: T.String(),
        language: T.String(),
        customerName: T.Optional(T.String()),
        analysis: Analysis,
        sources: T.Array(Source),
      }),
      result: Prototype,
      timeoutMs: 60_000,
      attemptsMax: 3,
      concurrency: 2,
    },
  },
})

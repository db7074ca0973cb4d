import { defineRoutes, Id, T } from '#platform/contract'

const secret = T.String({ minLength: 20, maxLength: 64 })

/** A prototype as its visitors see it. */
export const servingRoutes = defineRoutes({
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
})

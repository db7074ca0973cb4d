import { defineContract, Id, OneOf, type Static, T } from '#platform/contract'

const confidence = T.Number({ minimum: 0, maximum: 1 })
const none = T.Object({})
const span = {
  start: T.Integer({ minimum: 0 }),
  end: T.Integer({ minimum: 0 }),
}

/** Where something stands on its page: left, top, width, height as shares of the page, from the top left. */
export const Box = T.Array(T.Number({ minimum: 0, maximum: 1 }), { minItems: 4, maxItems: 4 })

/** One page, slide or sheet. Offsets are UTF-16 code units into its `text`. */
export const Page = T.Object({
  number: T.Integer({ minimum: 1 }),
  text: T.String(),
  part: T.Optional(
    T.Object(
      { name: T.String(), page: T.Integer({ minimum: 1 }) },
      { description: 'The file inside the file that it is a page of, such as an attachment of a mail.' },
    ),
  ),
  method: T.Optional(
    OneOf(['text', 'ocr'], 'text: as the file stores it, also when absent; ocr: recognised in a picture.'),
  ),
  engine: T.Optional(T.String({ description: 'Recogniser, version and languages, for `ocr`.' })),
  confidence: T.Optional(confidence),
  doubtful: T.Optional(
    T.Array(T.Object({ ...span, confidence }), { description: 'Words that the recogniser may have misread.' }),
  ),
  lines: T.Optional(
    T.Array(T.Object({ ...span, box: Box }), {
      description: 'Where the lines of the text stand on the page, for the first 5,000 lines of a file.',
    }),
  ),
})

/** What was understood of one file, and what was not. */
export const DocumentText = T.Object({
  understood: OneOf(['full', 'partial', 'none']),
  kind: OneOf([
    'pdf',
    'docx',
    'xlsx',
    'pptx',
    'odt',
    'rtf',
    'text',
    'markdown',
    'csv',
    'html',
    'email',
    'image',
    'audio',
    'video',
    'unknown',
  ]),
  pages: T.Array(Page, {
    description: 'Pages, slides or sheets in order; one entry for formats without pages.',
  }),
  tables: T.Array(
    T.Object({ page: T.Integer({ minimum: 1 }), name: T.Optional(T.String()), rows: T.Array(T.Array(T.String())) }),
  ),
  metadata: T.Object({
    title: T.Optional(T.String()),
    author: T.Optional(T.String()),
    created: T.Optional(T.String({ description: 'As the file says it; a photograph gives the camera’s local time.' })),
    modified: T.Optional(T.String()),
    pages: T.Optional(T.Integer({ minimum: 0 })),
    width: T.Optional(T.Integer({ minimum: 1, description: 'Of a picture, in pixels, upright.' })),
    height: T.Optional(T.Integer({ minimum: 1 })),
    camera: T.Optional(T.String({ description: 'Exif make and model.' })),
    latitude: T.Optional(T.Number({ minimum: -90, maximum: 90, description: 'Exif GPS position, in degrees.' })),
    longitude: T.Optional(T.Number({ minimum: -180, maximum: 180 })),
  }),
  unread: T.Array(T.Object({ where: T.String(), reason: T.String() }), {
    description: 'Every part that was not read, in words for the customer.',
  }),
  method: T.String({ description: 'Library and version that read it.' }),
})
export type DocumentText = Static<typeof DocumentText>

export const document = defineContract({
  name: 'document',
  summary: 'Turns files into text, tables and metadata, and says what it could not read.',
  port: 8013,
  routes: {
    expect: {
      method: 'POST',
      path: '/documents/expected',
      access: 'service',
      summary: 'Says that a file is on its way: when it is whole, what reads it has started.',
      reply: none,
    },
    page: {
      method: 'GET',
      path: '/documents/:id/:fileId/pages/:number',
      access: { user: 'document.read' },
      subject: 'id',
      summary: 'One page of a file of a request, or a picture, as WebP; PDF and pictures only, the first 200 pages.',
      params: T.Object({
        id: Id('req'),
        fileId: Id('fil'),
        number: T.Integer({ minimum: 1, maximum: 100_000 }),
      }),
      query: T.Object({ size: T.Optional(OneOf(['page', 'thumbnail'])) }),
      reply: 'stream',
      errors: { not_found: 404 },
    },
  },
  events: {},
  tasks: {
    read: {
      summary: 'Reads one stored file inside a worker with memory, time, page and size limits.',
      input: T.Object({
        fileId: T.String(),
        requestId: T.Optional(T.String({ description: 'Whose holder may look at pictures of the pages.' })),
        key: T.String({ description: 'Blob key.' }),
        name: T.String(),
        type: T.String({ description: 'Sniffed media type.' }),
        language: T.Optional(T.String({ description: 'ISO 639-1; chooses the model that reads pictures.' })),
      }),
      result: DocumentText,
      timeoutMs: 300_000,
      attemptsMax: 2,
      // The sandbox and the recogniser have places of their own; here small files only have to get past the big ones.
      concurrency: 8,
    },
  },
})

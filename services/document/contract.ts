import { defineContract, OneOf, type Static, T } from '#platform/contract'

/** What was understood of one file, and what was not. */
export const DocumentText = T.Object({
  understood: OneOf(['full', 'partial', 'none']),
  kind: OneOf(['pdf', 'docx', 'xlsx', 'pptx', 'odt', 'text', 'markdown', 'csv', 'image', 'audio', 'video', 'unknown']),
  pages: T.Array(T.Object({ number: T.Integer({ minimum: 1 }), text: T.String() }), {
    description: 'Pages, slides or sheets in order; one entry for formats without pages.',
  }),
  tables: T.Array(
    T.Object({ page: T.Integer({ minimum: 1 }), name: T.Optional(T.String()), rows: T.Array(T.Array(T.String())) }),
  ),
  metadata: T.Object({
    title: T.Optional(T.String()),
    author: T.Optional(T.String()),
    created: T.Optional(T.String()),
    pages: T.Optional(T.Integer({ minimum: 0 })),
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
  routes: {},
  events: {},
  tasks: {
    read: {
      summary: 'Reads one stored file inside a worker with memory, time, page and size limits.',
      input: T.Object({
        fileId: T.String(),
        key: T.String({ description: 'Blob key.' }),
        name: T.String(),
        type: T.String({ description: 'Sniffed media type.' }),
      }),
      result: DocumentText,
      timeoutMs: 60_000,
      attemptsMax: 2,
      concurrency: 2,
    },
  },
})

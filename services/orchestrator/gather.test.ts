import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RequestSnapshot } from '#contracts/submission'
import { gather, type Read } from './gather.ts'

const file = {
  id: 'fil_1',
  role: 'file' as const,
  name: 'brief.pdf',
  type: 'application/pdf',
  bytes: 1,
  sha256: '0'.repeat(64),
  key: 'k',
}
const request = {
  id: 'req_1',
  reference: 'SX',
  attempt: 1,
  description: 'A shop.',
  contactType: 'email',
  contactValue: 'a@example.com',
  files: [file],
} as RequestSnapshot
const readOf = (more: Partial<Read>): Read => ({
  fileId: 'fil_1',
  name: 'brief.pdf',
  understood: 'full',
  kind: 'pdf',
  pages: [],
  tables: [],
  metadata: {},
  unread: [],
  method: '@embedpdf/pdfium 2',
  ...more,
})

test('the text of a document knows where each of its pages begins and ends, and which words are doubtful', () => {
  const pages: Read['pages'] = [
    { number: 1, text: '\n' },
    { number: 2, text: '  We sell mugs.\n' },
    {
      number: 3,
      text: 'And plotes too.',
      method: 'ocr',
      doubtful: [{ start: 4, end: 10, confidence: 0.4 }],
      part: { name: 'scan.png', page: 1 },
    },
  ]
  const [, source] = gather(request, undefined, [readOf({ pages })]).sources
  assert.equal(source?.text, 'We sell mugs.\n\nAnd plotes too.')
  const { text, pages: places = [], doubtful = [] } = source
  assert.deepEqual(
    places.map(({ number, start, end, part }) => [number, text.slice(start, end), part?.name]),
    [
      [2, 'We sell mugs.', undefined],
      [3, 'And plotes too.', 'scan.png'],
    ],
  )
  assert.deepEqual(
    doubtful.map(({ start, end }) => text.slice(start, end)),
    ['plotes'],
  )
  const indented = [{ number: 1, text: '  In plotes.', doubtful: [{ start: 5, end: 11, confidence: 0.4 }] }]
  const [, shifted] = gather(request, undefined, [readOf({ pages: indented })]).sources
  assert.deepEqual(
    shifted?.doubtful?.map(({ start, end }) => shifted.text.slice(start, end)),
    ['plotes'],
  )
})

test('what was not read of a file is named with its place, and a file without a word as such', () => {
  const unread = [{ where: 'page 2', reason: 'A scan.' }]
  const pages = [{ number: 1, text: 'Words.' }]
  assert.deepEqual(gather(request, undefined, [readOf({ pages, unread })]).left, [
    { label: 'brief.pdf, page 2', reason: 'A scan.' },
  ])
  assert.deepEqual(gather(request, undefined, [readOf({})]).left, [
    { label: 'brief.pdf', reason: 'No text was found in it.' },
  ])
  assert.deepEqual(gather(request, undefined, []).left, [{ label: 'brief.pdf', reason: 'It could not be read.' }])
})

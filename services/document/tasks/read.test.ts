import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { constants, deflateRawSync } from 'node:zlib'
import { Permanent } from '#platform/errors'
import { BlobMissing, type Blobs } from '#platform/ports'
import type { Ctx, TaskRun } from '#platform/service'
import { fixtureFolder, makePdf, makeXlsx, type Placed, writePdf } from '../fixtures.test-support.ts'
import service from '../service.ts'
import { read } from './read.ts'

const folder = await fixtureFolder()
after(folder.remove)
const warnings: object[] = []
const blobs = {
  path: async (key: string) => {
    if (key === 'gone') throw new BlobMissing(key)
    return key
  },
} as Blobs
const log = { warn: (fields: object) => warnings.push(fields) }
const ctx = { adapters: { blobs }, config: { processPerFile: false }, log } as unknown as Ctx<any, any>
const run = (signal = new AbortController().signal): TaskRun => ({
  id: 'task_1',
  attempt: 1,
  key: 'k',
  signal,
  progress: () => {},
  spend: () => {},
})
const pdf = await folder.store('a', makePdf([{ text: [[50, 700, 'We sell ceramic mugs in three colours.']] }]))
const input = (key: string, name = 'a.pdf', type = 'application/pdf') => ({ fileId: 'fil_1', key, name, type })

test('a stored PDF is read in the sandbox by its blob key', async () => {
  const document = await read(input(pdf), ctx, run())
  assert.equal(document.understood, 'full')
  assert.equal(document.pages[0]?.text, 'We sell ceramic mugs in three colours.')
})

test('a workbook that passes the archive check but fills the memory is a result with the reason, and the next file is read', async () => {
  const cells = Array.from(
    { length: 60 },
    (_, n) => `<row r="${(n + 1) * 17_000}"><c r="XFD${(n + 1) * 17_000}"><v>1</v></c></row>`,
  ).join('')
  const path = await folder.store(
    'b',
    makeXlsx([{ name: 'A', rows: [] }], `<row r="1"><c r="A1"><v>1</v></c></row>${cells}`),
  )
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  const document = await read(input(path, 'b.xlsx', type), ctx, run())
  assert.equal(document.understood, 'none')
  assert.equal(document.kind, 'xlsx')
  assert.match(document.unread[0]?.reason ?? '', /needed more memory than the 384 MB/)
  assert.equal(warnings.length, 1)
  assert.equal((await read(input(pdf), ctx, run())).understood, 'full')
})

/** A PDF of two pages; the drawing of the second unpacks to 600 MB of spaces. Blocks that end with a full flush can be repeated. */
function makePageBomb(): Buffer {
  const block = deflateRawSync(Buffer.alloc(1_000_000, ' '), { finishFlush: constants.Z_FULL_FLUSH })
  const bomb = Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    ...Array.from({ length: 600 }, () => block),
    Buffer.from([3, 0]),
  ])
  const drawings: [string, string][] = [
    ['BT /F1 10 Tf 50 700 Td (The first page can be read.) Tj ET', ''],
    [bomb.toString('latin1'), '/Filter /FlateDecode '],
  ]
  const pages = drawings.flatMap(([content, filter], at) => [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * at} 0 R >>`,
    `<< ${filter}/Length ${content.length} >>\nstream\n${content}\nendstream`,
  ])
  return writePdf(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Count 2 /Kids [4 0 R 6 0 R] >>',
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      ...pages,
    ],
    '',
  )
}

test('of a document that becomes too much, the pages before that are kept and the others named', async () => {
  const document = await read(input(await folder.store('c', makePageBomb())), ctx, run())
  assert.equal(document.understood, 'partial')
  assert.deepEqual(
    document.pages.map(({ number, text }) => [number, text]),
    [[1, 'The first page can be read.']],
  )
  assert.equal(document.unread[0]?.where, 'page 2')
  assert.match(document.unread[0]?.reason ?? '', /was stopped/)
  assert.equal(document.metadata.pages, 2)
})

test('a long document tells how far it is', async () => {
  const told: [number, string | undefined][] = []
  const pages = Array.from({ length: 45 }, (_, at) => ({
    text: [[50, 700, `Words of the page ${at + 1}.`]] as Placed[],
  }))
  const document = await read(input(await folder.store('d', makePdf(pages))), ctx, {
    ...run(),
    progress: (fraction, message) => void told.push([fraction, message]),
  })
  assert.equal(document.pages.length, 45)
  assert.deepEqual(told, [
    [20 / 45, 'page 20 of 45 read'],
    [40 / 45, 'page 40 of 45 read'],
  ])
})

test('a million objects beside the page do no harm', async () => {
  const more = Array.from({ length: 1_000_000 }, () => 'null')
  const big = await folder.store(
    'e',
    makePdf([{ text: [[50, 700, 'We sell ceramic mugs in three colours.']] }], { more }),
  )
  const document = await read(input(big), ctx, run())
  assert.equal(document.pages[0]?.text, 'We sell ceramic mugs in three colours.')
})

test('a file that is gone fails for good', async () => {
  await assert.rejects(read(input('gone'), ctx, run()), Permanent)
})

test('a cancelled task stops with the reason of its signal', async () => {
  await assert.rejects(
    read(input(pdf), ctx, run(AbortSignal.abort(new Error('cancelled by the customer')))),
    /cancelled by the customer/,
  )
})

test('the service asks for the blob store and serves the task', () => {
  assert.deepEqual(service.needs.adapters, ['blobs'])
  assert.deepEqual(Object.keys(service.serving.tasks ?? {}), ['read'])
})

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Permanent } from '#platform/errors'
import { BlobMissing, type Blobs } from '#platform/ports'
import type { Ctx, TaskRun } from '#platform/service'
import { fixtureFolder, makePdf, makeXlsx } from '../fixtures.test-support.ts'
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
const ctx = { adapters: { blobs }, log } as unknown as Ctx
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

import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { call, finished, form, submit } from '../flows/client.ts'
import { operatorKey } from '../platform.ts'
import { sha256 } from './customers.ts'
import { openServer, type Server } from './server.ts'

const mebibyte = 1024 ** 2
let server: Server
let folder: string

// A real full disk: tmpfs, mounted in a mount namespace of the server alone, so it goes with the process and nothing can stay mounted. The
// user namespace gives an ordinary user the right to mount.
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'statex-small-disk-'))
  mkdirSync(join(folder, 'blobs'))
  const mount = `mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"`
  server = await openServer({
    env: { DATA_DIR: folder },
    prefix: ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', mount, join(folder, 'blobs')],
  })
  await server.restart()
})
after(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The disk as the server sees it. */
const disk = () => `/proc/${server.pids()[0]}/root${folder}/blobs`
const filesOnDisk = () =>
  readdirSync(disk(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
const requestsStored = async () =>
  (await call(server, 'GET', '/api/submissions', { token: operatorKey })).body.submissions.length

const noise = (bytes: number) => ({ field: 'files', name: 'plan.txt', content: randomBytes(bytes / 2).toString('hex') })
const small = (content: string) => ({ field: 'files', name: 'note.txt', content })

const post = (files: { field: string; name: string; content: string }[], key: string) =>
  call(server, 'POST', '/api/submissions', {
    body: form({ description: 'A shop for mugs.' }, files),
    headers: { 'idempotency-key': key },
  })

for (const [title, files] of [
  ['a file larger than the room left', [noise(6 * mebibyte)]],
  ['a file far larger, most of which is still on its way', [noise(40 * mebibyte)]],
  ['a small file before the one that does not fit', [small('The opening hours.'), noise(6 * mebibyte)]],
  ['a file before a small one that would fit', [noise(6 * mebibyte), small('The opening hours.')]],
] as const) {
  test(`a full disk answers 507 and keeps nothing of ${title}`, async () => {
    const [filesBefore, requestsBefore] = [filesOnDisk(), await requestsStored()]
    const answer = await post([...files], randomUUID())
    assert.equal(answer.status, 507, JSON.stringify(answer.body))
    assert.match(answer.headers.get('content-type')!, /^application\/problem\+json/)
    assert.equal(answer.body.code, 'storage_full')
    assert.match(answer.body.detail, /no room/)
    assert.deepEqual(filesOnDisk(), filesBefore, 'no blob and no temporary file')
    assert.equal(await requestsStored(), requestsBefore, 'no row')
    const { bavail, bsize } = statfsSync(disk())
    assert.ok(bavail * bsize > 2 * mebibyte, 'the room is free again')
  })
}

test('a refused request can be sent again under its key when it fits, and is worked on', async () => {
  const key = randomUUID()
  assert.equal((await post([noise(6 * mebibyte)], key)).status, 507)
  const content = 'We sell hand-made mugs and need a shop with payment by card.'
  const answer = await post([small(content)], key)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  const { token, files, links } = answer.body
  assert.equal((await finished(server, answer.body)).status, 'completed')
  const { body } = await call(server, 'GET', `${links.self}/files/${files[0].id}`, { token })
  assert.equal(sha256(body), sha256(content))
})

test('a request without files is taken although no byte is free', async () => {
  const filler = openSync(join(disk(), 'filler'), 'w')
  try {
    for (const chunk = Buffer.alloc(4_096); ; ) writeSync(filler, chunk)
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
  } finally {
    closeSync(filler)
  }
  const receipt = await submit(
    server,
    form({ description: 'A booking page for a bicycle repair shop with a calendar.' }),
  )
  assert.equal((await finished(server, receipt)).status, 'completed')
  assert.deepEqual(server.accidents, [])
})

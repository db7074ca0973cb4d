import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { testBlobs } from './conformance.ts'
import { filesystemBlobs } from './filesystem.ts'

async function scratch(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'statex-blobs-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return directory
}

const filesIn = async (directory: string) =>
  (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())

testBlobs('filesystem', async (t) => filesystemBlobs({ directory: join(await scratch(t), 'blobs') }))

test('a put that fails leaves no file behind', async (t) => {
  const directory = await scratch(t)
  const blobs = filesystemBlobs({ directory })
  await assert.rejects(blobs.put('ten_1/a/b', Readable.from(['12345', '67890']), 9))
  await blobs.put('ten_1/a/c', Buffer.from('first'), 10)
  await assert.rejects(blobs.put('ten_1/a/c', Buffer.from('other'), 10))
  assert.deepEqual(
    (await filesIn(directory)).map(({ name }) => name),
    ['c'],
  )
})

test('temporary files of killed puts go away after an hour, younger ones stay', async (t) => {
  const directory = await scratch(t)
  const incoming = join(directory, '.incoming')
  await mkdir(incoming)
  await writeFile(join(incoming, 'old'), 'x')
  await writeFile(join(incoming, 'young'), 'x')
  const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1_000)
  await utimes(join(incoming, 'old'), twoHoursAgo, twoHoursAgo)
  const blobs = filesystemBlobs({ directory })
  await blobs.put('ten_1/a/b', Buffer.from('x'), 1)
  assert.deepEqual(await readdir(incoming), ['young'])
})

// A real full disk: 1 MiB of tmpfs, mounted in a mount namespace that ends with the child, so nothing can stay mounted. The user
// namespace gives an ordinary user the right to mount.
test('a full disk refuses the put, keeps what was there and leaves nothing of the refused file', async (t) => {
  const directory = await scratch(t)
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const code = `
    import { readdir } from 'node:fs/promises'
    import { Readable } from 'node:stream'
    import { buffer } from 'node:stream/consumers'
    const { filesystemBlobs } = await import(${module('./filesystem.ts')})
    const { BlobStoreFull } = await import(${module('../../platform/ports.ts')})
    const directory = ${JSON.stringify(directory)}
    const blobs = filesystemBlobs({ directory })
    const fill = () => Readable.from(Array.from({ length: 40 }, () => Buffer.alloc(65_536, 1)))
    await blobs.put('ten_1/a/before', Buffer.alloc(300_000, 7), 300_000)
    const error = await blobs.put('ten_1/a/large', fill(), 10_000_000).catch((error) => error)
    const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    // The room the refused file took must be free again.
    const after = await blobs.put('ten_1/a/after', Buffer.alloc(500_000, 8), 500_000)
    const before = await buffer((await blobs.get('ten_1/a/before')).content)
    console.log(JSON.stringify({
      isFull: error instanceof BlobStoreFull, cause: error.cause?.code, files: files.map(({ name }) => name),
      after: after.bytes, before: before.equals(Buffer.alloc(300_000, 7)),
    }))`
  const script = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"'
  const node = [process.execPath, '--input-type=module', '-e', code]
  const child = spawn('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script, directory, ...node])
  const [output, problem] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  assert.notEqual(output, '', `the small disk could not be mounted or the put failed otherwise: ${problem}`)
  assert.deepEqual(JSON.parse(output), {
    isFull: true,
    cause: 'ENOSPC',
    files: ['before'],
    after: 500_000,
    before: true,
  })
})

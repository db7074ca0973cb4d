import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { BlobMissing, type Blobs, BlobTooLarge } from '#platform/ports'

const key = 'ten_1/submission/fil_1'
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/**
 * What every blob store promises. `open` gives an empty store that is cleaned up with the test.
 * @example testBlobs('filesystem', async (t) => filesystemBlobs({ directory: await scratch(t) }))
 */
export function testBlobs(name: string, open: (t: TestContext) => Promise<Blobs>): void {
  test(`${name}: a stored stream is measured as it passes and comes back byte for byte`, async (t) => {
    const blobs = await open(t)
    const bytes = randomBytes(300_000)
    const chunks = [bytes.subarray(0, 7), bytes.subarray(7, 5_000), bytes.subarray(5_000)]
    const stored = await blobs.put(key, Readable.from(chunks), bytes.length)
    assert.deepEqual([stored.key, stored.bytes, stored.sha256], [key, bytes.length, sha256(bytes)])
    assert.deepEqual(Buffer.from(stored.head), bytes.subarray(0, 4_100))
    const got = await blobs.get(key)
    assert.equal(got.bytes, bytes.length)
    assert.ok(bytes.equals(await buffer(got.content)))
    assert.ok(bytes.equals(await readFile(await blobs.path(key))))
  })

  test(`${name}: bytes in memory and no bytes at all are stored too`, async (t) => {
    const blobs = await open(t)
    const stored = await blobs.put(key, new TextEncoder().encode('hello'), 5)
    assert.deepEqual([stored.bytes, Buffer.from(stored.head).toString()], [5, 'hello'])
    const empty = await blobs.put('ten_1/submission/fil_2', Readable.from([]), 10)
    assert.deepEqual([empty.bytes, empty.sha256, empty.head.length], [0, sha256(new Uint8Array()), 0])
    const got = await blobs.get('ten_1/submission/fil_2')
    assert.deepEqual([got.bytes, (await buffer(got.content)).length], [0, 0])
  })

  test(`${name}: ranges are inclusive, end at the last byte, and are refused beyond it`, async (t) => {
    const blobs = await open(t)
    await blobs.put(key, Buffer.from('0123456789'), 10)
    const text = async (start: number, end: number) => {
      const { content, bytes } = await blobs.get(key, { start, end })
      return [(await buffer(content)).toString(), bytes]
    }
    assert.deepEqual(await text(2, 4), ['234', 3])
    assert.deepEqual(await text(0, 0), ['0', 1])
    assert.deepEqual(await text(8, 99), ['89', 2])
    await assert.rejects(blobs.get(key, { start: 10, end: 12 }), RangeError)
    await assert.rejects(blobs.get(key, { start: 5, end: 4 }), RangeError)
  })

  test(`${name}: one byte too many stops the put, stores nothing and leaves the stream to its owner`, async (t) => {
    const blobs = await open(t)
    let produced = 0
    const endless = new Readable({
      read() {
        produced++
        this.push(Buffer.alloc(1_000))
      },
    })
    await assert.rejects(blobs.put(key, endless, 4_999), BlobTooLarge)
    assert.equal(endless.destroyed, false)
    assert.ok(produced < 200, `the put went on reading: ${produced} chunks`)
    endless.destroy()
    await assert.rejects(blobs.get(key), BlobMissing)
    await blobs.put(key, Buffer.alloc(4_999), 4_999)
  })

  test(`${name}: a stream that breaks off stores nothing`, async (t) => {
    const blobs = await open(t)
    const broken = new Readable({ read() {} })
    broken.push('half')
    const put = blobs.put(key, broken, 100)
    setImmediate(() => broken.destroy(new Error('connection lost')))
    await assert.rejects(put, /connection lost/)
    const ended = new Readable({ read() {} })
    ended.push('half')
    const second = blobs.put(key, ended, 100)
    setImmediate(() => ended.destroy())
    await assert.rejects(second, { code: 'ERR_STREAM_PREMATURE_CLOSE' })
    await assert.rejects(blobs.get(key), BlobMissing)
  })

  test(`${name}: a key is written once: the same bytes again are fine, others are refused`, async (t) => {
    const blobs = await open(t)
    const first = await blobs.put(key, Buffer.from('first'), 10)
    assert.deepEqual(await blobs.put(key, Buffer.from('first'), 10), first)
    await assert.rejects(blobs.put(key, Buffer.from('other'), 10), /already another blob/)
    assert.equal((await buffer((await blobs.get(key)).content)).toString(), 'first')
  })

  test(`${name}: of two puts at once under one key exactly one wins`, async (t) => {
    const blobs = await open(t)
    const results = await Promise.allSettled(['a', 'b'].map((text) => blobs.put(key, Readable.from([text]), 10)))
    const won = results.filter((result) => result.status === 'fulfilled')
    assert.equal(won.length, 1)
    assert.equal(sha256(await buffer((await blobs.get(key)).content)), won[0]!.value.sha256)
  })

  test(`${name}: a removed blob is missing, and removing it again changes nothing`, async (t) => {
    const blobs = await open(t)
    await blobs.put(key, Buffer.from('gone'), 10)
    await blobs.remove(key)
    await blobs.remove(key)
    await assert.rejects(blobs.get(key), BlobMissing)
    await assert.rejects(blobs.path(key), BlobMissing)
  })

  test(`${name}: what is below a prefix is listed, and removed with the prefix and nothing else`, async (t) => {
    const blobs = await open(t)
    const mine = ['ten_1/a/1', 'ten_1/a/2', 'ten_1/b/c/3']
    for (const key of [...mine, 'ten_10/a/1', 'ten_2/a/1']) await blobs.put(key, Buffer.from(key), 100)
    const listed: string[] = []
    for await (const { key, bytes } of blobs.list('ten_1/')) {
      listed.push(key)
      assert.equal(bytes, key.length)
    }
    assert.deepEqual(listed.sort(), mine)
    assert.deepEqual(await blobs.removeAll('ten_1/'), { count: 3, bytes: mine.join('').length })
    assert.deepEqual(await blobs.removeAll('ten_1/'), { count: 0, bytes: 0 })
    for (const key of mine) await assert.rejects(blobs.get(key), BlobMissing)
    for (const key of ['ten_10/a/1', 'ten_2/a/1']) assert.equal((await blobs.get(key)).bytes, key.length)
    await assert.rejects(blobs.removeAll('ten_2'), /Not a prefix/)
    await assert.rejects(blobs.removeAll('../'), /Not a blob key/)
  })

  test(`${name}: keys that could lead elsewhere are refused by every operation`, async (t) => {
    const blobs = await open(t)
    const bad = [
      '',
      'a',
      '/a/b',
      'a/../b',
      'a/..',
      'a/./b',
      'a//b',
      'a/b/',
      'A/b',
      'a/b\0',
      'a/ü',
      '.incoming/x',
      'a/b..c',
    ]
    for (const wrong of [...bad, 'a\\b/c', 'a/b\n']) {
      for (const attempt of [
        () => blobs.put(wrong, Buffer.from('x'), 1),
        () => blobs.get(wrong),
        () => blobs.path(wrong),
        () => blobs.remove(wrong),
      ])
        await assert.rejects(attempt(), /Not a blob key/, JSON.stringify(wrong))
    }
  })
}

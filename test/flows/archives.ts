// A ZIP as its receiver reads it: every entry, checked against the manifest.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import yauzl from 'yauzl'

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

/** All entries of a ZIP by their path. */
export async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = (await promisify(yauzl.fromBuffer as any)(bytes, { lazyEntries: true })) as yauzl.ZipFile
  const open = promisify(zip.openReadStream.bind(zip))
  const entries = new Map<string, Buffer>()
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', () => resolve(entries))
    zip.on('entry', async (entry: yauzl.Entry) => {
      entries.set(entry.fileName, await buffer((await open(entry))!))
      zip.readEntry()
    })
    zip.readEntry()
  })
}

/** Checks every row and file of an archive by its hash, and that nothing is in it that the manifest does not name. Gives the rows by table. */
export function verified(entries: Map<string, Buffer>): { manifest: any; rows: Map<string, any[]> } {
  const manifest = JSON.parse(entries.get('manifest.json')!.toString())
  const named = new Set(['manifest.json'])
  const rows = new Map<string, any[]>()
  for (const { table, files } of manifest.tables) {
    const all: any[] = []
    for (const file of files) {
      const content = entries.get(file.path)!
      assert.equal(sha256(content), file.sha256, file.path)
      const lines = content.toString().trimEnd().split('\n')
      const hashes = entries.get(file.hashes)!.toString().trimEnd().split('\n')
      assert.deepEqual(lines.map(sha256), hashes, file.hashes)
      assert.equal(lines.length, file.rows)
      all.push(...lines.map((line) => JSON.parse(line)))
      named.add(file.path).add(file.hashes)
    }
    rows.set(table, all)
  }
  for (const { path, sha256: hash, bytes } of manifest.files) {
    assert.equal(sha256(entries.get(path)!), hash, path)
    assert.equal(entries.get(path)!.length, bytes)
    named.add(path)
  }
  assert.deepEqual([...entries.keys()].sort(), [...named].sort())
  return { manifest, rows }
}

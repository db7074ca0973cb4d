import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { BlobMissing, type Blobs, type TenantRows } from '#platform/ports'

/** A file of rows is made in memory, so that its hash is known; it ends when it has this many characters. */
const charactersPerFile = 4_000_000

type RowFile = { path: string; sha256: string; rows: number; hashes: string }
/** What is in an archive. Each line of a row file is one row as JSON; the same line of its `hashes` is the SHA-256 of that text. */
export type Manifest = {
  format: 'statex-export/1'
  tenant: string
  exportedAt: string
  tables: { table: string; rows: number; withheld: string[]; files: RowFile[] }[]
  files: { key: string; path: string; bytes: number; sha256: string }[]
  rows: number
}
type Source = {
  rows: TenantRows
  blobs: Blobs
  leaveOut: string
  now: Date
  signal: AbortSignal
  onPart(what: string): void
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * The archive of a tenant as a stream: a ZIP of rows as JSON lines with the hash of each, of files as they are, and of the manifest, last because it
 * knows what came before. Holds one file of rows in memory, however much there is. Keys below `leaveOut` are not taken along.
 */
export async function openArchive(
  tenant: string,
  from: Source,
): Promise<{ content: Readable; manifest: Promise<Manifest> }> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const content = new PassThrough()
  ;(zip.outputStream as unknown as Readable).pipe(content)
  // Loaded here, so that nobody pays for it who exports nothing.
  const add = async (path: string, entry: Readable) => {
    const over = finished(entry)
    zip.addReadStream(entry, path, { mtime: from.now })
    await Promise.race([over, once(from.signal, 'abort').then(() => from.signal.throwIfAborted())])
  }
  const manifest = fill(tenant, from, add).then((made) => {
    zip.addBuffer(Buffer.from(`${JSON.stringify(made, null, 2)}\n`), 'manifest.json', { mtime: from.now })
    zip.end()
    return made
  })
  manifest.catch((error) => content.destroy(error))
  return { content, manifest }
}

type Add = (path: string, entry: Readable) => Promise<void>
async function fill(tenant: string, from: Source, add: Add): Promise<Manifest> {
  const made: Manifest = {
    format: 'statex-export/1',
    tenant,
    exportedAt: from.now.toISOString(),
    tables: [],
    files: [],
    rows: 0,
  }
  let lines: string[] = []
  let characters = 0
  const close = async () => {
    const table = made.tables.at(-1)
    if (!table || lines.length === 0) return
    const name = `rows/${table.table}/${String(table.files.length + 1).padStart(6, '0')}`
    const text = `${lines.join('\n')}\n`
    const file = { path: `${name}.jsonl`, sha256: sha256(text), rows: lines.length, hashes: `${name}.sha256` }
    await add(file.path, Readable.from([text]))
    await add(file.hashes, Readable.from([`${lines.map(sha256).join('\n')}\n`]))
    table.files.push(file)
    table.rows += lines.length
    made.rows += lines.length
    lines = []
    characters = 0
  }
  for await (const { schema, table, withheld, rows } of from.rows.read(tenant)) {
    const name = `${schema}.${table}`
    if (made.tables.at(-1)?.table !== name) {
      await close()
      from.onPart(name)
      made.tables.push({ table: name, rows: 0, withheld, files: [] })
    }
    for (const row of rows) {
      lines.push(row)
      characters += row.length
    }
    if (characters >= charactersPerFile) await close()
  }
  await close()
  for await (const { key } of from.blobs.list(`${tenant}/`)) {
    if (key.startsWith(from.leaveOut)) continue
    from.onPart('files')
    const file = await addFile(from.blobs, key, `files/${key.slice(tenant.length + 1)}`, add)
    if (file) made.files.push(file)
  }
  return made
}

/** One stored file, hashed as it passes. Undefined for one that was removed since it was listed. */
async function addFile(
  blobs: Blobs,
  key: string,
  path: string,
  add: Add,
): Promise<Manifest['files'][number] | undefined> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    const { content } = await blobs.get(key)
    const passing = content.pipe(
      new PassThrough({
        transform(chunk, _encoding, done) {
          hash.update(chunk)
          bytes += chunk.length
          done(null, chunk)
        },
      }),
    )
    content.once('error', (error) => passing.destroy(error))
    await add(path, passing)
    return { key, path, bytes, sha256: hash.digest('hex') }
  } catch (error) {
    if (error instanceof BlobMissing) return undefined
    throw error
  }
}

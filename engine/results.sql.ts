import { type Sql, sql } from '#platform/database'

// Constant text of our own, never a value from outside.
const text = (constant: string): Sql => ({ text: constant, values: [] })

/** Where a large result lies, with the length and hash of its JSON. */
export type BlobRef = { key: string; bytes: number; sha256: string }

/** The reference of a row, or null. `row` is its name in the statement. */
export const blobOf = (row: string): Sql =>
  text(
    `(select jsonb_build_object('key', b.key, 'bytes', b.bytes, 'sha256', b.sha256) from engine.blobs b where b.key = ${row}.result_blob)`,
  )

/** Length of the result of a row as JSON, wherever it lies. */
export const bytesOf = (row: string): Sql =>
  text(
    `coalesce(octet_length(${row}.result::text), (select b.bytes from engine.blobs b where b.key = ${row}.result_blob))`,
  )

/** Notes a blob that is about to be written. */
export const announceBlob = (tenant: string, worker: string, { key, bytes, sha256 }: BlobRef): Sql => sql`
insert into engine.blobs (key, tenant_id, bytes, sha256, worker) values (${key}, ${tenant}, ${bytes}::integer, ${sha256}, ${worker})
on conflict (key) do nothing`

/** The commit that was to refer to the blob did not happen. Should it have happened all the same, the reference keeps the blob. */
export const loosenBlob = (key: string): Sql =>
  sql`update engine.blobs set worker = null, is_loose = true where key = ${key}`

const isReferred =
  text(`(exists (select from engine.steps s where s.result_blob = b.key) or exists (select from engine.tasks t where t.result_blob = b.key)
    or exists (select from engine.runs r where r.result_blob = b.key))`)

/** Settles what the workers left that are gone: their last commits either came or are refused. */
export const settleBlobs: Sql = sql`
update engine.blobs b set worker = null, is_loose = not ${isReferred}
where b.worker is not null and not exists (select from engine.workers w where w.id = b.worker)`

/**
 * Removes rows of blobs that nothing refers to, at most `limit`; the blobs themselves go before this commits. Whoever wants to refer to one meanwhile
 * waits and is refused by the foreign key.
 */
export const takeLoose = (limit: number): Sql => sql`
delete from engine.blobs where key = any(array(
  select b.key from engine.blobs b where b.is_loose and not ${isReferred} order by b.key limit ${limit}::integer for update of b skip locked))
returning key`

import type { Prototype } from '#contracts/prototype'
import { type Db, sql } from '#platform/database'

export type StoredFile = { path: string; type: string; content: Buffer }
export type NewPrototype = { manifest: Omit<Prototype, 'version'>; runKey: string; secret: string; files: StoredFile[] }

/** The prototype that a task already made, if an earlier attempt got that far. */
export async function madeBy(db: Db, runKey: string): Promise<Prototype | undefined> {
  const row = await db.maybe<{ manifest: Prototype }>(sql`select manifest from prototypes where run_key = ${runKey}`)
  return row?.manifest
}

/**
 * Stores a prototype and its files in one statement and gives it the next version of its request. Undefined when the task's key is
 * taken: then another attempt was faster, and nothing is stored.
 */
export async function insertPrototype(db: Db, made: NewPrototype): Promise<Prototype | undefined> {
  const { manifest, runKey, secret, files } = made
  const row = await db.maybe<{ manifest: Prototype }>(sql`
    with next as (select coalesce(max(version), 0) + 1 as version from prototypes where request_id = ${manifest.requestId}),
    made as (
      insert into prototypes (id, request_id, version, run_key, secret, template, manifest, created_at)
      select ${manifest.id}, ${manifest.requestId}, next.version, ${runKey}, ${secret}, ${`${manifest.template.id}@${manifest.template.version}`},
        ${manifest}::jsonb || jsonb_build_object('version', next.version), ${manifest.createdAt}
      from next
      on conflict (tenant_id, run_key) do nothing
      returning id, manifest
    ),
    stored as (
      insert into files (prototype_id, path, type, content)
      select made.id, file.path, file.type, file.content
      from made, unnest(${files.map(({ path }) => path)}::text[], ${files.map(({ type }) => type)}::text[], ${files.map(({ content }) => content)}::bytea[]) as file (path, type, content)
    )
    select manifest from made`)
  return row?.manifest
}

/** Secret of a prototype, to compare with the one in the address. */
export async function secretOf(db: Db, id: string): Promise<string | undefined> {
  return (await db.maybe<{ secret: string }>(sql`select secret from prototypes where id = ${id}`))?.secret
}

export async function readFile(db: Db, id: string, path: string): Promise<StoredFile | undefined> {
  return db.maybe<StoredFile>(sql`select path, type, content from files where prototype_id = ${id} and path = ${path}`)
}

/** All files of a prototype, by path. */
export async function allFiles(db: Db, id: string): Promise<StoredFile[]> {
  return db.many<StoredFile>(sql`select path, type, content from files where prototype_id = ${id} order by path`)
}

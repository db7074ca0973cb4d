import type { Entry, Prototype, Version } from '#contracts/prototype'
import { type Db, sql } from '#platform/database'
import type { Recipe } from './recipe.ts'

export type StoredFile = { path: string; type: string; content: Buffer }
export type NewPrototype = {
  manifest: Omit<Prototype, 'version'>
  recipe: Recipe | null
  runKey: string
  secret: string
  files: StoredFile[]
  origin: Version['origin']
  basedOn?: number
  note?: string
  expiresAt: Date
}

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
  const { manifest, recipe, runKey, secret, files, origin, basedOn = null, note = null, expiresAt } = made
  const row = await db.maybe<{ manifest: Prototype }>(sql`
    with next as (select coalesce(max(version), 0) + 1 as version from prototypes where request_id = ${manifest.requestId}),
    made as (
      insert into prototypes (id, request_id, version, run_key, secret, template, manifest, created_at, recipe, origin, based_on, note, expires_at)
      select ${manifest.id}, ${manifest.requestId}, next.version, ${runKey}, ${secret}, ${`${manifest.template.id}@${manifest.template.version}`},
        ${manifest}::jsonb || jsonb_build_object('version', next.version), ${manifest.createdAt},
        ${recipe}::jsonb, ${origin}, ${basedOn}::integer, ${note}, ${expiresAt}
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

export type Kept = { secret: string; version: number; requestId: string; expiresAt: Date | null }

/** What decides whether a prototype may be seen: its secret, to compare with the one in the address, and its end. */
export async function findSecret(db: Db, id: string): Promise<Kept | undefined> {
  return db.maybe<Kept>(
    sql`select secret, version, request_id as "requestId", expires_at as "expiresAt" from prototypes where id = ${id}`,
  )
}

export async function readFile(db: Db, id: string, path: string): Promise<StoredFile | undefined> {
  return db.maybe<StoredFile>(sql`select path, type, content from files where prototype_id = ${id} and path = ${path}`)
}

/** Adds a file to a prototype that has none of its path yet. */
export async function addFile(db: Db, id: string, { path, type, content }: StoredFile): Promise<void> {
  await db.run(sql`
    insert into files (prototype_id, path, type, content) values (${id}, ${path}, ${type}, ${content}) on conflict do nothing`)
}

/** All files of a prototype, by path. */
export async function allFiles(db: Db, id: string): Promise<StoredFile[]> {
  return db.many<StoredFile>(sql`select path, type, content from files where prototype_id = ${id} order by path`)
}

/** Puts an entry into the inbox of a prototype; false when it holds `entriesMax` already. A few that come at the same instant may pass together. */
export async function insertEntry(db: Db, id: string, entry: Entry, entriesMax: number): Promise<boolean> {
  const { id: entryId, form, page, fields, createdAt } = entry
  const stored = await db.run(sql`
    insert into entries (id, prototype_id, form, page, fields, created_at)
    select ${entryId}, ${id}, ${form}, ${page}, ${fields}::jsonb, ${createdAt}
    where (select count(*) from entries where prototype_id = ${id}) < ${entriesMax}`)
  return stored > 0
}

/** The newest 200 entries of all versions of a request's prototype. */
export async function entriesOf(db: Db, requestId: string): Promise<Entry[]> {
  const rows = await db.many<Omit<Entry, 'createdAt'> & { createdAt: Date }>(sql`
    select e.id, e.form, e.page, e.fields, e.created_at as "createdAt"
    from entries e join prototypes p on p.id = e.prototype_id
    where p.request_id = ${requestId} order by e.id desc limit 200`)
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
}

export type KeptVersion = {
  manifest: Prototype
  recipe: Recipe | null
  origin: Version['origin']
  expiresAt: Date | null
}

/** One version of a request's prototype, the newest when none is named. */
export async function findVersion(db: Db, requestId: string, version?: number): Promise<KeptVersion | undefined> {
  return db.maybe<KeptVersion>(sql`
    select manifest, recipe, origin, expires_at as "expiresAt" from prototypes
    where request_id = ${requestId} and (${version ?? null}::integer is null or version = ${version ?? null})
    order by version desc limit 1`)
}

type VersionRow = Omit<Version, 'path' | 'zipPath' | 'createdAt' | 'expiresAt' | 'basedOn' | 'note'> & {
  path: string
  zipPath: string
  basedOn: number | null
  note: string | null
  createdAt: Date
  expiresAt: Date | null
}

/** All versions of a request's prototype, newest first. */
export async function versionsOf(db: Db, requestId: string): Promise<Version[]> {
  const rows = await db.many<VersionRow>(sql`
    select version, id, manifest->>'path' as path, manifest->>'zipPath' as "zipPath", template, origin, based_on as "basedOn", note,
      created_at as "createdAt", expires_at as "expiresAt"
    from prototypes where request_id = ${requestId} order by version desc`)
  return rows.map(({ basedOn, note, createdAt, expiresAt, ...row }) => ({
    ...row,
    ...(basedOn !== null && { basedOn }),
    ...(note !== null && { note }),
    createdAt: createdAt.toISOString(),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  }))
}

/** Makes those wait who would make another version of the same prototype in this moment. Ends with the transaction. */
export async function lockRequest(db: Db, requestId: string): Promise<void> {
  await db.run(sql`select pg_advisory_xact_lock(hashtextextended(${requestId}, 8014))`)
}

/** Free modifications that were made for a request. */
export async function freeUsed(db: Db, requestId: string): Promise<number> {
  const { used } = await db.one<{ used: number }>(
    sql`select count(*)::integer as used from modifications where request_id = ${requestId} and free_number is not null`,
  )
  return used
}

/** Notes that a modification was made; `freeNumber` is null for one that is not counted. */
export async function insertModification(
  db: Db,
  made: { id: string; requestId: string; freeNumber: number | null; sentences: string; version: number; at: Date },
): Promise<void> {
  const { id, requestId, freeNumber, sentences, version, at } = made
  await db.run(sql`
    insert into modifications (id, request_id, free_number, sentences, version, created_at)
    values (${id}, ${requestId}, ${freeNumber}, ${sentences}, ${version}, ${at})`)
}

/** Removes the files of prototypes that have expired, some at a time; their manifests stay, so that a version can still be named. */
export async function removeExpired(db: Db, now: Date): Promise<number> {
  return db.run(sql`
    delete from files where prototype_id = any(array(
      select p.id from prototypes p where p.expires_at <= ${now} and exists (select 1 from files f where f.prototype_id = p.id) limit 20))`)
}

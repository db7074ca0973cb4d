import { type Sql, sql } from './database.ts'

/** A table with rows of tenants, or without. `blocks` are its pages as of now. */
export type Place = {
  schema: string
  table: string
  hasTenant: boolean
  blocks: number
  columns: string[]
  /** Of these, those of type `text`. */
  texts: string[]
  /** Of these, those of type `jsonb`. */
  documents: string[]
}
type Link = { child: string; parent: string }

/** Tables of every schema the migrator knows. */
export const findPlaces: Sql = sql`
select n.nspname as schema, c.relname as table,
  exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as "hasTenant",
  (pg_relation_size(c.oid) / current_setting('block_size')::integer)::integer as blocks,
  array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
  array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'text'::regtype) as texts,
  array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'jsonb'::regtype) as documents
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and (n.nspname = 'statex' or n.nspname in (select schema_name from statex.migrations))
order by 1, 2`

/** Which table refers to which. */
export const findLinks: Sql = sql`
select cn.nspname || '.' || c.relname as child, pn.nspname || '.' || p.relname as parent
from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace cn on cn.oid = c.relnamespace
  join pg_class p on p.oid = k.confrelid join pg_namespace pn on pn.oid = p.relnamespace
where k.contype = 'f' and k.conrelid <> k.confrelid`

/** Those that refer to others before those that are referred to. */
export function childrenFirst(places: Place[], links: Link[]): Place[] {
  const byName = new Map(places.map((p) => [`${p.schema}.${p.table}`, p]))
  const ordered: Place[] = []
  const seen = new Set<string>()
  const visit = (name: string) => {
    const place = byName.get(name)
    if (!place || seen.has(name)) return
    seen.add(name)
    for (const { child } of links.filter((l) => l.parent === name)) visit(child)
    ordered.push(place)
  }
  for (const name of byName.keys()) visit(name)
  return ordered
}

// Names come from the catalogue of the database itself.
const nameOf = ({ schema, table }: Place) => `"${schema}"."${table}"`

/** Columns that say what a row is about. */
const ownerColumns = ['request_id', 'submission_id', 'prototype_id']
const aboutColumns = ['id', ...ownerColumns, 'run_id', 'parent_id', 'subject']
/** One that may have more after a colon, as `req_…:2` has. */
const prefixedColumn = 'key'
/** Members of a JSON value that say so, in the documents that the platform itself writes. */
const aboutMembers = ['id', 'requestId', 'submissionId', 'subjectId']
const aboutDocuments = ['input', 'data', 'reply']

/** Undefined for a table whose rows are about nothing that has an id. */
function isAbout({ texts, documents }: Place): string | undefined {
  const named = aboutColumns.filter((c) => texts.includes(c))
  // Where a column is there to say it, a document of the row need not be opened.
  const isSaid = named.some((c) => ownerColumns.includes(c))
  const inside = isSaid ? [] : aboutDocuments.filter((c) => documents.includes(c))
  const conditions = [
    // As they are, so that PostgreSQL may look them up: a table whose columns have indexes is not read whole.
    ...named.map((c) => `"${c}" = any($2::text[])`),
    ...(texts.includes(prefixedColumn) ? [`split_part("${prefixedColumn}", ':', 1) = any($2::text[])`] : []),
    ...inside.flatMap((c) => aboutMembers.map((m) => `"${c}" ->> '${m}' = any($2::text[])`)),
  ]
  return conditions.length > 0 ? `tenant_id = $1 and (${conditions.join(' or ')})` : undefined
}
/** Identifiers of the rows that are about one of `ids`. */
export function findAbout(place: Place, tenant: string, ids: string[]): Sql | undefined {
  const condition = isAbout(place)
  if (!condition || !place.texts.includes('id')) return undefined
  return { text: `select id::text as id from ${nameOf(place)} where ${condition}`, values: [tenant, ids] }
}
export function eraseAbout(place: Place, tenant: string, ids: string[]): Sql | undefined {
  const condition = isAbout(place)
  return condition ? { text: `delete from ${nameOf(place)} where ${condition}`, values: [tenant, ids] } : undefined
}

export const countRows = (place: Place, tenant: string): Sql => ({
  text: `select count(*)::integer as rows from ${nameOf(place)} where tenant_id = $1`,
  values: [tenant],
})

/**
 * Removes the rows in a range of pages: each page is looked at once, whatever indexes there are, and no statement is long. Pages that are added
 * meanwhile are for the next time.
 */
export const eraseRange = (place: Place, tenant: string, from: number, to: number): Sql => ({
  text: `delete from ${nameOf(place)} where tenant_id = $1 and ctid >= $2::tid and ctid < $3::tid`,
  values: [tenant, `(${from},0)`, `(${to},0)`],
})

/** Opens a cursor over the rows of a tenant, as JSON text, with null in the columns that are withheld. */
export const openCursor = (place: Place, tenant: string, withheld: string[]): string => {
  const columns = place.columns.map((c) => (withheld.includes(c) ? `null as "${c}"` : `"${c}"`))
  const literal = `'${tenant.replaceAll("'", "''")}'`
  return `declare exported cursor for select row_to_json(r)::text as row from (select ${columns.join(', ')} from ${nameOf(place)} where tenant_id = ${literal}) r`
}
export const beginSnapshot = 'begin isolation level repeatable read read only'
export const endSnapshot = 'commit'
export const fetchRows = (rowsMax: number): string => `fetch ${rowsMax} from exported`
export const closeCursor = 'close exported'

export const searchRows = (place: Place, text: string): Sql => ({
  text: `select count(*)::integer as rows from ${nameOf(place)} t where strpos(t::text, $1) > 0`,
  values: [text],
})

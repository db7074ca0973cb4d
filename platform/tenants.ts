import type { Database } from './database.ts'
import type { TenantRows, TenantTable } from './ports.ts'
import {
  beginSnapshot,
  childrenFirst,
  closeCursor,
  countRows,
  endSnapshot,
  eraseAbout,
  eraseRange,
  fetchRows,
  findAbout,
  findLinks,
  findPlaces,
  openCursor,
  type Place,
  searchRows,
} from './tenants.sql.ts'

/** Pages of one statement: 160 MB, which takes a second or two. */
const blocksMax = 20_000
const rowsAtOnce = 500
/** A number that counts rows names nothing elsewhere. */
const isIdentifier = /^[a-z]{2,5}_[0-9a-z]{20,}$/
/** Columns of these names hold what opens something: an owner's copy of the data, the archive, is given without them. */
export const secretColumn = /(^|_)(secret|phc|password|private_key|secret_hash|token_hash|code_hash|ciphertext)$/

/** Finds, reads and removes the rows of a tenant, wherever they are: in any table of any schema that has a `tenant_id`. */
export function openTenantRows(database: Database): TenantRows {
  const { owner } = database
  const places = (): Promise<Place[]> => owner.many<Place>(findPlaces)
  const withTenant = async () => (await places()).filter((p) => p.hasTenant)
  const named = ({ schema, table }: Place, rows: number): TenantTable => ({ schema, table, rows })
  return {
    async count(tenant) {
      const found: TenantTable[] = []
      for (const place of await withTenant()) {
        const { rows } = await owner.one<{ rows: number }>(countRows(place, tenant))
        if (rows > 0) found.push(named(place, rows))
      }
      return found
    },
    async *read(tenant) {
      const client = await database.pool.connect()
      try {
        // One snapshot for all tables. It has no transaction id, so readers of the event log do not wait for it.
        await client.query(beginSnapshot)
        for (const place of await withTenant()) {
          const withheld = place.columns.filter((c) => secretColumn.test(c))
          await client.query(openCursor(place, tenant, withheld))
          for (;;) {
            const { rows } = await client.query<{ row: string }>(fetchRows(rowsAtOnce))
            if (rows.length === 0) break
            yield { schema: place.schema, table: place.table, withheld, rows: rows.map((r) => r.row) }
          }
          await client.query(closeCursor)
        }
        await client.query(endSnapshot)
        client.release()
      } catch (error) {
        client.release(error as Error)
        throw error
      }
    },
    async erase(tenant) {
      const erased: TenantTable[] = []
      for (const place of childrenFirst(await withTenant(), await owner.many(findLinks))) {
        let rows = 0
        // The table may have grown since it was measured by what was being written: one range more than there are pages.
        for (let from = 0; from <= place.blocks; from += blocksMax)
          rows += await owner.run(eraseRange(place, tenant, from, from + blocksMax))
        if (rows > 0) erased.push(named(place, rows))
      }
      return erased
    },
    async findAbout(tenant, ids) {
      const places = await withTenant()
      const all = new Set(ids)
      for (let found = ids; found.length > 0; ) {
        const next: string[] = []
        for (const place of places) {
          const query = findAbout(place, tenant, found)
          for (const { id } of query ? await owner.many<{ id: string }>(query) : [])
            if (isIdentifier.test(id) && !all.has(id)) {
              all.add(id)
              next.push(id)
            }
        }
        found = next
      }
      return [...all]
    },
    async eraseAbout(tenant, ids, last) {
      if (ids.length === 0) return []
      const ordered = childrenFirst(await withTenant(), await owner.many(findLinks))
      const isLast = (p: Place) => p.schema === last.schema && p.table === last.table
      const erased: TenantTable[] = []
      for (const place of [...ordered.filter((p) => !isLast(p)), ...ordered.filter(isLast)]) {
        const query = eraseAbout(place, tenant, ids)
        const rows = query ? await owner.run(query) : 0
        if (rows > 0) erased.push(named(place, rows))
      }
      return erased
    },
    async search(text) {
      const found: TenantTable[] = []
      for (const place of (await places()).filter((p) => !p.hasTenant)) {
        const { rows } = await owner.one<{ rows: number }>(searchRows(place, text))
        if (rows > 0) found.push(named(place, rows))
      }
      return found
    },
  }
}

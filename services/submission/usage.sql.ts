import { sql } from '#platform/database'
import { newId } from '#platform/ids'
import type { Db } from '#platform/service'

/** Start of all ids made at `at`: ids sort by time. */
export const idAt = (at: number): string => newId('req', at).slice(0, 'req_'.length + 10)

/** Requests and bytes up to an id, and where to go on from. */
export type Base = { from: string; requests: number; bytes: number }

/**
 * What was taken since `base`, cut in two at `settled`: before it nothing can appear any more, so it need not be counted again. Requests count from
 * `month` on, bytes always.
 */
export const countSince = (
  db: Db,
  base: Base,
  settled: string,
  month: string,
): Promise<Record<'requests' | 'bytes' | 'newRequests' | 'newBytes', number>> =>
  db.one(sql`
    select count(*) filter (where id < ${settled} and id >= ${month})::integer as requests,
      coalesce(sum(file_bytes) filter (where id < ${settled}), 0)::bigint as bytes,
      count(*) filter (where id >= ${settled} and id >= ${month})::integer as "newRequests",
      coalesce(sum(file_bytes) filter (where id >= ${settled}), 0)::bigint as "newBytes"
    from submissions where id >= ${base.from}`)

import { type Db, sql } from '#platform/database'
import type { TemplatePack } from './contract.ts'

export type KeptPack = { manifest: TemplatePack; files: Record<string, string> }
export type KeptVersion = { id: string; version: string; createdAt: Date; retiredAt: Date | null }

/** Keeps a version of a pack; false when it is there already. */
export async function insertPack(db: Db, { manifest, files }: KeptPack, at: Date): Promise<boolean> {
  const stored = await db.run(sql`
    insert into packs (pack_id, version, manifest, files, created_at)
    values (${manifest.id}, ${manifest.version}, ${manifest}::jsonb, ${files}::jsonb, ${at})
    on conflict do nothing`)
  return stored > 0
}

/** The highest version of each pack that is in use. */
export async function newestPacks(db: Db): Promise<KeptPack[]> {
  return db.many<KeptPack>(sql`
    select distinct on (pack_id) manifest, files from packs where retired_at is null order by pack_id, string_to_array(version, '.')::int[] desc`)
}

/** One version of a pack, retired or not; the highest that is in use when no version is named. */
export async function findPack(db: Db, id: string, version: string | undefined): Promise<KeptPack | undefined> {
  return version === undefined
    ? db.maybe<KeptPack>(sql`
        select manifest, files from packs where pack_id = ${id} and retired_at is null order by string_to_array(version, '.')::int[] desc limit 1`)
    : db.maybe<KeptPack>(sql`select manifest, files from packs where pack_id = ${id} and version = ${version}`)
}

/** All versions of a pack, highest first. */
export async function packVersions(db: Db, id: string): Promise<KeptVersion[]> {
  return db.many<KeptVersion>(sql`
    select pack_id as id, version, created_at as "createdAt", retired_at as "retiredAt"
    from packs where pack_id = ${id} order by string_to_array(version, '.')::int[] desc`)
}

/** Takes all versions of a pack out of use, or one. Answers how many that were. */
export async function retirePack(db: Db, id: string, version: string | undefined, at: Date): Promise<number> {
  return db.run(sql`
    update packs set retired_at = ${at}
    where pack_id = ${id} and retired_at is null and (${version ?? null}::text is null or version = ${version ?? null})`)
}

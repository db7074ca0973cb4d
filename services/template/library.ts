import type { Db } from '#platform/database'
import type { TemplatePack } from './contract.ts'
import { completePack, type KnownPack, loadPacks, sharedFiles } from './packs.ts'
import { findPack, newestPacks } from './store.ts'

/** Manifests of the shipped packs. */
export const shippedManifests = async (): Promise<TemplatePack[]> =>
  [...(await loadPacks()).values()].map(({ pack }) => pack)

/** Manifests of the shipped packs and of the tenant's own. */
export async function allManifests(db: Db): Promise<TemplatePack[]> {
  const [shipped, own] = await Promise.all([shippedManifests(), newestPacks(db)])
  const completed = await Promise.all(own.map(async ({ files }) => (await complete(files)).pack))
  return [...shipped, ...completed]
}

/** A pack by id, and by version when one is named: a shipped one, else one of the tenant's own; undefined when there is none. */
export async function packOf(db: Db, id: string, version?: string): Promise<KnownPack | undefined> {
  const shipped = (await loadPacks()).get(id)
  if (shipped) return { ...shipped, isShipped: true }
  const kept = await findPack(db, id, version)
  return kept && { ...(await complete(kept.files)), isShipped: false }
}

const complete = async (files: Record<string, string>) => completePack(files, await sharedFiles())

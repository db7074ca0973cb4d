import { randomBytes } from 'node:crypto'
import type { Prototype } from '#contracts/prototype'
import { newId } from '#platform/ids'
import { buildSite } from './build.ts'
import type { Recipe } from './recipe.ts'
import type { Pack } from './render.ts'
import { folderOf, typeOf } from './serving.ts'
import type { NewPrototype } from './store.ts'

const dayMs = 86_400_000
type Origin = Pick<NewPrototype, 'origin' | 'basedOn' | 'note'>

/**
 * Builds the site of a recipe and everything that is stored with it. Nothing is written: the caller does that, in the transaction in which it is
 * to happen.
 *
 * @param runKey of the task or modification, so that a repeated one finds what the first one stored
 */
export async function makePrototype(
  pack: Pack & { pack: { licence: string } },
  recipe: Recipe,
  { now, expiryDays, runKey, ...origin }: Origin & { now: Date; expiryDays: number; runKey: string },
): Promise<NewPrototype> {
  const { files, ...site } = await buildSite(pack, recipe.input, recipe)
  const id = newId('pro')
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + expiryDays * dayMs)
  const about = {
    id,
    requestId: recipe.input.requestId,
    template: { ...recipe.pack, reasons: recipe.reasons },
    ...site,
    createdAt: now.toISOString(),
  }
  // The archive is passed on, so its manifest must not hold the address that opens the live prototype.
  const all = { ...files, 'manifest.json': `${JSON.stringify({ ...about, licence: pack.pack.licence }, null, 2)}\n` }
  const folder = folderOf(id, secret)
  const manifest: Omit<Prototype, 'version'> = {
    ...about,
    expiresAt: expiresAt.toISOString(),
    path: folder,
    zipPath: `${folder}prototype.zip`,
  }
  return {
    manifest,
    recipe,
    runKey,
    secret,
    ...origin,
    expiresAt,
    files: Object.entries(all).map(([path, text]) => ({ path, type: typeOf(path), content: Buffer.from(text) })),
  }
}

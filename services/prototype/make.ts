import { randomBytes } from 'node:crypto'
import type { Prototype } from '#contracts/prototype'
import { newId } from '#platform/ids'
import { type Asker, buildApart, type KnownPack } from './build-apart.ts'
import type { Recipe } from './recipe.ts'
import { folderOf, typeOf } from './serving.ts'
import type { KeptVersion, NewPrototype, StoredFile } from './store.ts'

const dayMs = 86_400_000
type Origin = Pick<NewPrototype, 'origin' | 'basedOn' | 'note' | 'runKey'> & { now: Date; expiryDays: number }
type About = Omit<Prototype, 'version' | 'path' | 'zipPath' | 'expiresAt'>

/** A new prototype of these files: its address, its end, and the manifest that goes with it. */
function published(about: About, recipe: Recipe | null, files: StoredFile[], origin: Origin): NewPrototype {
  const { now, expiryDays, ...rest } = origin
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + expiryDays * dayMs)
  const folder = folderOf(about.id, secret)
  return {
    manifest: { ...about, expiresAt: expiresAt.toISOString(), path: folder, zipPath: `${folder}prototype.zip` },
    recipe,
    secret,
    ...rest,
    expiresAt,
    files,
  }
}

// The archive is passed on, so its manifest must not hold the address that opens the live prototype.
const manifestFile = (about: About, licence: unknown): StoredFile => ({
  path: 'manifest.json',
  type: typeOf('manifest.json'),
  content: Buffer.from(`${JSON.stringify({ ...about, licence }, null, 2)}\n`),
})

/**
 * Builds the site of a recipe and everything that is stored with it. Nothing is written: the caller does that, in the transaction in which it is
 * to happen. `runKey` is the key of the task or modification, so that a repeated one finds what the first one stored.
 */
export async function makePrototype(
  pack: KnownPack & { pack: { licence: string } },
  recipe: Recipe,
  origin: Origin,
  asker: Asker,
): Promise<NewPrototype> {
  const { files, ...site } = await buildApart(pack, recipe, asker)
  const about: About = {
    id: newId('pro'),
    requestId: recipe.input.requestId,
    template: { ...recipe.pack, reasons: recipe.reasons },
    ...site,
    createdAt: origin.now.toISOString(),
  }
  const stored = Object.entries(files).map(([path, text]) => ({ path, type: typeOf(path), content: Buffer.from(text) }))
  return published(about, recipe, [...stored, manifestFile(about, pack.pack.licence)], origin)
}

/** The same files once more, under a name and an address of their own. */
export function copyPrototype(
  { manifest, recipe }: Pick<KeptVersion, 'manifest' | 'recipe'>,
  files: StoredFile[],
  origin: Origin,
): NewPrototype {
  const { version, path, zipPath, expiresAt, ...kept } = manifest
  const about: About = { ...kept, id: newId('pro'), createdAt: origin.now.toISOString() }
  const old = files.find((file) => file.path === 'manifest.json')
  const { licence } = old ? JSON.parse(old.content.toString()) : {}
  const others = files.filter((file) => file.path !== 'manifest.json')
  return published(about, recipe, [...others, manifestFile(about, licence)], origin)
}

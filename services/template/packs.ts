import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { problemWith } from '#platform/validate'
import { TemplatePack } from './contract.ts'

export type LoadedPack = { pack: TemplatePack; files: Record<string, string> }
/** `isShipped`: it is one of ours; an organisation's own is a stranger's text, even after its check. */
export type KnownPack = LoadedPack & { isShipped: boolean }

const folder = new URL('./packs/', import.meta.url)
/** Partials, labels and base styles that every pack uses; a pack's own file of the same path wins. */
const sharedFolder = 'shared'
const slotsFile = 'slots.json'
const isImage = (path: string) => /\.(?:png|webp|jpe?g)$/u.test(path)

async function filesUnder(root: URL): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files: Record<string, string> = {}
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const url = new URL(`${entry.name}`, `file://${entry.parentPath.replace(/\/?$/u, '/')}`)
    const path = url.pathname.slice(root.pathname.length)
    const bytes = await readFile(url)
    files[path] = isImage(path) ? `base64,${bytes.toString('base64')}` : bytes.toString('utf8')
  }
  return files
}

/** Labels of the pack on top of the shared ones, language by language. */
function mergeLabels(shared: Record<string, string>, own: Record<string, string>): Record<string, string> {
  const paths = Object.keys(shared).filter((path) => path.startsWith('labels/'))
  return Object.fromEntries(
    paths.map((path) => [path, JSON.stringify({ ...JSON.parse(shared[path]!), ...JSON.parse(own[path] ?? '{}') })]),
  )
}

/** What is wrong with a pack, in sentences; empty when it may be used. */
export function faultsOf({ pack, files }: LoadedPack): string[] {
  const faults: string[] = []
  for (const { path, sha256 } of pack.assets) {
    const text = files[path]
    if (text === undefined) faults.push(`Asset ${path} is missing.`)
    else if (createHash('sha256').update(text).digest('hex') !== sha256)
      faults.push(`Asset ${path} is not the file its sha256 names.`)
  }
  for (const { template } of pack.pages)
    if (files[template] === undefined) faults.push(`Page template ${template} is missing.`)
  if (files[pack.preview] === undefined) faults.push(`Preview ${pack.preview} is missing.`)
  return faults
}

/**
 * A pack made whole: its own files on top of the shared ones, its manifest checked, and the shared definitions added to its slots, so that
 * `{ "$ref": "#/$defs/items" }` in a manifest means the same in every pack. Its slots are not compiled: they may be a stranger's, and this runs in
 * the server. @throws Error that names the first fault of the manifest
 */
export async function completePack(own: Record<string, string>, shared: Record<string, string>): Promise<LoadedPack> {
  const { [slotsFile]: definitions = '{}', ...rest } = shared
  const pack = JSON.parse(own['manifest.json'] ?? 'null') as TemplatePack
  const fault = problemWith(TemplatePack, pack)
  if (fault) throw new Error(`Manifest ${fault}`)
  pack.slots = { ...pack.slots, $defs: { ...JSON.parse(definitions).$defs, ...(pack.slots.$defs as object) } }
  return { pack, files: { ...rest, ...own, ...mergeLabels(rest, own) } }
}

async function load(id: string, shared: Record<string, string>): Promise<LoadedPack> {
  const loaded = await completePack(await filesUnder(new URL(`${id}/`, folder)), shared).catch((error: Error) => {
    throw new Error(`Template pack ${id}: ${error.message}`)
  })
  const faults = faultsOf(loaded)
  if (loaded.pack.id !== id) faults.push(`Its manifest says "${loaded.pack.id}".`)
  if (faults.length > 0) throw new Error(`Template pack ${id}: ${faults.join(' ')}`)
  return loaded
}

let shared: Promise<Record<string, string>> | undefined

/** What every pack shares: partials, labels, base styles and slot definitions. Read once. */
export function sharedFiles(): Promise<Record<string, string>> {
  shared ??= filesUnder(new URL(`${sharedFolder}/`, folder)).catch((error) => {
    shared = undefined
    throw error
  })
  return shared
}

async function loadAll(): Promise<Map<string, LoadedPack>> {
  const entries = await readdir(folder, { withFileTypes: true })
  const ids = entries.filter((entry) => entry.isDirectory() && entry.name !== sharedFolder).map(({ name }) => name)
  const common = await sharedFiles()
  return new Map(await Promise.all(ids.sort().map(async (id) => [id, await load(id, common)] as const)))
}

let packs: Promise<Map<string, LoadedPack>> | undefined

/**
 * All packs by id, read and checked at the first call and kept (about 400 kB). @throws Error that names every fault of the first
 * pack that must not be used; the next call tries again
 */
export function loadPacks(): Promise<Map<string, LoadedPack>> {
  packs ??= loadAll().catch((error) => {
    packs = undefined
    throw error
  })
  return packs
}

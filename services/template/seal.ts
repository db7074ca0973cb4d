/**
 * `node services/template/seal.ts` writes into each shipped pack's manifest the assets it has and their hashes, after one of them changed.
 * Nothing at run time calls it: a pack whose hashes are wrong is not handed out, and this is the one way to say that the change was meant.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('./packs/', import.meta.url)
const assetsOf = (id: string) => {
  try {
    return readdirSync(new URL(`${id}/assets/`, folder)).map((name) => `assets/${name}`)
  } catch {
    return []
  }
}

/** Hashes of all assets of a pack, its own before the shared ones of the same path. */
export function hashesOf(id: string): { path: string; sha256: string }[] {
  const own = assetsOf(id)
  const paths = [...new Set([...assetsOf('shared'), ...own])].sort()
  return paths.map((path) => {
    const bytes = readFileSync(new URL(`${own.includes(path) ? id : 'shared'}/${path}`, folder))
    return { path, sha256: createHash('sha256').update(bytes).digest('hex') }
  })
}

if (import.meta.main)
  for (const { name: id } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    if (id === 'shared') continue
    const path = new URL(`${id}/manifest.json`, folder)
    const before = readFileSync(path, 'utf8')
    const list = JSON.stringify(hashesOf(id), null, 2).replaceAll('\n', '\n  ')
    writeFileSync(path, before.replace(/("assets": )\[[\s\S]*?\](?=,?\n {2}"|\n\})/u, `$1${list}`))
  }

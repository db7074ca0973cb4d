import { createHash } from 'node:crypto'
import { zipSync } from 'fflate'
import { loadPacks, sharedFiles } from './packs.ts'

const shared = await sharedFiles()
const landing = (await loadPacks()).get('landing')!
/** The landing pack as somebody would bring it: under another name, without what all packs share. */
export const mine: Record<string, string> = Object.fromEntries(
  Object.entries(landing.files).filter(([path, text]) => text !== shared[path] && path !== 'manifest.json'),
)
export type Manifest = Record<string, any>
export const manifest = (changes: Manifest = {}): Manifest => ({
  ...JSON.parse(landing.files['manifest.json']!),
  id: 'mine',
  ...changes,
})
export const bytesOf = (text: string) =>
  text.startsWith('base64,') ? Buffer.from(text.slice(7), 'base64') : Buffer.from(text)
export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** The pack with some files changed; hashes are made anew, so that only the change itself is at fault. */
export function zipped(files: Record<string, string> = {}, changes: Manifest = {}): Uint8Array {
  const all: Record<string, string> = { ...mine, ...files }
  const base = manifest(changes)
  base.assets = [
    ...base.assets.map((asset: { path: string }) => ({
      path: asset.path,
      sha256: sha256(all[asset.path] ?? shared[asset.path]!),
    })),
    ...(changes.more ?? []),
  ]
  delete base.more
  all['manifest.json'] ??= JSON.stringify(base)
  return zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [path, bytesOf(text)])))
}
export const page = (body: string) => ({
  'pages/contact.liquid': `{% layout 'pages/layout.liquid' %}{% block main %}<h1>x</h1>${body}{% endblock %}`,
})

import { createHash } from 'node:crypto'
import { buildSite } from '../../services/prototype/build.ts'
import * as corpus from '../../services/prototype/corpus.test-support.ts'
import type { Input } from '../../services/prototype/sample.test-support.ts'
import { fillSlots } from '../../services/prototype/slots.ts'
import type { LoadedPack } from '../../services/template/packs.ts'
import { pairs } from './pairs.ts'

const requests: Record<string, Input> = { ...corpus }
/** What every picture was taken of: pack → hash of the first page with its looks, hash of the picture. */
export const recordFile = new URL('../../services/template/packs/previews.json', import.meta.url)
export type Pictured = Record<string, { page: string; picture: string }>

export const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** What a pack shows of itself, filled from its request of the corpus: all files of the site, what the picture of the first page depends on as one hash, and the sample. */
export async function previewed(loaded: LoadedPack) {
  const input = requests[pairs[loaded.pack.id]!]!
  const { files } = await buildSite(loaded, input)
  const shown = Object.keys(files).filter((path) => path === 'index.html' || path.startsWith('assets/'))
  const properties = loaded.pack.slots.properties as Record<string, { minItems?: number }>
  const { values } = fillSlots({
    ...input,
    labels: JSON.parse(loaded.files['labels/en.json']!),
    slotNames: Object.keys(properties),
    itemsMin: properties.items?.minItems ?? 0,
  })
  return {
    files,
    page: sha256(shown.map((path) => files[path]).join('\n')),
    sample: `${JSON.stringify(values, null, 2)}\n`,
  }
}

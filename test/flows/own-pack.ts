// A template pack as an organisation would bring it: one of ours under another name, found by a word of its own.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { operatorKey } from '../platform.ts'
import { root } from '../tree.ts'
import type { Running } from './modes.ts'
import { multipart, multipartType, type Reply, send } from './wire.ts'

const folder = join(root, 'services/template/packs/landing')

/** The archive of a pack `id`, which is chosen for requests with `word` in them. */
export function ownPack(id: string, version: string, word: string): Uint8Array {
  const files = globSync('**/*.*', { cwd: folder }).map((path) => [path, readFileSync(join(folder, path))] as const)
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  const own = { ...manifest, id, version, words: [word, `${word}s of oak`, `${word} makers`] }
  return zipSync({ ...Object.fromEntries(files), 'manifest.json': Buffer.from(JSON.stringify(own)) })
}

/** Brings a pack to the organisation of a host name. */
export const bringPack = (platform: Running, host: string, zip: Uint8Array): Promise<Reply> =>
  send(platform.url, '/api/templates', {
    method: 'POST',
    host,
    token: operatorKey,
    body: multipart([{ field: 'pack', name: 'pack.zip', type: 'application/zip', content: zip }]),
    headers: { 'content-type': multipartType },
  })

// Fixed work that says how quick this machine is right now, so that times of different machines can be compared.
import { createHash } from 'node:crypto'
import { spawnOnce } from './server.ts'

/** Milliseconds for work of the kind our services do: JSON, regular expressions, sorting, hashing. About 0.1 s on a server core. */
export function computeMs(): number {
  const words = Array.from({ length: 20_000 }, (_, i) => `word-${(i * 7_919) % 20_011}`)
  const startedAt = performance.now()
  let length = 0
  for (let i = 0; i < 6; i++) {
    const text = JSON.stringify(words.toSorted())
    length += (JSON.parse(text) as string[]).filter((word) => /7\d*1$/.test(word)).length
    length += createHash('sha256').update(text).digest().length
  }
  if (length === 0) throw new Error('The yardstick measured nothing.')
  return performance.now() - startedAt
}

/** Milliseconds to start Node and end it again, with nothing to run. */
export async function bareStartMs(): Promise<number> {
  const startedAt = performance.now()
  await spawnOnce(process.execPath, ['-e', '0'])
  return performance.now() - startedAt
}

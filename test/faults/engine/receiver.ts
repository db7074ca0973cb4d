// The server of somebody else, where effects go. It writes down each request, and then answers at once, late, with an error, or not at all.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Effect } from '#engine/testing/graph'
import { rootOf } from '#engine/testing/seen'
import { randomFrom } from '../server.ts'

export type Receiver = {
  url: string
  /** What arrived for a run or task somebody started, in order, repeats included. */
  effectsOf(root: string): Effect[]
  figures(): { effects: number; repeated: number; late: number; refused: number; unanswered: number }
  close(): Promise<void>
}

/** Of one step this many requests at most are treated badly, so that every step can succeed within its attempts. */
const badMax = 2

export async function openReceiver(seed: number): Promise<Receiver> {
  const byRoot = new Map<string, Effect[]>()
  const times = new Map<string, number>()
  const figures = { effects: 0, repeated: 0, late: 0, refused: 0, unanswered: 0 }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk)
    } catch {
      return // its sender died in the middle of it
    }
    const effect = JSON.parse(Buffer.concat(chunks).toString()) as Effect
    const { path, value } = effect
    const key = String(request.headers['idempotency-key'])
    const time = (times.get(path) ?? 0) + 1
    times.set(path, time)
    figures.effects++
    if (time > 1) figures.repeated++
    const root = rootOf(path)
    byRoot.set(root, [...(byRoot.get(root) ?? []), { ...effect, key }])
    const manner = time > badMax ? 1 : randomFrom(hashOf(`${seed} ${path} ${time}`))()
    if (manner < 0.05) {
      figures.unanswered++
      return request.socket.destroy()
    }
    if (manner < 0.25) {
      figures.late++
      await pause(40 + manner * 2_000)
    }
    const isFailing = manner > 0.25 && manner < 0.32
    if (isFailing) figures.refused++
    response.writeHead(isFailing ? 500 : effect.isRefused ? 422 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ value }))
  })
  // A connection that the server closes for being idle looks to a step like a failed attempt.
  server.keepAliveTimeout = 600_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/effects`,
    effectsOf: (root) => byRoot.get(root) ?? [],
    figures: () => ({ ...figures }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** FNV-1a: a number for a text. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193)
  return hash >>> 0
}

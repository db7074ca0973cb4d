// Customers with a bad connection: they send, hear nothing, and send again with the same Idempotency-Key until they are told "received".
import { createHash, randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, call, form, type Receipt } from '../flows/client.ts'
import type { Server } from './server.ts'

export type Asked = { key: string; description: string; file?: string }
export type Acknowledged = Asked & { receipt: Receipt; repeats: number }

const ideas = [
  'We need a web shop for hand-made ceramic mugs with payment by card and a newsletter.',
  'A booking page for a bicycle repair shop: customers choose a time and get a reminder by e-mail.',
  'Our choir wants a site with a calendar of concerts, photos and a contact form.',
]

/** What the n-th customer wants; every third sends a file too. */
export function ask(n: number): Asked {
  const key = randomUUID()
  const description = `${ideas[n % ideas.length]} Order ${key}.`
  return {
    key,
    description,
    ...(n % 3 === 0 && { file: `Brief ${key}. The shop must show prices and opening hours.` }),
  }
}

/** Sends it once. Rejects when the connection breaks. */
export async function send(server: Server, { key, description, file }: Asked): Promise<Answer> {
  const files = file ? [{ field: 'files', name: 'brief.txt', content: file, type: 'text/plain' }] : []
  const body = file ? form({ description }, files) : Object.fromEntries(form({ description, consent: '' }))
  return call(server, 'POST', '/api/submissions', {
    body: body instanceof FormData ? body : { ...body, consent: true },
    headers: { 'idempotency-key': key },
  })
}

const patienceMs = 180_000

export type Refused = { at: number; status: number; type: string; retryAfter?: string }
/** Repeats until 201, or until nobody wants to know any more. `onRefused` hears of every other answer; a broken connection is no answer. */
export async function sendUntilAcknowledged(
  server: Server,
  asked: Asked,
  onRefused: (answer: Refused) => void = () => {},
  over?: AbortSignal,
): Promise<Acknowledged> {
  const end = Date.now() + patienceMs
  for (let repeats = 0; Date.now() < end && !over?.aborted; repeats++) {
    const answer = await send(server, asked).catch(() => undefined)
    if (answer?.status === 201) return { ...asked, receipt: answer.body, repeats }
    if (answer)
      onRefused({
        at: Date.now(),
        status: answer.status,
        type: answer.headers.get('content-type') ?? '',
        retryAfter: answer.headers.get('retry-after') ?? undefined,
      })
    await pause(100)
  }
  throw new Error(`No acknowledgement within ${patienceMs} ms.\n${server.log()}`)
}

/** A crowd that keeps asking, each with a pause of 0.4 to 2.4 s between requests, until it is told to leave. Ends with the test. */
export function openCrowd(
  t: TestContext,
  server: Server,
  size: number,
  random: () => number,
  onRefused?: (answer: Refused) => void,
) {
  const acknowledged: Acknowledged[] = []
  const over = new AbortController()
  let isLeaving = false
  let next = 0
  const members = Array.from({ length: size }, async () => {
    while (!isLeaving) {
      acknowledged.push(await sendUntilAcknowledged(server, ask(next++), onRefused, over.signal))
      await pause(400 + random() * 2_000)
    }
  })
  // Heard by `leave`; a test that fails before must not end with a rejection that nobody hears.
  const all = Promise.all(members)
  all.catch(() => {})
  t.after(async () => {
    isLeaving = true
    over.abort()
    await Promise.allSettled(members)
  })
  return {
    acknowledged,
    /** Everybody waits for the last acknowledgement and goes. */
    async leave() {
      isLeaving = true
      await all
    },
  }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { EventsReply, StreamReply } from './service.ts'

/** Sends bytes with their own headers. */
export function sendStream(reply: FastifyReply, result: StreamReply): FastifyReply {
  reply
    .status(result.status ?? 200)
    .type(result.type)
    .headers(result.headers ?? {})
  if (result.bytes !== undefined) reply.header('content-length', result.bytes)
  if (result.etag) reply.header('etag', result.etag)
  return reply.send(result.content instanceof Uint8Array ? Buffer.from(result.content) : result.content)
}

const heartbeatMs = 15_000

/** Sends server-sent events (WHATWG HTML §9.2). A comment every 15 s keeps proxies from closing a quiet stream. */
export function sendEvents(reply: FastifyReply, events: EventsReply, signal: AbortSignal): FastifyReply {
  async function* lines() {
    yield ': open\n\n'
    const source = events[Symbol.asyncIterator]()
    let next = source.next()
    try {
      while (!signal.aborted) {
        let timer: NodeJS.Timeout | undefined
        const quiet = new Promise<undefined>((resolve) => {
          timer = setTimeout(resolve, heartbeatMs, undefined)
        })
        const got = await Promise.race([next, quiet])
        clearTimeout(timer)
        if (!got) {
          yield ': still here\n\n'
          continue
        }
        if (got.done) return
        yield `id: ${got.value.id}\nevent: ${got.value.event}\ndata: ${JSON.stringify(got.value.data)}\n\n`
        next = source.next()
      }
    } finally {
      await source.return?.(undefined)
    }
  }
  return reply
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .type('text/event-stream; charset=utf-8')
    .send(Readable.from(lines()))
}

/** Reads a `Range` header of one range (RFC 9110 §14): undefined when absent or not understood, which means the whole. */
export function readRange(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const start = match[1] === '' ? Math.max(0, bytes - Number(match[2])) : Number(match[1])
  const end = match[1] === '' || match[2] === '' ? bytes - 1 : Math.min(Number(match[2]), bytes - 1)
  return start > end || start >= bytes ? 'unsatisfiable' : { start, end }
}

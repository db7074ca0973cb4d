import type { ServerResponse } from 'node:http'

/** Pages that are open now. */
export type Live = { join(response: ServerResponse): void; announce(event: 'mail' | 'removed'): void; close(): void }

const keepAliveMs = 25_000
const pagesMax = 50

/** Tells every open page, by server-sent events, that the list has changed. */
export function openLive(): Live {
  const pages = new Set<ServerResponse>()
  const timer = setInterval(() => {
    for (const page of pages) page.write(': still here\n\n')
  }, keepAliveMs).unref()
  return {
    join(response) {
      if (pages.size >= pagesMax) {
        response.writeHead(503).end()
        return
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write('retry: 2000\n\n')
      pages.add(response)
      response.on('close', () => pages.delete(response))
      response.on('error', () => pages.delete(response))
    },
    announce(event) {
      for (const page of pages) page.write(`event: ${event}\ndata: {}\n\n`)
    },
    close() {
      clearInterval(timer)
      for (const page of pages) page.end()
    },
  }
}

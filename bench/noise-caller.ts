// Run as a program by bench/noise.ts, so that the caller that makes noise does not slow down the one that measures:
// bench/noise-caller.ts <url> <host> <calls per second> <ms>   makes its calls at each message, and answers with what came back.
import { Agent, get } from 'node:http'
import type { Found } from './noise.ts'

const [url, host, perSecond, forMs] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 16 })

const call = (found: Found) =>
  new Promise<void>((resolve) => {
    get(url!, { headers: { host }, agent }, (reply) => {
      if (reply.statusCode === 429) found.refused++
      if (reply.statusCode === 429 && !reply.headers['retry-after']) found.unsaid++
      reply.resume().once('end', resolve)
    }).once('error', () => {
      found.failed++
      resolve()
    })
  })

process.on('message', () => {
  const found = { sent: 0, refused: 0, unsaid: 0, failed: 0 }
  const calls: Promise<void>[] = []
  const startedAt = performance.now()
  const timer = setInterval(() => {
    const passedMs = performance.now() - startedAt
    for (const due = (Math.min(passedMs, Number(forMs)) / 1_000) * Number(perSecond); found.sent < due; found.sent++)
      calls.push(call(found))
    if (passedMs < Number(forMs)) return
    clearInterval(timer)
    void Promise.all(calls).then(() => process.send!(found))
  }, 5)
})

// Run as a program by bench/tenants.ts, so that the caller that makes noise does not slow down the one that measures:
// node bench/noise.ts <url> <host> <calls per second> <ms>   prints what came back as one line of JSON.
import { Agent, get } from 'node:http'

const [url, host, perSecond, forMs] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 16 })
const found = { sent: 0, refused: 0, unsaid: 0, failed: 0 }
const startedAt = performance.now()

const call = () =>
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

const calls: Promise<void>[] = []
const timer = setInterval(() => {
  const passedMs = performance.now() - startedAt
  for (const due = (Math.min(passedMs, Number(forMs)) / 1_000) * Number(perSecond); found.sent < due; found.sent++)
    calls.push(call())
  if (passedMs < Number(forMs)) return
  clearInterval(timer)
  void Promise.all(calls).then(() => {
    console.log(JSON.stringify(found))
    agent.destroy()
  })
}, 5)

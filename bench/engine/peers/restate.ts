// Restate: durable functions called by a server of its own with a log of its own (RocksDB, flushed before it answers). Served over HTTP/2, as its SDK does.
import { createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { crowdSteps, crowdSum, expect, type Place, type Program, sequenceSteps, sequenceSum } from '../program.ts'
import { installed } from './installed.ts'

type Context = { run(name: string, action: () => number): Promise<number> }

export async function open({ restate }: Place): Promise<Program> {
  const { createEndpointHandler, service } = await installed('@restatedev/restate-sdk')
  const { ingressUrl, adminUrl } = restate!
  let begin: (number: number) => void = () => {}
  const steps = (count: number) => async (ctx: Context, n: number) => {
    let sum = n
    for (let i = 0; i < count; i++) sum += await ctx.run(`step ${i}`, () => i)
    return sum
  }
  const bench = service({
    name: 'bench',
    handlers: {
      sequence: steps(sequenceSteps),
      crowd: steps(crowdSteps),
      noop: async (_ctx: Context, n: number) => begin(n),
    },
  })
  const server = createServer(createEndpointHandler({ services: [bench], logger: () => {} }))
  let isServed = false
  /** Restate calls the service where it was registered last. */
  async function serve(): Promise<void> {
    if (isServed) return
    isServed = true
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await post(`${adminUrl}/deployments`, { uri, force: true })
  }
  async function post(url: string, body: unknown): Promise<any> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`Restate answers ${response.status}: ${await response.text()}`)
    return response.json()
  }
  return {
    flows: {
      async sequence() {
        await serve()
        expect(await post(`${ingressUrl}/bench/sequence`, 0), sequenceSum)
      },
      async crowd(count) {
        await serve()
        await Promise.all(
          Array.from({ length: count }, async (_, n) =>
            expect(await post(`${ingressUrl}/bench/crowd`, n), crowdSum(n)),
          ),
        )
      },
    },
    queue: {
      putOne: async (n) => void (await post(`${ingressUrl}/bench/noop/send`, n)),
      async work(onBegin) {
        begin = onBegin
        await serve()
        return async () => {}
      },
    },
    async close() {
      server.close()
    },
  }
}

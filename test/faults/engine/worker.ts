// One process of the engine, until it is ended. Arguments: the database, the receiver of effects, how long an idle run stays in memory, in ms.
import { openWorker } from '#engine/testing'
import { silent } from '#platform/testing'
import { openFlows } from './flows.ts'

const [url, receiverUrl, idleMs] = process.argv.slice(2) as [string, string, string]
const { grown, tick, works } = openFlows(receiverUrl)
const log = { ...silent, error: (...said: unknown[]) => console.error(...said.map((s) => JSON.stringify(s))) }
// Whoever started us is gone: nobody would end us.
process.on('disconnect', () => process.exit(1))
try {
  const worker = await openWorker(url, [grown, tick], works, { log, idleMs: Number(idleMs) })
  process.once('SIGTERM', async () => {
    await worker.engine.drain(1_000)
    await worker.close()
    process.exit(0)
  })
  process.send!('ready')
} catch (error) {
  // The database is away at this very moment; a supervisor starts us again.
  console.error(error)
  process.exit(75)
}

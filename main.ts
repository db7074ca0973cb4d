import { resolve } from 'node:path'
import { chooseAdapters } from '#adapters/choose'
import { openEngine } from '#engine/engine'
import { engineSchema } from '#engine/engine.sql'
import { startThrough } from '#engine/start'
import { type ConfigProblem, environment, keptSecret, PlatformConfig, readConfig } from '#platform/config'
import { startHost } from '#platform/host'
import { openLog } from '#platform/log'
import { stopOnSignals } from '#platform/shutdown'
import { contracts } from './services/contracts.ts'
import { inventory } from './services/index.ts'
import { buildWebWhenStale } from './web/build.ts'

// Read config.
const env = environment()
const problems: ConfigProblem[] = []
const config = readConfig(PlatformConfig, '', env, problems)
const log = openLog(config.logLevel)

// Choose services. The mailbox catches mail for development: with a real mail server it never starts.
const chosen = config.services?.split(',').map((name) => name.trim()) ?? Object.keys(inventory)
const unknown = chosen.filter((name) => !inventory[name])
if (unknown.length > 0)
  problems.push({
    name: 'SERVICES',
    message: `has ${unknown.join(', ')}; there are ${Object.keys(inventory).join(', ')}`,
  })
const started = chosen.filter((name) => inventory[name] && !(name === 'mailbox' && config.smtpUrl))
const services = (await Promise.all(started.map((name) => inventory[name]!()))).map((m) => m.default)
const configs = new Map(
  services.map((s) => [s.contract.name, readConfig(s.needs.config, s.contract.name, env, problems)]),
)
if (problems.length > 0) {
  for (const { name, message } of problems) console.error(`${name} ${message}`)
  console.error('Nothing was started. docs/config.md explains every setting.')
  process.exit(2)
}

// Choose adapters.
const secretKey = config.secretKey ?? keptSecret(config.dataDir, 'secret.key')
const operatorKey = config.operatorKey ?? keptSecret(config.dataDir, 'operator.key')
if (started.includes('gateway')) await buildWebWhenStale({ log: (line) => log.info({}, line) })
const { stop, ...chosenAdapters } = await chooseAdapters(config, configs, log)

// Start.
try {
  const engine = { schema: engineSchema, open: openEngine, startThrough }
  const host = await startHost({
    config,
    configs,
    services,
    contracts,
    ...chosenAdapters,
    log,
    secretKey,
    operatorKey,
    engine,
  })
  stopOnSignals(log, async () => {
    await host.close()
    await stop()
  })
  log.info({ services: started, url: host.publicUrl(), data: resolve(config.dataDir) }, 'ready')
  if (process.stdout.isTTY)
    console.log(`\nStateX is ready: ${host.publicUrl()}   API reference: ${host.publicUrl()}/docs   Ctrl+C stops it.\n`)
} catch (error) {
  log.error({ err: error }, 'not started')
  await chosenAdapters.database.close().catch(() => {})
  await stop()
  process.exit(1)
}

import { resolve } from 'node:path'
import { chooseAdapters } from '#adapters/choose'
import { openEngine } from '#engine/engine'
import { engineMigrations, grantTo } from '#engine/engine.sql'
import { startThrough } from '#engine/start'
import { type ConfigProblem, environment, keptSecret, PlatformConfig, readConfig } from '#platform/config'
import { startHost } from '#platform/host'
import { openLog } from '#platform/log'
import { stopOnSignals } from '#platform/shutdown'
import { contracts } from './services/contracts.ts'
import { inventory } from './services/index.ts'
import { buildWebWhenStale } from './web/build.ts'

// Read config. Everything that is wrong is said at once.
const env = environment()
const problems: ConfigProblem[] = []
const config = readConfig(PlatformConfig, '', env, problems)
const log = openLog(config.logLevel)

// Choose services.
const chosen = config.services?.split(',').map((name) => name.trim()) ?? Object.keys(inventory)
const known = chosen.filter(
  (name) =>
    inventory[name] ||
    !problems.push({ name: 'SERVICES', message: `"${name}" is none of ${Object.keys(inventory).join(', ')}` }),
)
const all = (await Promise.all(known.map((name) => inventory[name]!()))).map((m) => m.default)
// The mailbox catches mail for development. With a real mail server it never starts.
const services = all.filter((s) => s.contract.name !== 'mailbox' || !config.smtpUrl)
const configs = new Map(
  services.map((s) => [
    s.contract.name,
    s.needs.config ? readConfig(s.needs.config, s.contract.name.toUpperCase(), env, problems) : {},
  ]),
)
if (problems.length > 0) {
  for (const { name, message } of problems) console.error(`${name} ${message}`)
  console.error('Nothing was started. See docs/config.md.')
  process.exit(2)
}

// Choose adapters.
const secretKey = config.secretKey ?? keptSecret(config.dataDir, 'secret.key')
const operatorKey = config.operatorKey ?? keptSecret(config.dataDir, 'operator.key')
const runsGateway = chosen.includes('gateway')
if (runsGateway) await buildWebWhenStale({ log: (line) => log.info({}, line) })
const { adapters, database, wake, stop } = await chooseAdapters(config, configs, log)

// Start.
const host = await startHost({
  config,
  configs,
  services,
  contracts,
  adapters,
  database,
  wake,
  log,
  secretKey,
  operatorKey,
  engine: {
    schema: {
      schema: 'engine',
      migrations: engineMigrations,
      grants: (role) => [grantTo(role)],
      tablesWithoutTenant: { workers: 'processes' },
    },
    open: openEngine,
    startThrough,
  },
})
stopOnSignals(log, async () => {
  await host.close()
  await stop()
})
log.info(
  { services: services.map((s) => s.contract.name), url: host.publicUrl(), data: resolve(config.dataDir) },
  'ready',
)

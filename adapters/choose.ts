import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { filesystemBlobs } from '#adapters/blobs/filesystem'
import { smtpMail } from '#adapters/mail/smtp'
import { installedOcr } from '#adapters/ocr/installed'
import { pocketsphinxSpeech } from '#adapters/speech/pocketsphinx'
import { keptSecret, type PlatformConfig } from '#platform/config'
import { type Database, openDatabase } from '#platform/database'
import { openKeyring } from '#platform/envelope'
import type { Adapters } from '#platform/ports'
import type { Log } from '#platform/service'
import { openTenantRows } from '#platform/tenants'
import { openWake, type Wake } from '#platform/wake'

export type Chosen = { adapters: Adapters; database: Database; wake: Wake; stop(): Promise<void> }

/** Picks an implementation for each port from the configuration. Without any, everything is embedded. `stop` ends what was started here. */
export async function chooseAdapters(config: PlatformConfig, configs: Map<string, unknown>, log: Log): Promise<Chosen> {
  const directory = resolve(config.dataDir)
  const embedded = config.databaseUrl ? undefined : await startEmbedded(directory, log)
  const onError = (error: Error) => log.warn({ err: error.message }, 'database connection lost')
  const database = openDatabase({
    url: config.databaseUrl ?? embedded!.url,
    connectionsMax: config.databaseConnectionsMax,
    onError,
  })
  const wake = await openWake(database, onError)
  const mail = smtpMail({ url: config.smtpUrl ?? (await mailboxUrl(config, configs)), from: config.mailFrom })
  const blobs = filesystemBlobs({ directory: join(directory, 'blobs') })
  const speech = await chooseSpeech(config)
  // What speaks to a model is loaded where one is configured: 16 MB.
  const models = config.models && (await import('#adapters/models/models')).openModels(config.models)
  const keyring = openKeyring(listed(config.sealingKeys ?? keptSecret(directory, 'sealing.key')))
  return {
    adapters: {
      blobs,
      mail,
      speech,
      ocr: installedOcr(log),
      keyring,
      ...(models && { models }),
      tenants: openTenantRows(database),
    },
    database,
    wake,
    stop: async () => embedded?.stop(),
  }
}

const listed = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((key) => key.trim())
    .filter(Boolean)

async function startEmbedded(directory: string, log: Log) {
  const { startEmbeddedPostgres } = await import('#adapters/postgres/embedded')
  return startEmbeddedPostgres({ directory, log })
}

/** Address of the built-in mailbox. Here its port is settled, so that the sender knows it even when the usual one is taken. */
async function mailboxUrl(config: PlatformConfig, configs: Map<string, unknown>): Promise<string> {
  const mailbox = configs.get('mailbox') as { smtpPort: number } | undefined
  if (!mailbox) return `smtp://127.0.0.1:${config.mailboxSmtpPort}`
  while (!(await isFree(mailbox.smtpPort))) mailbox.smtpPort++
  return `smtp://127.0.0.1:${mailbox.smtpPort}`
}

const isFree = (port: number) =>
  new Promise<boolean>((resolvePort) => {
    const probe = createServer()
    probe.once('error', () => resolvePort(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolvePort(true)))
  })

async function chooseSpeech({ speechUrl, speechKey, speechModel }: PlatformConfig): Promise<Adapters['speech']> {
  if (!speechUrl) return pocketsphinxSpeech()
  const { openaiSpeech } = await import('#adapters/speech/openai')
  return openaiSpeech({ url: speechUrl, key: speechKey, model: speechModel })
}

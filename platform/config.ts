import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { OneOf, type Static, T, type TSchema } from './contract.ts'
import { problemWith } from './validate.ts'

const ModelProvider = T.Object(
  {
    kind: OneOf(['openai', 'anthropic']),
    url: T.Optional(T.String({ pattern: '^https?://' })),
    key: T.Optional(T.String()),
    model: T.String({ minLength: 1 }),
    prices: T.Optional(
      T.Object({
        currency: T.String({ pattern: '^[A-Z]{3}$' }),
        inMicros: T.Integer({ minimum: 0 }),
        outMicros: T.Integer({ minimum: 0 }),
      }),
    ),
  },
  { additionalProperties: false },
)

/** Everything that concerns the process as a whole. Each service adds its own under `<SERVICE>_<NAME>`. */
export const PlatformConfig = T.Object({
  services: T.Optional(T.String({ description: 'Comma-separated services to run in this process; all when absent.' })),
  serviceUrl: T.Optional(
    T.String({
      description:
        'Address of the services that run elsewhere; `{service}` and `{port}` are filled in, as in `http://{service}:{port}`.',
    }),
  ),
  host: T.String({
    default: '127.0.0.1',
    description: 'Address to listen on. `0.0.0.0` opens the port to the network.',
  }),
  port: T.Optional(
    T.Integer({
      minimum: 0,
      maximum: 65535,
      description:
        'Port to listen on. Absent: 8080, or the next free one. The service’s own port when it runs without the gateway.',
    }),
  ),
  publicUrl: T.Optional(
    T.String({
      description: 'Address people reach this installation at, used in mails; `http://<host>:<port>` when absent.',
    }),
  ),
  prototypePort: T.Optional(
    T.Integer({
      minimum: 0,
      maximum: 65535,
      description:
        'Port of prototypes, which makes an origin of their own, opened beside the gateway. Absent: 8090, or the next free one, and none when `PUBLIC_URL` is set. 0: none; without `PROTOTYPE_URL` they come from the origin of the application then, in a sandbox.',
    }),
  ),
  prototypeUrl: T.Optional(
    T.String({
      pattern: '^https?://',
      description:
        'Origin of prototypes behind a proxy that keeps the `Host`, to the port of the gateway or to `PROTOTYPE_PORT`. `{host}` is the host of the application, needed when there are tenants by host; `{id}` gives each prototype an origin of its own, as in `https://{id}.prototypes.example.com`. Needs `PUBLIC_URL`.',
    }),
  ),
  dataDir: T.String({ default: '.statex', description: 'Folder for the embedded database, files and secrets.' }),
  databaseUrl: T.Optional(
    T.String({ description: 'PostgreSQL 15 or newer; the embedded PostgreSQL 18 when absent.', secret: true }),
  ),
  databaseConnectionsMax: T.Integer({ default: 16, minimum: 4, description: 'Connections of this process.' }),
  secretKey: T.Optional(
    T.String({
      minLength: 32,
      description:
        'Signs request tokens and calls between services; made once and kept in the data folder when absent.',
      secret: true,
    }),
  ),
  sealingKeys: T.Optional(
    T.String({
      pattern: '^[^,]{32,}(,[^,]{32,})*$',
      description:
        'Comma-separated keys of 32 characters or more that encrypt stored secrets: the first one seals, all of them open. Absent: the lines of `sealing.key` in the data folder, made once. To rotate, put a new one first, restart, run `statex secrets rewrap`, and remove the old one.',
      secret: true,
    }),
  ),
  operatorKey: T.Optional(
    T.String({
      minLength: 24,
      description: 'Bearer token of the operator; made once and kept in the data folder when absent.',
      secret: true,
    }),
  ),
  tenantHosts: T.Optional(
    T.String({
      description:
        'Host name → tenant, as in `acme.example.com=ten_acme,b.example.com=ten_b`. Other hosts are the tenant `ten_default`.',
    }),
  ),
  smtpUrl: T.Optional(
    T.String({
      description: 'SMTP server, `smtp[s]://user:password@host:port`; the built-in mailbox when absent.',
      secret: true,
    }),
  ),
  mailFrom: T.String({ default: 'StateX <noreply@statex.test>', description: 'Sender of mails.' }),
  mailboxSmtpPort: T.Integer({
    default: 1025,
    minimum: 0,
    maximum: 65535,
    description: 'Where mails go without SMTP_URL when the mailbox runs in another process of this machine.',
  }),
  speechUrl: T.Optional(
    T.String({
      description:
        'Transcription service with OpenAI’s `POST /audio/transcriptions`, up to and including its version, as in `http://127.0.0.1:8000/v1`. Absent: PocketSphinx of this machine (Debian: `pocketsphinx pocketsphinx-en-us ffmpeg`), or none.',
    }),
  ),
  speechKey: T.Optional(T.String({ description: 'Bearer token for `SPEECH_URL`.', secret: true })),
  speechModel: T.String({ default: 'whisper-1', description: 'Model asked for at `SPEECH_URL`.' }),
  models: T.Optional(
    T.Array(ModelProvider, {
      minItems: 1,
      description:
        'Language models in order of preference, as JSON: `[{"kind": "openai", "url": "http://127.0.0.1:11434/v1", "model": "llama3.2"}]`. `openai` is any server with `POST /chat/completions`, `anthropic` its own API; `prices` per million tokens, in millionths of the currency, make costs visible. Absent: rules only.',
      secret: true,
    }),
  ),
  eventsDays: T.Integer({
    default: 90,
    minimum: 1,
    description: 'Events that every listener has finished are removed after this many days.',
  }),
  logLevel: T.String({ default: 'info', description: '`debug`, `info`, `warn` or `error`.' }),
  trustedProxies: T.Optional(
    T.String({
      description:
        'Comma-separated addresses or networks of reverse proxies whose `X-Forwarded-For` is believed, as in `127.0.0.1,10.0.0.0/8`; none when absent. Without it everyone behind a proxy shares one rate limit.',
    }),
  ),
  corsOrigins: T.Optional(
    T.String({ description: 'Comma-separated origins that may call the API from a browser; none when absent.' }),
  ),
  testDatabaseUrl: T.Optional(
    T.String({ description: 'Server the tests make their scratch databases on. Set by the test runner.' }),
  ),
})
export type PlatformConfig = Static<typeof PlatformConfig>

/** `smtpUrl` → `SMTP_URL`; with a prefix, `NOTIFICATION_SMTP_URL`. */
export const envName = (property: string, prefix = ''): string =>
  (prefix ? `${prefix}_` : '').concat(property.replace(/[A-Z]/g, (c) => `_${c}`)).toUpperCase()

export type ConfigProblem = { name: string; message: string }

/** Reads one schema from the environment. Appends to `problems` instead of throwing, so that a boot can list everything that is wrong at once. */
export function readConfig<S extends TSchema>(
  schema: S | undefined,
  prefix: string,
  env: Record<string, string | undefined>,
  problems: ConfigProblem[],
): Static<S> {
  const out: Record<string, unknown> = {}
  if (!schema) return out as Static<S>
  const required = new Set((schema as { required?: string[] }).required ?? [])
  for (const [property, rule] of Object.entries(
    (schema as unknown as { properties: Record<string, Rule> }).properties,
  )) {
    const name = envName(property, prefix)
    const text = env[name]
    if (text === undefined || text === '') {
      if (rule.default !== undefined) out[property] = structuredClone(rule.default)
      else if (required.has(property)) problems.push({ name, message: `is missing: ${rule.description ?? 'required'}` })
      continue
    }
    const value = fromText(rule, text)
    const message =
      value === undefined
        ? `must be of type ${rule.type}`
        : typeof value === 'object'
          ? problemWith(rule as TSchema, value)
          : broken(rule, value)
    if (message) problems.push({ name, message })
    else out[property] = value
  }
  return out as Static<S>
}
type Rule = {
  type?: string
  default?: unknown
  description?: string
  minimum?: number
  maximum?: number
  minLength?: number
  pattern?: string
  enum?: unknown[]
}

function fromText(rule: Rule, text: string): unknown {
  if (rule.type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : undefined
  if (rule.type === 'number') return Number.isFinite(Number(text)) ? Number(text) : undefined
  if (rule.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined
  if (rule.type === 'object' || rule.type === 'array') {
    try {
      return JSON.parse(text)
    } catch {
      return undefined
    }
  }
  return text
}
function broken(rule: Rule, value: unknown): string | undefined {
  if (typeof value === 'number' && rule.minimum !== undefined && value < rule.minimum)
    return `must be at least ${rule.minimum}`
  if (typeof value === 'number' && rule.maximum !== undefined && value > rule.maximum)
    return `must be at most ${rule.maximum}`
  if (typeof value === 'string' && rule.minLength !== undefined && value.length < rule.minLength)
    return `must have at least ${rule.minLength} characters`
  if (typeof value === 'string' && rule.pattern && !new RegExp(rule.pattern).test(value))
    return `must fit ${rule.pattern}`
  if (rule.enum && !rule.enum.includes(value)) return `must be one of ${rule.enum.join(', ')}`
  return undefined
}

/** The only reader of the environment. Blank lines of a `.env` file are not read: pass it with Node's `--env-file`. */
export const environment = (): Record<string, string | undefined> => process.env

/** A secret that lives in the data folder: made at the first start, the same ever after, readable by the owner only. */
export function keptSecret(dataDir: string, name: string): string {
  const path = join(resolve(dataDir), name)
  mkdirSync(resolve(dataDir), { recursive: true })
  if (!existsSync(path)) {
    // Written beside and linked: whole or not there, and one winner when several processes start together.
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 })
    try {
      linkSync(draft, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      unlinkSync(draft)
    }
  }
  const secret = readFileSync(path, 'utf8').trim()
  if (secret.length < 32)
    throw new Error(`${path} is damaged: remove it (links sent so far stop working) or restore it from a backup.`)
  return secret
}

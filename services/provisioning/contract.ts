import { defineContract, Id, OneOf, type Static, T, Time } from '#platform/contract'

export const TenantId = T.String({
  pattern: '^ten_[a-z0-9]{1,40}$',
  description: 'Identifier of an organisation: `ten_` and letters or digits.',
})
export const Slug = T.String({
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  minLength: 3,
  maxLength: 40,
  description: 'Short name in addresses: lower-case letters and digits, parts joined by single hyphens (RFC 1123).',
})
export const HostName = T.String({
  pattern: '^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$',
  description: 'Host name without a port, in lower case.',
})
export const TenantState = OneOf(
  ['preparing', 'active', 'suspended', 'closing'],
  'suspended and closing are read-only.',
)
export type TenantState = Static<typeof TenantState>

export const limitNames = [
  'storageBytes',
  'requestsPerMonth',
  'runsAtOnce',
  'seats',
  'apiPerMinute',
  'functionMsPerMonth',
] as const
const most = (description: string) => T.Optional(T.Integer({ minimum: 0, maximum: 2 ** 50, description }))
export const Limits = T.Object(
  {
    storageBytes: most('Bytes of all files that were sent in with requests and are kept.'),
    requestsPerMonth: most('Requests taken in one calendar month (UTC).'),
    runsAtOnce: T.Optional(
      T.Integer({ minimum: 1, maximum: 1_000_000, description: 'Requests worked on at the same time; more wait.' }),
    ),
    seats: most('People with access to the organisation, open invitations included.'),
    apiPerMinute: most('API requests per minute and gateway process.'),
    functionMsPerMonth: most(
      'Time of own functions in one calendar month, in ms. Declared; nothing runs own functions yet.',
    ),
  },
  { additionalProperties: false, description: 'What is absent has no limit.' },
)
export type Limits = Static<typeof Limits>
export type LimitName = keyof Limits

export const Plan = T.Object(
  {
    name: T.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    title: T.String({ minLength: 1, maxLength: 80 }),
    softPercent: T.Integer({
      minimum: 1,
      maximum: 100,
      default: 80,
      description: 'From this share of a limit on, it is said to be near.',
    }),
    limits: Limits,
  },
  { additionalProperties: false },
)
export type Plan = Static<typeof Plan>

/** What an organisation may do right now: asked by whoever takes something in, and kept by them for a while. */
export const Bounds = T.Object({
  tenant: T.String(),
  state: TenantState,
  plan: T.String(),
  softPercent: T.Integer(),
  limits: Limits,
  url: T.Optional(
    T.String({ description: 'Where the organisation is found; absent: at the address of the installation.' }),
  ),
})
export type Bounds = Static<typeof Bounds>

const Colour = T.String({ pattern: '^#[0-9a-f]{6}$', description: 'sRGB as in CSS, such as `#1d4ed8`.' })
export const Branding = T.Object(
  {
    primary: T.Optional(Colour),
    accent: T.Optional(Colour),
    logo: T.Optional(
      T.String({
        maxLength: 200_000,
        pattern: '^data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$',
        description: 'Picture as a data URL (RFC 2397): PNG, JPEG or WebP, at most 150 kB.',
      }),
    ),
    senderName: T.Optional(
      T.String({
        minLength: 1,
        maxLength: 80,
        pattern: '^[^\\p{Cc}<>"@]+$',
        description: 'Who signs the mails; the name of the organisation when absent.',
      }),
    ),
    replyTo: T.Optional(T.String({ format: 'email', maxLength: 320, description: 'Where answers to mails go.' })),
  },
  { additionalProperties: false },
)
/** What an organisation has chosen. What is absent is as the installation has it. */
export const Settings = T.Object(
  {
    name: T.Optional(
      T.String({ minLength: 1, maxLength: 120, pattern: '\\S', description: 'Name of the organisation, for people.' }),
    ),
    country: T.Optional(
      T.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2: whose public holidays count.' }),
    ),
    region: T.Optional(
      T.String({
        pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$',
        description: 'ISO 3166-2, where holidays differ within the country.',
      }),
    ),
    currency: T.Optional(T.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code of all prices. Needs rates.' })),
    rates: T.Optional(
      T.Object(
        {
          minorPerHour: T.Integer({
            minimum: 0,
            maximum: 1_000_000_000,
            description: 'Price of one hour in minor units of the currency.',
          }),
        },
        { additionalProperties: false },
      ),
    ),
    timeZone: T.Optional(
      T.String({
        maxLength: 60,
        examples: ['Europe/Prague'],
        description: 'IANA time zone. Kept and told; nothing uses it yet.',
      }),
    ),
    languages: T.Optional(
      T.Array(T.String({ pattern: '^[a-z]{2}$' }), {
        minItems: 1,
        maxItems: 20,
        description: 'ISO 639-1, the preferred one first. Kept and told; nothing uses it yet.',
      }),
    ),
    branding: T.Optional(Branding),
    retentionDays: T.Optional(
      T.Integer({
        minimum: 1,
        maximum: 36_500,
        description: 'How long finished requests are to be kept. Kept and told; nothing uses it yet.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type Settings = Static<typeof Settings>

const Url = T.Optional(
  T.String({ description: 'Where the organisation is found; absent: at the address of the installation.' }),
)
/** The settings as other services see them. */
export const OwnSettings = T.Object({ ...Settings.properties, url: Url })
export type OwnSettings = Static<typeof OwnSettings>

export const stepNames = [
  'workspace',
  'roles',
  'storage',
  'project',
  'templates',
  'sender',
  'address',
  'sample',
  'ready',
] as const
export const PrepareStep = T.Object({
  name: OneOf(stepNames),
  state: OneOf(['waiting', 'running', 'done', 'failed', 'skipped']),
  detail: T.Optional(T.String({ description: 'What came of it, or why it was skipped or failed. For people.' })),
  startedAt: T.Optional(Time),
  finishedAt: T.Optional(Time),
})
export type PrepareStep = Static<typeof PrepareStep>

export const Preparation = T.Object({
  id: TenantId,
  slug: Slug,
  name: T.String(),
  state: TenantState,
  steps: T.Array(PrepareStep),
  url: T.Optional(T.String({ description: 'Where the organisation works, once it is ready.' })),
})
export type Preparation = Static<typeof Preparation>

export const Tenant = T.Object({
  id: TenantId,
  slug: Slug,
  name: T.String(),
  state: TenantState,
  plan: T.String(),
  limits: T.Optional(Limits),
  hosts: T.Array(T.String()),
  reason: T.Optional(T.String({ description: 'Why it is suspended, for people.' })),
  createdAt: Time,
  erasesAt: T.Optional(Time),
})
export type Tenant = Static<typeof Tenant>

export const Used = T.Object({
  limit: OneOf(limitNames),
  max: T.Optional(T.Integer({ description: 'Absent: no limit.' })),
  used: T.Optional(T.Integer({ description: 'Absent: not measured.' })),
  state: OneOf(['free', 'near', 'reached', 'unmeasured']),
  resets: T.Optional(T.String({ format: 'date-time', description: 'When it begins anew; absent for what does not.' })),
  note: T.Optional(T.String({ description: 'For people.' })),
})
export type Used = Static<typeof Used>

export const ExportId = Id('exp')
export const Export = T.Object({
  id: ExportId,
  state: OneOf(['running', 'ready', 'failed', 'expired']),
  createdAt: Time,
  bytes: T.Optional(T.Integer()),
  sha256: T.Optional(T.String({ description: 'SHA-256 of the archive, in hexadecimal.' })),
  rows: T.Optional(T.Integer()),
  files: T.Optional(T.Integer()),
  expiresAt: T.Optional(Time),
  reason: T.Optional(T.String()),
})
export type Export = Static<typeof Export>

export const ErasureId = Id('era')
const Erased = T.Object({ table: T.String(), rows: T.Integer() })
/** Says what was erased. `signature` is Ed25519 (RFC 8032) over the JSON text of `receipt`, base64url. */
export const Receipt = T.Object({
  erasure: ErasureId,
  tenant: T.String(),
  askedAt: Time,
  erasedAt: Time,
  tables: T.Array(Erased),
  rows: T.Integer(),
  files: T.Object({ count: T.Integer(), bytes: T.Integer() }),
  people: T.Integer({ description: 'Accounts of people who belonged to no other organisation.' }),
  passes: T.Integer({ description: 'How often everything was searched, until twice in a row nothing was left.' }),
  left: T.Array(Erased, { description: 'Tables without tenants in which the identifier still stands.' }),
  beyond: T.Array(T.String(), { description: 'What this installation cannot erase.' }),
})
export type Receipt = Static<typeof Receipt>
export const Erasure = T.Object({
  id: ErasureId,
  state: OneOf(['waiting', 'erasing', 'done', 'cancelled']),
  askedAt: Time,
  dueAt: Time,
  receipt: T.Optional(T.String({ description: 'The receipt as JSON text, as it was signed.' })),
  signature: T.Optional(T.String()),
})
export type Erasure = Static<typeof Erasure>
const Asked = T.Object({
  ...Erasure.properties,
  token: T.String({ description: 'Opens the erasure and its receipt when the organisation is gone.' }),
  link: T.String(),
})

const none = T.Object({})
const byTenant = T.Object({ tenantId: TenantId })
const byExport = T.Object({ exportId: ExportId })
const unknown = { not_found: 404 } as const

export const provisioning = defineContract({
  name: 'provisioning',
  summary: 'A tenant’s life: sign-up, plan and limits, settings, suspension, export, erasure.',
  port: 8021,
  routes: {
    signUp: {
      method: 'POST',
      path: '/sign-up',
      access: 'public',
      summary:
        'Makes an organisation and its owner, and prepares its place step by step. Asking again with the same name and address joins the first.',
      body: T.Object(
        {
          organisation: T.String({
            minLength: 1,
            maxLength: 120,
            pattern: '\\S',
            description: 'Name of the organisation.',
          }),
          slug: Slug,
          address: T.String({
            format: 'email',
            maxLength: 320,
            description:
              'E-mail address of the owner, who gets a link that makes their account: an address is proved before it owns anything.',
          }),
          language: T.Optional(T.String({ pattern: '^[a-z]{2}$', description: 'ISO 639-1.' })),
        },
        { additionalProperties: false },
      ),
      reply: T.Object({
        id: TenantId,
        token: T.String({ description: 'Opens the progress. Send it as `Authorization: Bearer …`.' }),
        links: T.Object({ self: T.String(), events: T.String() }),
      }),
      status: 202,
      errors: { slug_taken: 409, sign_up_closed: 403, too_many_sign_ups: 429, not_accepted: 422 },
    },
    progress: {
      method: 'GET',
      path: '/sign-up/:id',
      access: 'user',
      subject: 'id',
      summary: 'How far the preparation of an organisation is.',
      params: T.Object({ id: TenantId }),
      reply: Preparation,
      errors: unknown,
    },
    progressEvents: {
      method: 'GET',
      path: '/sign-up/:id/events',
      access: 'user',
      subject: 'id',
      summary: 'Streams the steps (`event: step`), and at the end `event: ready`. Resumes after `Last-Event-ID`.',
      params: T.Object({ id: TenantId }),
      reply: 'events',
      errors: unknown,
    },
    about: {
      method: 'GET',
      path: '/tenant',
      access: 'public',
      summary: 'The organisation at this address, for its pages: name, state, languages, branding.',
      reply: T.Object({
        name: T.Optional(T.String()),
        slug: T.Optional(T.String()),
        state: TenantState,
        languages: T.Optional(T.Array(T.String())),
        branding: T.Optional(Branding),
      }),
    },
    readSettings: {
      method: 'GET',
      path: '/tenant/settings',
      access: { user: 'provisioning.read' },
      summary: 'What the organisation has chosen.',
      reply: Settings,
    },
    changeSettings: {
      method: 'PUT',
      path: '/tenant/settings',
      access: { user: 'provisioning.write' },
      summary: 'Replaces what the organisation has chosen; what is absent is as the installation has it.',
      body: Settings,
      reply: Settings,
      errors: { rates_needed: 422, unknown_time_zone: 422, region_elsewhere: 422 },
    },
    usage: {
      method: 'GET',
      path: '/tenant/usage',
      access: { user: 'provisioning.read' },
      summary: 'The plan, and what of each limit is used.',
      reply: T.Object({ plan: Plan, month: T.String(), usage: T.Array(Used) }),
    },
    addHost: {
      method: 'PUT',
      path: '/tenant/hosts/:host',
      access: 'operator',
      summary: 'Makes a host name lead to the organisation.',
      params: T.Object({ host: HostName }),
      reply: T.Object({ hosts: T.Array(T.String()) }),
      errors: { host_taken: 409, too_many_hosts: 409 },
    },
    removeHost: {
      method: 'DELETE',
      path: '/tenant/hosts/:host',
      access: 'operator',
      summary: 'Takes a host name away from the organisation.',
      params: T.Object({ host: HostName }),
      reply: T.Object({ hosts: T.Array(T.String()) }),
      errors: unknown,
    },
    startExport: {
      method: 'POST',
      path: '/tenant/exports',
      access: { user: 'provisioning.export' },
      stepUp: true,
      summary: 'Makes an archive of every row and file of the organisation.',
      reply: Export,
      status: 202,
      errors: { still_running: 409 },
    },
    listExports: {
      method: 'GET',
      path: '/tenant/exports',
      access: { user: 'provisioning.export' },
      summary: 'Lists the archives, newest first.',
      reply: T.Object({ exports: T.Array(Export) }),
    },
    download: {
      method: 'GET',
      path: '/tenant/exports/:exportId/archive',
      access: { user: 'provisioning.export' },
      summary: 'The archive (ZIP) with its manifest and the SHA-256 of each row and file. Ranges supported.',
      params: byExport,
      reply: 'stream',
      errors: { not_found: 404, expired: 410, still_running: 409 },
    },
    close: {
      method: 'POST',
      path: '/tenant/close',
      access: { user: 'provisioning.close' },
      stepUp: true,
      summary: 'Asks for the erasure of the organisation and all it has, after a time in which it can be taken back.',
      body: T.Object(
        {
          confirm: T.String({
            minLength: 1,
            maxLength: 40,
            description: 'The short name of the organisation, written out.',
          }),
        },
        { additionalProperties: false },
      ),
      reply: Asked,
      status: 202,
      errors: { not_confirmed: 422, not_possible: 409 },
    },
    keep: {
      method: 'POST',
      path: '/tenant/keep',
      access: { user: 'provisioning.close' },
      summary: 'Takes the erasure back, as long as it has not begun.',
      reply: Tenant,
      errors: { not_possible: 409 },
    },
    erasure: {
      method: 'GET',
      path: '/erasures/:erasureId',
      access: 'user',
      subject: 'erasureId',
      summary: 'An erasure and, when it is done, its signed receipt.',
      params: T.Object({ erasureId: ErasureId }),
      reply: Erasure,
      errors: unknown,
    },
    erasureKey: {
      method: 'GET',
      path: '/erasure-key',
      access: 'public',
      summary: 'The public key that receipts of erasures are signed with, as a JSON Web Key (RFC 8037).',
      reply: T.Object({ kty: T.String(), crv: T.String(), x: T.String(), use: T.String(), alg: T.String() }),
    },
    plans: {
      method: 'GET',
      path: '/plans',
      access: 'operator',
      summary: 'Lists the plans of the installation.',
      reply: T.Object({ plans: T.Array(Plan) }),
    },
    listTenants: {
      method: 'GET',
      path: '/tenants',
      access: 'operator',
      summary: 'Lists the organisations of the installation, newest first.',
      query: T.Object({
        limit: T.Optional(T.Integer({ minimum: 1, maximum: 200, default: 50 })),
        before: T.Optional(TenantId),
        state: T.Optional(TenantState),
      }),
      reply: T.Object({ tenants: T.Array(Tenant), next: T.Optional(TenantId) }),
    },
    readTenant: {
      method: 'GET',
      path: '/tenants/:tenantId',
      access: 'operator',
      summary: 'One organisation.',
      params: byTenant,
      reply: Tenant,
      errors: unknown,
    },
    choosePlan: {
      method: 'PUT',
      path: '/tenants/:tenantId/plan',
      access: 'operator',
      summary: 'Puts an organisation on a plan, with limits of its own where they are given.',
      params: byTenant,
      body: T.Object(
        { plan: T.String({ maxLength: 40 }), limits: T.Optional(Limits) },
        { additionalProperties: false },
      ),
      reply: Tenant,
      errors: { not_found: 404, unknown_plan: 422 },
    },
    suspend: {
      method: 'POST',
      path: '/tenants/:tenantId/suspend',
      access: 'operator',
      summary: 'Makes an organisation read-only.',
      params: byTenant,
      body: T.Object(
        {
          reason: T.Optional(
            T.String({ minLength: 1, maxLength: 500, description: 'Shown to whoever wants to write.' }),
          ),
        },
        { additionalProperties: false },
      ),
      reply: Tenant,
      errors: { not_found: 404, not_possible: 409 },
    },
    resume: {
      method: 'POST',
      path: '/tenants/:tenantId/resume',
      access: 'operator',
      summary: 'Lets a suspended organisation write again.',
      params: byTenant,
      reply: Tenant,
      errors: { not_found: 404, not_possible: 409 },
    },
    settings: {
      method: 'GET',
      path: '/provisioning/settings',
      access: 'service',
      summary:
        'What the organisation of the caller has chosen. What is absent is for the caller’s own configuration to say.',
      reply: OwnSettings,
    },
    bounds: {
      method: 'GET',
      path: '/provisioning/bounds',
      access: 'service',
      summary: 'State, plan and limits of the organisation of the caller. They change with a wake of `tenants`.',
      reply: Bounds,
    },
    limitReached: {
      method: 'POST',
      path: '/provisioning/limits/:limit',
      access: 'service',
      summary: 'Tells that a limit is near or reached; told on once in a period.',
      params: T.Object({ limit: OneOf(limitNames) }),
      body: T.Object({ level: OneOf(['near', 'reached']), used: T.Integer(), max: T.Integer(), period: T.String() }),
      reply: none,
    },
    hosts: {
      method: 'GET',
      path: '/provisioning/hosts',
      access: 'service',
      summary: 'Every host name with the organisation it leads to. They change with a wake of `tenants`.',
      reply: T.Object({ hosts: T.Array(T.Object({ host: T.String(), tenant: T.String() })) }),
    },
    tenantOf: {
      method: 'GET',
      path: '/provisioning/tenant-of',
      access: 'service',
      summary: 'Which organisation a host name or a short name leads to.',
      query: T.Object({
        host: T.Optional(T.String({ maxLength: 253 })),
        slug: T.Optional(T.String({ maxLength: 40 })),
      }),
      reply: T.Object({ tenant: T.Optional(T.String()) }),
    },
  },
  events: {
    ready: {
      type: 'tenant.ready.v1',
      subject: 'tenant',
      data: T.Object({ tenant: TenantId, slug: Slug, at: Time }),
      summary: 'An organisation is prepared and may work.',
    },
    suspended: {
      type: 'tenant.suspended.v1',
      subject: 'tenant',
      data: T.Object({ tenant: TenantId, reason: T.Optional(T.String()), at: Time }),
      summary: 'An organisation is read-only.',
    },
    resumed: {
      type: 'tenant.resumed.v1',
      subject: 'tenant',
      data: T.Object({ tenant: TenantId, at: Time }),
      summary: 'An organisation may write again.',
    },
    limit: {
      type: 'tenant.limit.v1',
      subject: 'tenant',
      data: T.Object({
        tenant: T.String(),
        limit: OneOf(limitNames),
        level: OneOf(['near', 'reached']),
        used: T.Integer(),
        max: T.Integer(),
        period: T.String({ description: 'The month, such as `2026-11`, or `always`.' }),
        at: Time,
      }),
      summary: 'A limit is near or reached. Once for each limit, level and period.',
    },
    exported: {
      type: 'tenant.exported.v1',
      subject: 'tenant',
      data: T.Object({ tenant: T.String(), export: ExportId, at: Time }),
      summary: 'An archive of the organisation is ready.',
    },
  },
  tasks: {
    erase: {
      summary: 'One pass of an erasure: stops the work of the organisation and removes its rows and files.',
      input: T.Object({ erasureId: ErasureId }),
      result: T.Object({
        tables: T.Array(Erased),
        files: T.Object({ count: T.Integer(), bytes: T.Integer() }),
        left: T.Array(Erased),
        people: T.Integer(),
      }),
      timeoutMs: 6 * 3_600_000,
      attemptsMax: 20,
      backoffMs: 1_000,
      backoffMsMax: 60_000,
      concurrency: 2,
    },
    export: {
      summary: 'Writes the archive of an organisation: every row, every file, their hashes, a manifest.',
      input: T.Object({ exportId: ExportId }),
      result: T.Object({
        bytes: T.Integer(),
        sha256: T.String(),
        rows: T.Integer(),
        files: T.Integer(),
      }),
      timeoutMs: 6 * 3_600_000,
      attemptsMax: 3,
      concurrency: 1,
    },
  },
})

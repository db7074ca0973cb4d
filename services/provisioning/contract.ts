import { defineContract, OneOf, T, Time } from '#platform/contract'
import { Erased, ErasureId, ExportId, leavingRoutes } from './leaving.contract.ts'
import { limitNames, limitRoutes } from './limits.contract.ts'
import { settingsRoutes } from './settings.contract.ts'
import { signUpRoutes } from './signup.contract.ts'
import { tenantRoutes } from './tenants.contract.ts'
import { Slug, TenantId } from './terms.contract.ts'

export { Erasure, Export, Receipt } from './leaving.contract.ts'
export { Bounds, FunctionTime, type LimitName, Limits, limitNames, Plan, Used } from './limits.contract.ts'
export { Chosen, OwnSettings, Settings, type SettingsChange } from './settings.contract.ts'
export { Preparation, PrepareStep, stepNames } from './signup.contract.ts'
export { type NamesThatLead, Tenant } from './tenants.contract.ts'
export { TenantState } from './terms.contract.ts'

export const provisioning = defineContract({
  name: 'provisioning',
  summary: 'A tenant’s life: sign-up, plan and limits, settings, suspension, export, erasure.',
  port: 8021,
  routes: { ...signUpRoutes, ...settingsRoutes, ...limitRoutes, ...leavingRoutes, ...tenantRoutes },
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
    requestsErased: {
      type: 'tenant.requests-erased.v1',
      subject: 'tenant',
      data: T.Object({
        tenant: T.String(),
        requests: T.Integer(),
        days: T.Integer({ description: 'How long the organisation keeps requests after their end.' }),
        before: T.String({ format: 'date-time', description: 'All of them had ended before.' }),
        at: Time,
      }),
      summary: 'Requests were erased that the organisation keeps no longer.',
    },
  },
  tasks: {
    beginRetention: {
      summary: 'Begins the erasure of old requests of every organisation that keeps them for a time only.',
      input: T.Object({}),
      result: T.Object({ organisations: T.Integer() }),
      timeoutMs: 600_000,
      attemptsMax: 20,
    },
    eraseRequests: {
      summary:
        'Erases requests that are marked because they ended before a time, with all that belongs to them, at most 1,000.',
      input: T.Object({ before: Time }),
      result: T.Object({ requests: T.Integer(), rows: T.Integer(), files: T.Integer() }),
      timeoutMs: 3_600_000,
      attemptsMax: 20,
      backoffMs: 1_000,
      backoffMsMax: 60_000,
      concurrency: 1,
    },
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

import { auth } from '#contracts/auth'
import { orchestrator } from '#contracts/orchestrator'
import { prototype } from '#contracts/prototype'
import { submission } from '#contracts/submission'
import { template } from '#contracts/template'
import { T } from '#platform/contract'
import { Plan } from './contract.ts'

const plans = [{ name: 'open', title: 'Open', softPercent: 80, limits: {} }]

/** What the service needs, apart from its handlers so that these can name the type of their ctx. */
export const needs = {
  config: T.Object({
    signUp: T.Unsafe<'open' | 'closed'>({
      type: 'string',
      enum: ['open', 'closed'],
      default: 'open',
      description: 'Whether strangers may make organisations: `open`, or `closed`, when only the operator may.',
    }),
    signUpsPerDay: T.Integer({
      default: 1_000,
      minimum: 0,
      description:
        'Organisations that may be made in 24 hours, so that nobody fills the disk with them; 0 sets no limit.',
    }),
    domain: T.String({
      default: 'localhost',
      description: 'Each organisation is found at `<slug>.<domain>`; browsers lead `*.localhost` to this machine.',
    }),
    plans: T.Array(Plan, {
      default: plans,
      minItems: 1,
      description:
        'Plans as JSON; the first is that of new organisations. What a plan does not limit is not limited: `[{"name": "open", "title": "Open", "softPercent": 80, "limits": {}}]`.',
    }),
    exportDays: T.Integer({ default: 7, minimum: 1, description: 'Days an archive can be downloaded.' }),
    exportBytesMax: T.Integer({
      default: 1024 ** 4,
      minimum: 1,
      description: 'Largest archive, in bytes.',
    }),
    graceHours: T.Number({
      default: 24 * 14,
      minimum: 0,
      description: 'Hours between the wish to erase an organisation and its erasure.',
    }),
    retentionCron: T.String({
      default: '20 3 * * *',
      description:
        'When requests are erased that their organisations keep no longer: five fields as in crontab(5), in UTC.',
    }),
    settleMs: T.Integer({
      default: 5_000,
      minimum: 100,
      description:
        'Pause between two searches of an erasure, in ms: whoever was still at work writes in this time or never.',
    }),
  }),
  calls: { auth, template, prototype, submission, orchestrator },
  database: new URL('./migrations/', import.meta.url),
  tablesWithoutTenant: {
    tenants: 'names all tenants; asked to find out which tenant is meant',
    hosts: 'asked to find out which tenant is meant',
    erasures: 'is there when the tenant is gone',
  },
  crossesTenants: 'makes, suspends and erases tenants',
  adapters: ['blobs' as const, 'tenants' as const],
  operates: true as const,
}
export type Needs = typeof needs

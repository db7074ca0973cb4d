import type { Bounds, Limits, Plan } from './contract.ts'
import type { TenantRow } from './store.ts'

type Config = { plans: Plan[] }

/** The plan of that name; one that is no longer in the configuration limits nothing rather than stopping somebody's work. */
export const planOf = ({ plans }: Config, name: string | undefined): Plan =>
  plans.find((p) => p.name === name) ??
  (name === undefined ? plans[0]! : { name, title: name, softPercent: 80, limits: {} })

/** What an organisation may do. Without a row it stands in the configuration only: active, on the first plan. */
export function boundsOf(config: Config, tenant: string, row: TenantRow | undefined, url?: string): Bounds {
  const plan = planOf(config, row?.plan)
  const limits: Limits = { ...plan.limits, ...row?.limits }
  return {
    tenant,
    state: row?.state ?? 'active',
    plan: plan.name,
    softPercent: plan.softPercent,
    limits,
    ...(url && { url }),
  }
}

export const monthOf = (at: Date): string => at.toISOString().slice(0, 7)
export const nextMonth = (at: Date): string =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)).toISOString()

/** The same address with another host name: the port and the scheme are those of the installation. */
export function urlAt(publicUrl: string, host: string): string {
  const url = new URL(publicUrl)
  url.hostname = host
  return url.href.replace(/\/$/, '')
}

import { hash } from 'node:crypto'
import { defaultTenant } from '#platform/access'
import type { Ctx, Serve } from '#platform/service'
import type { provisioning, Tenant } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { boundsOf, urlAt } from '../plans.ts'
import { limitRuns } from '../runs-at-once.ts'
import {
  allHosts,
  allSlugs,
  changeState,
  findTenant,
  findTenantAndHost,
  listTenants as listAll,
  namesOf,
  setPlan,
  tenantOfHost,
  tenantOfSlug,
  tenantsAndHosts,
  versionsOf,
  wholeTenant,
} from '../store.ts'
import { ensureRow } from './settings.ts'

type OwnCtx = Ctx<typeof provisioning, Needs>

const whole = async (ctx: OwnCtx, id: string): Promise<Tenant> =>
  (await wholeTenant(ctx.db, id)) ?? ctx.fail('not_found', 'There is no such organisation.')

export const plans: Serve<typeof provisioning, 'plans', Needs> = async (_input, ctx) => ({ plans: ctx.config.plans })

export const listTenants: Serve<typeof provisioning, 'listTenants', Needs> = async (
  { limit = 50, before, state },
  ctx,
) => {
  const tenants = await listAll(ctx.db, limit, before, state)
  return { tenants, ...(tenants.length === limit && { next: tenants.at(-1)!.id }) }
}

export const readTenant: Serve<typeof provisioning, 'readTenant', Needs> = async ({ tenantId }, ctx) =>
  whole(ctx, tenantId)

export const choosePlan: Serve<typeof provisioning, 'choosePlan', Needs> = async ({ tenantId, plan, limits }, ctx) => {
  if (!ctx.config.plans.some((p) => p.name === plan))
    ctx.fail('unknown_plan', `There is no plan "${plan}"; there are ${ctx.config.plans.map((p) => p.name).join(', ')}.`)
  if (tenantId === defaultTenant) await ensureRow(ctx, tenantId)
  await whole(ctx, tenantId)
  await ctx.inTenant(tenantId).transaction(async (tx) => {
    await setPlan(tx.db, tenantId, plan, limits)
    await limitRuns(tx, boundsOf(ctx.config, tenantId, await findTenant(tx.db, tenantId)))
    tx.wake('tenants')
  })
  return whole(ctx, tenantId)
}

export const suspend: Serve<typeof provisioning, 'suspend', Needs> = async ({ tenantId, reason }, ctx) => {
  await whole(ctx, tenantId)
  await ctx.inTenant(tenantId).transaction(async (tx) => {
    if (!(await changeState(tx.db, tenantId, ['active'], 'suspended', reason)))
      ctx.fail('not_possible', 'Only an active organisation can be suspended.')
    await tx.publish('suspended', { tenant: tenantId, ...(reason && { reason }), at: ctx.now().toISOString() })
    tx.wake('tenants')
  })
  return whole(ctx, tenantId)
}

export const resume: Serve<typeof provisioning, 'resume', Needs> = async ({ tenantId }, ctx) => {
  await whole(ctx, tenantId)
  await ctx.inTenant(tenantId).transaction(async (tx) => {
    if (!(await changeState(tx.db, tenantId, ['suspended'], 'active')))
      ctx.fail('not_possible', 'Only a suspended organisation can be resumed.')
    await tx.publish('resumed', { tenant: tenantId, at: ctx.now().toISOString() })
    tx.wake('tenants')
  })
  return whole(ctx, tenantId)
}

export const bounds: Serve<typeof provisioning, 'bounds', Needs> = async (_input, ctx) => {
  const row = await findTenantAndHost(ctx.db, ctx.tenant)
  return boundsOf(ctx.config, ctx.tenant, row, row?.host ? urlAt(ctx.publicUrl, row.host) : undefined)
}

export const boundsOfMany: Serve<typeof provisioning, 'boundsOfMany', Needs> = async (
  { after = '', limit = 200 },
  ctx,
) => {
  const rows = await tenantsAndHosts(ctx.db, after, limit)
  const bounds = rows.map((row) =>
    boundsOf(ctx.config, row.tenant_id, row, row.host ? urlAt(ctx.publicUrl, row.host) : undefined),
  )
  return { bounds, ...(rows.length === limit && { next: rows.at(-1)!.tenant_id }) }
}

export const hosts: Serve<typeof provisioning, 'hosts', Needs> = async ({ known }, ctx) => {
  // Looked at before the names: what changes in between is given again the next time, and never missed.
  const versions = await versionsOf(ctx.db)
  const version = versions.names
  // A plan may also have become another one in the configuration of this process.
  const bounds = hash('sha256', JSON.stringify([versions.bounds, ctx.config.plans, ctx.publicUrl]), 'base64url')
  return version === known ? { version, bounds } : { version, bounds, names: await namesThatLead(ctx.db) }
}
const namesThatLead = async (db: OwnCtx['db']) => ({ hosts: await allHosts(db), slugs: await allSlugs(db) })

export const tenantOf: Serve<typeof provisioning, 'tenantOf', Needs> = async ({ host, slug }, ctx) => {
  const byHost = host ? await tenantOfHost(ctx.db, host.replace(/:\d+$/, '').toLowerCase()) : undefined
  const tenant = byHost ?? (slug ? await tenantOfSlug(ctx.db, slug.toLowerCase()) : undefined)
  return tenant ? { tenant } : {}
}

export const names: Serve<typeof provisioning, 'names', Needs> = async ({ tenants }, ctx) => ({
  organisations: (await namesOf(ctx.db, tenants)).map(({ tenant, name, host }) => ({
    tenant,
    ...(name && { name }),
    ...(host && { url: urlAt(ctx.publicUrl, host) }),
  })),
})

import { defaultTenant } from '#platform/access'
import type { Ctx, Serve } from '#platform/service'
import type { Chosen, provisioning, Settings } from '../contract.ts'
import { looksOf } from '../looks.ts'
import { merged } from '../merge-patch.ts'
import type { Needs } from '../needs.ts'
import { refuseUnknownPlace } from '../places.ts'
import { planOf, urlAt } from '../plans.ts'
import {
  addHost as add,
  adopt,
  findTenant,
  hostsOf,
  readSettings as read,
  removeHost as remove,
  writeSettings,
} from '../store.ts'

type OwnCtx = Ctx<typeof provisioning, Needs>
const hostsMax = 20

/** An organisation that stands in the configuration only gets its row when something is chosen for it. */
export async function ensureRow(ctx: OwnCtx, id = ctx.tenant): Promise<void> {
  if (await findTenant(ctx.db, id)) return
  await adopt(ctx.db, id, id.replace(/^ten_/, '').padEnd(3, '0'), planOf(ctx.config, undefined).name)
}

export const about: Serve<typeof provisioning, 'about', Needs> = async (_input, ctx) => {
  const row = await findTenant(ctx.db, ctx.tenant)
  const { name = row?.name, languages, timeZone, branding } = (await read(ctx.db)).chosen
  const { replyTo: _private, ...shown } = branding ?? {}
  return {
    ...(name && { name }),
    ...(row && { slug: row.slug }),
    state: row?.state ?? 'active',
    ...(languages && { languages }),
    ...(timeZone && { timeZone }),
    ...(branding && { branding: shown }),
    ...looksOf(shown),
  }
}

export const readSettings: Serve<typeof provisioning, 'readSettings', Needs> = async (_input, ctx) =>
  shownOf(await read(ctx.db))
const shownOf = ({ chosen, version }: { chosen: Settings; version: number }): Chosen => ({ ...chosen, version })

export const settings: Serve<typeof provisioning, 'settings', Needs> = async (_input, ctx) => {
  const url = await ownUrl(ctx)
  return { ...(await read(ctx.db)).chosen, ...(url && { url }) }
}

/** Where the organisation is found: at its first host name. */
export async function ownUrl(ctx: OwnCtx): Promise<string | undefined> {
  const [host] = await hostsOf(ctx.db, ctx.tenant)
  return host && urlAt(ctx.publicUrl, host)
}

export const changeSettings: Serve<typeof provisioning, 'changeSettings', Needs> = ({ version, ...chosen }, ctx) =>
  replaceSettings(ctx, version, () => chosen)

export const mergeSettings: Serve<typeof provisioning, 'mergeSettings', Needs> = ({ version, change }, ctx) =>
  replaceSettings(ctx, version, (before) => merged(before, change))

const changedMeanwhile =
  'Somebody else changed the settings in the meantime. Look at what they are now, then try again.'

/** What was read is replaced only while it is still what is there: of two who change at once, one begins again or is told. */
async function replaceSettings(
  ctx: OwnCtx,
  version: number | undefined,
  next: (before: Settings) => Settings,
): Promise<Chosen> {
  for (;;) {
    const before = await read(ctx.db)
    if (version !== undefined && version !== before.version) ctx.fail('changed_meanwhile', changedMeanwhile)
    const chosen = next(before.chosen)
    refuseContradictions(ctx, chosen)
    await refuseUnknownPlace(ctx, chosen, before.chosen)
    const isWritten = await ctx.transaction(async (tx) => {
      if (ctx.tenant !== defaultTenant) await ensureRow(tx)
      tx.wake('tenants')
      return writeSettings(tx.db, ctx.tenant, chosen, before.version)
    })
    if (isWritten) return shownOf({ chosen, version: before.version + 1 })
  }
}

function refuseContradictions(ctx: OwnCtx, chosen: Settings): void {
  if (chosen.currency && !chosen.rates)
    ctx.fail('rates_needed', 'Prices in another currency need a rate in that currency: say rates.minorPerHour as well.')
  if (chosen.region && chosen.region.slice(0, 2) !== chosen.country)
    ctx.fail(
      'region_elsewhere',
      `The region ${chosen.region} is not in the country ${chosen.country ?? '(none is chosen)'}.`,
    )
  if (chosen.timeZone && !isTimeZone(chosen.timeZone))
    ctx.fail('unknown_time_zone', `"${chosen.timeZone}" is no IANA time zone, such as Europe/Prague.`)
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const addHost: Serve<typeof provisioning, 'addHost', Needs> = async ({ host }, ctx) => {
  const own = new URL(ctx.publicUrl).hostname
  const { domain } = ctx.config
  if (host === own || host === 'localhost' || host === domain || host.endsWith(`.${domain}`))
    ctx.fail('host_taken', `${host} belongs to this installation.`)
  await ensureRow(ctx)
  const before = await hostsOf(ctx.db, ctx.tenant)
  if (before.length >= hostsMax) ctx.fail('too_many_hosts', `An organisation has at most ${hostsMax} host names.`)
  if (!(await add(ctx.db, ctx.tenant, host))) ctx.fail('host_taken', `${host} leads to another organisation.`)
  ctx.wake('tenants')
  return { hosts: await hostsOf(ctx.db, ctx.tenant) }
}

export const removeHost: Serve<typeof provisioning, 'removeHost', Needs> = async ({ host }, ctx) => {
  if (!(await remove(ctx.db, ctx.tenant, host))) ctx.fail('not_found', `${host} does not lead here.`)
  ctx.wake('tenants')
  return { hosts: await hostsOf(ctx.db, ctx.tenant) }
}

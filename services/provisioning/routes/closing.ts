import { defaultTenant } from '#platform/access'
import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import type { provisioning } from '../contract.ts'
import { askErasure, findErasure, takeBackErasure } from '../erasures.sql.ts'
import { eraseTenant } from '../flows/erase-tenant.ts'
import type { Needs } from '../needs.ts'
import { publicJwk, receiptKey } from '../signing.ts'
import { findTenant, wholeTenant } from '../store.ts'

/** Asks for the erasure. Its run belongs to the tenant of the installation, because this one will be gone. */
export const close: Serve<typeof provisioning, 'close', Needs> = async ({ confirm }, ctx) => {
  if (ctx.tenant === defaultTenant)
    return ctx.fail(
      'not_possible',
      'The organisation of the installation itself is erased by removing the installation.',
    )
  const row = await findTenant(ctx.db, ctx.tenant)
  if (!row)
    return ctx.fail('not_possible', 'This organisation stands in the configuration only: there is nothing to close.')
  if (confirm !== row.slug)
    ctx.fail('not_confirmed', `To erase everything, write out the short name of the organisation: ${row.slug}.`)
  const id = newId('era')
  const home = ctx.inTenant(defaultTenant)
  await home.transaction(async (tx) => {
    if (!(await askErasure(tx.db, ctx.tenant, id, ctx.config.graceHours)))
      ctx.fail('not_possible', 'The organisation is being closed already.')
    const { dueAt } = (await findErasure(tx.db, id))!
    await tx.start.flow(eraseTenant, { erasureId: id, dueAt, settleMs: ctx.config.settleMs }, { key: id })
    tx.wake('tenants')
  })
  return {
    ...(await findErasure(ctx.db, id))!,
    token: home.tokenFor(id),
    link: `${ctx.publicUrl}/api/erasures/${id}`,
  }
}

export const keep: Serve<typeof provisioning, 'keep', Needs> = async (_input, ctx) => {
  await ctx.inTenant(defaultTenant).transaction(async (tx) => {
    const id = await takeBackErasure(tx.db, ctx.tenant)
    if (!id) return ctx.fail('not_possible', 'There is no erasure that can be taken back.')
    await tx.start.cancel(eraseTenant, id, 'The organisation is kept.')
    tx.wake('tenants')
  })
  return (await wholeTenant(ctx.db, ctx.tenant))!
}

export const erasure: Serve<typeof provisioning, 'erasure', Needs> = async ({ erasureId }, ctx) =>
  (await findErasure(ctx.db, erasureId)) ?? ctx.fail('not_found', 'There is no such erasure.')

export const erasureKey: Serve<typeof provisioning, 'erasureKey', Needs> = async (_input, ctx) =>
  publicJwk(receiptKey(ctx))

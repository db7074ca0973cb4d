import type { Me } from '#contracts/auth'
import type { AuthCtx } from './needs.ts'
import { organisationsOf, ownedAlone } from './people.sql.ts'

type Organisation = Me['organisations'][number]

/** The organisations of a person, by name. */
export async function namedOrganisationsOf(ctx: AuthCtx, personId: string): Promise<Organisation[]> {
  const [own, alone] = await Promise.all([organisationsOf(ctx.db, personId), ownedAlone(ctx.db, personId)])
  return named(
    ctx,
    own.map((one) => ({ ...one, ...(alone.includes(one.tenant) && { isOnlyOwner: true }) })),
  )
}

/** Adds what another service knows of them. When it does not answer, who somebody is can still be said. */
export async function named(ctx: AuthCtx, organisations: Organisation[]): Promise<Organisation[]> {
  if (organisations.length === 0) return []
  const tenants = organisations.slice(0, askedMax).map(({ tenant }) => tenant)
  const { organisations: known } = await ctx.call.provisioning.names({ tenants }).catch((error) => {
    ctx.log.warn({ err: error }, 'organisations are shown without their names')
    return { organisations: [] }
  })
  const byTenant = new Map(known.map((one) => [one.tenant, one]))
  return organisations.map((one) => ({ ...one, ...byTenant.get(one.tenant) }))
}
const askedMax = 500

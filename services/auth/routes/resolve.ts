import type { auth } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { addresseeOf } from '../kept.sql.ts'
import type { Needs } from '../needs.ts'
import { takeProof } from '../oidc/proofs.ts'
import { confirmedAddresses } from '../people.sql.ts'
import { resolveCredential, tenantOf } from '../resolve.ts'
import { noteUses } from '../sessions.sql.ts'

type Contract = typeof auth

export const resolve: Serve<Contract, 'resolve', Needs> = async (credential, ctx) => {
  const found = await resolveCredential(credential, ctx)
  return found && 'ended' in found ? found : { found }
}

export const tenantOfKey: Serve<Contract, 'tenantOfKey', Needs> = async ({ text }, ctx) => {
  const tenant = await tenantOf(ctx.db, text)
  return { ...(tenant && { tenant }) }
}

export const touch: Serve<Contract, 'touch', Needs> = async ({ uses }, ctx) => {
  await noteUses(
    ctx.db,
    uses.map((use) => use.id),
    uses.map((use) => use.at),
  )
  return { done: true }
}

export const addressesOf: Serve<Contract, 'addressesOf', Needs> = async ({ personId }, ctx) => ({
  addresses: await confirmedAddresses(ctx.db, personId),
})

export const addressee: Serve<Contract, 'addressee', Needs> = async ({ subjectId }, ctx) => {
  const address = await addresseeOf(ctx.db, subjectId)
  return { ...(address && { address }) }
}

export const takeDpopProof: Serve<Contract, 'takeDpopProof', Needs> = async (proved, ctx) => ({
  isNew: await takeProof(proved, ctx),
})

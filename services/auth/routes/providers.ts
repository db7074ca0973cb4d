import type { auth, SignInProvider } from '#contracts/auth'
import type { Row } from '#platform/database'
import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import { nameOf, refuseMoreThanOwn } from '../actor.ts'
import * as store from '../federation/providers.sql.ts'
import { redirectUriOf } from '../federation/start.ts'
import { discover, sealSecret } from '../federation/upstream.ts'
import { permissionsOfRole } from '../members.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { forgetIdentities } from '../sessions.ts'

type Contract = typeof auth

export const listProviders: Serve<Contract, 'listProviders', Needs> = async (_input, ctx) => ({
  redirectUri: redirectUriOf(ctx),
  providers: (await store.listProviderRows(ctx.db)).map((row) => toProvider(ctx, row)),
})

export const createProvider: Serve<Contract, 'createProvider', Needs> = async (wanted, ctx) => {
  const { issuer, clientId, clientSecret, role, isRequired = false, ...rest } = wanted
  const url = URL.parse(issuer)
  if (!url || url.search || url.hash || url.username || !/^https?:$/.test(url.protocol))
    return ctx.fail('invalid_address', `"${issuer}" is no issuer: https://…, without a query.`)
  await refuseRole(ctx, role)
  await discover(ctx, { issuer, clientId, secret: clientSecret }).catch((error) => {
    ctx.log.warn({ err: error }, 'a sign-in provider could not be read')
    ctx.fail(
      'provider_failed',
      `There is no OpenID provider at ${issuer} that we can reach, or it names another issuer. Look at ${issuer.replace(/\/$/, '')}/.well-known/openid-configuration.`,
    )
  })
  const id = newId('idp')
  const sealedSecret = sealSecret(ctx, id, clientSecret)
  const row = await ctx.transaction(async (tx) => {
    const by = nameOf(ctx.actor)
    const made = await store.insertProvider(tx.db, {
      ...rest,
      ...{ id, issuer, clientId, sealedSecret, role, isRequired, by },
      registeredAs: standingOf(ctx),
    })
    await tx.publish('providerCreated', { subject: id, by, detail: issuer })
    return made
  })
  forgetIdentities(ctx)
  return toProvider(ctx, row)
}

export const changeProvider: Serve<Contract, 'changeProvider', Needs> = async ({ providerId, ...wanted }, ctx) => {
  const { name, clientId, clientSecret, domains, role, isRequired } = wanted
  await refuseRole(ctx, role ?? null)
  const row = await ctx.transaction(async (tx) => {
    await ownProvider(tx, providerId)
    const sealedSecret = clientSecret && sealSecret(ctx, providerId, clientSecret)
    const change = { name, clientId, sealedSecret, domains, role, isRequired, registeredAs: standingOf(ctx) }
    const changed = (await store.updateProvider(tx.db, providerId, change))!
    await tx.publish('providerChanged', {
      subject: providerId,
      by: nameOf(ctx.actor),
      detail: Object.keys(wanted).join(' '),
    })
    return changed
  })
  forgetIdentities(ctx)
  return toProvider(ctx, row)
}

export const deleteProvider: Serve<Contract, 'deleteProvider', Needs> = async ({ providerId }, ctx) => {
  await ctx.transaction(async (tx) => {
    await ownProvider(tx, providerId)
    await store.deleteProvider(tx.db, providerId)
    await tx.publish('providerDeleted', { subject: providerId, by: nameOf(ctx.actor) })
  })
  forgetIdentities(ctx)
  return { done: true }
}

/**
 * Refuses what is not theirs to change. What an owner set up lets owners in: an admin who could change it could let themselves in as one, and who could
 * delete it would undo that it is required.
 */
async function ownProvider(tx: AuthCtx, providerId: string): Promise<void> {
  const provider = (await store.findProvider(tx.db, providerId)) ?? tx.fail('not_found', 'There is no such provider.')
  refuseMoreThanOwn(tx, await permissionsOfRole(tx, provider.registered_as))
}

async function refuseRole(ctx: AuthCtx, role: string | null): Promise<void> {
  if (role !== null) refuseMoreThanOwn(ctx, await permissionsOfRole(ctx, role))
}

/** What the provider may let somebody do at most. The operator stands for the owner. */
const standingOf = ({ actor }: AuthCtx): string => (actor.kind === 'member' ? actor.role : 'owner')

const toProvider = (ctx: AuthCtx, row: Row): SignInProvider => ({
  id: row.id,
  name: row.name,
  issuer: row.issuer,
  clientId: row.client_id,
  domains: row.domains,
  role: row.role,
  isRequired: row.is_required,
  redirectUri: redirectUriOf(ctx),
  registeredAs: row.registered_as,
  people: row.people,
  createdAt: row.created_at.toISOString(),
  changedAt: row.changed_at.toISOString(),
})

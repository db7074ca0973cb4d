import type { auth, OauthClient } from '#contracts/auth'
import { hostNameOf } from '#platform/access'
import type { Row } from '#platform/database'
import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import { nameOf, refuseMoreThanOwn } from '../actor.ts'
import type { Needs } from '../needs.ts'
import { hashSecret, keepsSecret, newSecret, wrongAddress } from '../oidc/clients.ts'
import { originOf } from '../oidc/issuer.ts'
import * as store from '../oidc/store.ts'
import { ofEveryone, permissions } from '../roles.ts'
import { forgetIdentities } from '../sessions.ts'

type Contract = typeof auth

export const listClients: Serve<Contract, 'listClients', Needs> = async (_input, ctx) => ({
  clients: (await store.listClients(ctx.db)).map(toClient),
})

export const createClient: Serve<Contract, 'createClient', Needs> = async (wanted, ctx) => {
  const { redirectUris = [], postLogoutRedirectUris = [], scopes = [], audiences = [] } = wanted
  const unknown = scopes.filter((scope) => !permissions[scope] || scope === ofEveryone)
  if (unknown.length > 0) return ctx.fail('unknown_permission', `An application cannot have ${unknown.join(', ')}.`)
  refuseMoreThanOwn(ctx, scopes)
  const client = { ...wanted, redirectUris, postLogoutRedirectUris, scopes: [...new Set(scopes)], audiences }
  const own = originOf(ctx.publicUrl, ctx.tenant, hostNameOf({ host: ctx.client?.host }))
  const wrong = wrongAddress(client, own, ctx.config.privateApplications)
  if (wrong) return ctx.fail('invalid_address', wrong)
  const secret = keepsSecret(wanted.kind) ? newSecret() : undefined
  const row = await ctx.transaction(async (tx) => {
    const made = await store.insertClient(tx.db, {
      idTokenAlgorithm: 'ES256',
      asksConsent: true,
      ...client,
      id: newId('cli'),
      secretHash: secret && hashSecret(secret),
      createdBy: nameOf(ctx.actor),
    })
    await tx.publish('clientCreated', { subject: made.id, by: nameOf(ctx.actor), detail: wanted.kind })
    return made
  })
  return { client: toClient(row), ...(secret && { secret }) }
}

export const renewClientSecret: Serve<Contract, 'renewClientSecret', Needs> = async ({ clientId }, ctx) => {
  const secret = newSecret()
  const row = await ctx.transaction(async (tx) => {
    const renewed = await store.replaceClientSecret(tx.db, clientId, hashSecret(secret))
    if (renewed) await tx.publish('clientSecretRenewed', { subject: clientId, by: nameOf(ctx.actor) })
    return renewed
  })
  if (!row) return ctx.fail('not_found', 'There is no such application, or its kind has no secret.')
  return { client: toClient(row), secret }
}

export const deleteClient: Serve<Contract, 'deleteClient', Needs> = async ({ clientId }, ctx) => {
  const row = await ctx.transaction(async (tx) => {
    const deleted = await store.deleteClient(tx.db, clientId)
    if (deleted) await tx.publish('clientDeleted', { subject: clientId, by: nameOf(ctx.actor) })
    return deleted
  })
  if (!row) return ctx.fail('not_found', 'There is no such application.')
  forgetIdentities(ctx)
  return { done: true }
}

const toClient = (row: Row): OauthClient => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  redirectUris: row.redirect_uris,
  postLogoutRedirectUris: row.post_logout_redirect_uris,
  ...(row.backchannel_logout_uri && { backchannelLogoutUri: row.backchannel_logout_uri }),
  scopes: row.scopes,
  audiences: row.audiences,
  idTokenAlgorithm: row.id_token_algorithm,
  asksConsent: row.asks_consent,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  ...(row.secret_made_at && { secretMadeAt: row.secret_made_at.toISOString() }),
})

import type { auth, Passkey } from '#contracts/auth'
import type { Static } from '#platform/contract'
import type { Row } from '#platform/database'
import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import { personOf } from '../actor.ts'
import { strengthenSession } from '../factors/demanded.sql.ts'
import * as store from '../factors/passkeys.sql.ts'
import { registrationOptions, requestOptions, verifyAssertion, verifyRegistration } from '../factors/passkeys.ts'
import { waysIn } from '../federation/arrive.ts'
import type { Needs } from '../needs.ts'
import { confirmSession, forgetIdentities, openSession } from '../sessions.ts'

type Contract = typeof auth

const passkeysMax = 20

export const toPasskey = (row: Row): Static<typeof Passkey> => ({
  id: row.id,
  name: row.name,
  host: row.relying_party,
  isSynced: row.is_synced,
  createdAt: row.created_at.toISOString(),
  ...(row.last_used_at && { lastUsedAt: row.last_used_at.toISOString() }),
})

export const beginPasskeySignIn: Serve<Contract, 'beginPasskeySignIn', Needs> = async (_input, ctx) => ({
  options: await requestOptions(ctx),
})

export const signInWithPasskey: Serve<Contract, 'signInWithPasskey', Needs> = async ({ response }, ctx) => {
  const { person_id: personId } = await verifyAssertion(ctx, response)
  const { whyNot } = await waysIn(ctx, personId)
  if (whyNot) ctx.fail(whyNot.code, whyNot.detail)
  await openSession(ctx, personId, { method: 'passkey' })
  return { state: 'signed-in', personId }
}

export const beginPasskey: Serve<Contract, 'beginPasskey', Needs> = async (_input, ctx) => {
  const { id } = personOf(ctx)
  if ((await store.passkeysOf(ctx.db, id)).length >= passkeysMax)
    return ctx.fail('too_many_passkeys', `You have ${passkeysMax} passkeys. Take one away first.`)
  return { options: await registrationOptions(ctx, id) }
}

export const addPasskey: Serve<Contract, 'addPasskey', Needs> = async ({ name, response }, ctx) => {
  const { id: personId, session } = personOf(ctx)
  const made = await verifyRegistration(ctx, personId, response)
  const added = await ctx.transaction(async (tx) => {
    const row = await store.insertPasskey(tx.db, { id: newId('pky'), personId, name: name.trim(), ...made })
    if (!row) return tx.fail('invalid_passkey', 'This passkey is kept already.')
    await strengthenSession(tx.db, session)
    await tx.publish('factorAdded', { subject: personId, by: personId, detail: 'passkey' })
    return toPasskey(row)
  })
  forgetIdentities(ctx)
  return added
}

export const renamePasskey: Serve<Contract, 'renamePasskey', Needs> = async ({ passkeyId, name }, ctx) => {
  const row = await store.renamePasskey(ctx.db, personOf(ctx).id, passkeyId, name.trim())
  return row ? toPasskey(row) : ctx.fail('not_found')
}

export const removePasskey: Serve<Contract, 'removePasskey', Needs> = async ({ passkeyId }, ctx) => {
  const { id } = personOf(ctx)
  await ctx.transaction(async (tx) => {
    if (!(await store.deletePasskey(tx.db, id, passkeyId))) return tx.fail('not_found')
    await tx.publish('factorRemoved', { subject: id, by: id, detail: 'passkey' })
  })
  forgetIdentities(ctx)
  return { done: true }
}

export const beginPasskeyStepUp: Serve<Contract, 'beginPasskeyStepUp', Needs> = async (_input, ctx) => ({
  options: await requestOptions(ctx, personOf(ctx).id),
})

export const stepUpWithPasskey: Serve<Contract, 'stepUpWithPasskey', Needs> = async ({ response }, ctx) => {
  const { id, session } = personOf(ctx)
  await verifyAssertion(ctx, response, id)
  await confirmSession(ctx, session, id, { method: 'passkey' })
  return { done: true }
}

import type { auth, Factors } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { nameOf, personOf } from '../actor.ts'
import { strengthenSession } from '../factors/demanded.sql.ts'
import { deleteFactors, passkeysOf } from '../factors/passkeys.sql.ts'
import { newRecoveryCodes, recoveryHash } from '../factors/recovery.ts'
import { openTotp, sealTotp } from '../factors/second-factor.ts'
import {
  authenticatorOf,
  confirmAuthenticator,
  countRecoveryCodes,
  putAuthenticator,
  putRecoveryCodes,
  removeAuthenticator,
} from '../factors/totp.sql.ts'
import { newTotpSecret, stepOfCode, toBase32, totpUri } from '../factors/totp.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { confirmedAddresses, findByAddress, passwordOf } from '../people.sql.ts'
import { forgetIdentities, revokeSessions } from '../sessions.ts'
import { normalAddress } from '../tickets.ts'
import { toPasskey } from './passkeys.ts'

type Contract = typeof auth

export async function factorsOf(ctx: AuthCtx, personId: string): Promise<Factors> {
  const app = await authenticatorOf(ctx.db, personId)
  return {
    hasPassword: (await passwordOf(ctx.db, personId)) !== undefined,
    passkeys: (await passkeysOf(ctx.db, personId)).map(toPasskey),
    ...(app?.confirmed_at && {
      totp: {
        since: app.confirmed_at.toISOString(),
        recoveryCodesLeft: await countRecoveryCodes(ctx.db, personId),
      },
    }),
  }
}

export const listFactors: Serve<Contract, 'listFactors', Needs> = async (_input, ctx) =>
  factorsOf(ctx, personOf(ctx).id)

export const beginTotp: Serve<Contract, 'beginTotp', Needs> = async (_input, ctx) => {
  const { id } = personOf(ctx)
  const secret = newTotpSecret()
  if (!(await putAuthenticator(ctx.db, id, sealTotp(ctx, id, secret))))
    return ctx.fail('already_enrolled', 'You have an authenticator app already. Take it away first to add another one.')
  const [address = id] = await confirmedAddresses(ctx.db, id)
  return { secret: toBase32(secret), uri: totpUri(secret, new URL(ctx.publicUrl).hostname, address) }
}

export const confirmTotp: Serve<Contract, 'confirmTotp', Needs> = async ({ code }, ctx) => {
  const { id, session } = personOf(ctx)
  const app = await authenticatorOf(ctx.db, id)
  if (!app || app.confirmed_at)
    return ctx.fail('not_begun', 'Please begin again: there is no app that waits for a code.')
  const step = stepOfCode(openTotp(ctx, id, app.secret), code.replace(/\s/g, ''), ctx.now().getTime())
  if (step === undefined)
    return ctx.fail('wrong_code', 'This is not the code of this moment. Is the clock of your device right?')
  const codes = await ctx.transaction(async (tx) => {
    if (!(await confirmAuthenticator(tx.db, id, app.secret, step)))
      return tx.fail('not_begun', 'This took more than a quarter of an hour. Please begin again.')
    await strengthenSession(tx.db, session)
    await tx.publish('factorAdded', { subject: id, by: id, detail: 'totp' })
    return renew(tx, id)
  })
  forgetIdentities(ctx)
  return { recoveryCodes: codes }
}

export const removeTotp: Serve<Contract, 'removeTotp', Needs> = async (_input, ctx) => {
  const { id } = personOf(ctx)
  await ctx.transaction(async (tx) => {
    if (!(await removeAuthenticator(tx.db, id))) return tx.fail('not_found', 'You have no authenticator app.')
    await tx.publish('factorRemoved', { subject: id, by: id, detail: 'totp' })
  })
  forgetIdentities(ctx)
  return { done: true }
}

export const renewRecoveryCodes: Serve<Contract, 'renewRecoveryCodes', Needs> = async (_input, ctx) => {
  const { id } = personOf(ctx)
  if (!(await authenticatorOf(ctx.db, id))?.confirmed_at)
    return ctx.fail('not_found', 'Recovery codes stand in for an authenticator app, and you have none.')
  return { recoveryCodes: await ctx.transaction((tx) => renew(tx, id)) }
}

/** For who has lost phone and recovery codes. The password stays, or can be set anew by mail. */
export const forgetFactors: Serve<Contract, 'forgetFactors', Needs> = async ({ address }, ctx) => {
  const person = await findByAddress(ctx.db, normalAddress(address))
  if (!person) return ctx.fail('not_found', 'There is no account with this address.')
  await ctx.transaction(async (tx) => {
    await deleteFactors(tx.db, person.id)
    await revokeSessions(tx, person.id)
    await tx.publish('factorRemoved', { subject: person.id, by: nameOf(ctx.actor), detail: 'all' })
  })
  return { done: true }
}

async function renew(ctx: AuthCtx, personId: string): Promise<string[]> {
  const codes = newRecoveryCodes()
  await putRecoveryCodes(ctx.db, personId, codes.map(recoveryHash))
  await ctx.publish('recoveryCodesRenewed', { subject: personId, by: personId })
  return codes
}

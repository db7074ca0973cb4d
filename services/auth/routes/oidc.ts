import type { auth } from '#contracts/auth'
import type { Serve } from '#platform/service'
import { nameOf } from '../actor.ts'
import type { Needs } from '../needs.ts'
import { memoryOf } from '../oidc/adapter.ts'
import { loadKeys, rotateKeys } from '../oidc/keys.ts'
import { rewrapAll } from '../oidc/sealed.ts'
import type { KeyRow } from '../oidc/store.ts'

type Contract = typeof auth

export const listSigningKeys: Serve<Contract, 'listSigningKeys', Needs> = async (_input, ctx) => ({
  keys: (await loadKeys(memoryOf(ctx))).map(toKey),
})

export const rotateSigningKeys: Serve<Contract, 'rotateSigningKeys', Needs> = async ({ isLeaked = false }, ctx) => {
  const rows = await ctx.transaction(async (tx) => {
    const made = await rotateKeys(memoryOf(tx), isLeaked)
    await tx.publish('signingKeysRotated', {
      subject: made[0]!.id,
      by: nameOf(ctx.actor),
      ...(isLeaked && { detail: 'leaked' }),
    })
    return made
  })
  return { keys: rows.map(toKey) }
}

export const rewrapSecrets: Serve<Contract, 'rewrapSecrets', Needs> = async (_input, ctx) =>
  rewrapAll(ctx.db, memoryOf(ctx).keyring)

// The engine has taken these over before a handler is asked: see oidc/mount.ts.
const taken = async () => {
  throw new Error('The OpenID provider is not mounted.')
}
export const openIdMetadata: Serve<Contract, 'openIdMetadata', Needs> = taken
export const openIdGet: Serve<Contract, 'openIdGet', Needs> = taken
export const openIdPost: Serve<Contract, 'openIdPost', Needs> = taken

const toKey = ({ id, algorithm, created_at, retired_at, gone_at }: KeyRow) => ({
  id,
  algorithm,
  createdAt: created_at.toISOString(),
  ...(retired_at && { retiredAt: retired_at.toISOString() }),
  ...(gone_at && { publishedUntil: gone_at.toISOString() }),
})

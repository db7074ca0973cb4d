import { timingSafeEqual } from 'node:crypto'
import type { auth } from '#contracts/auth'
import { notification } from '#contracts/notification'
import { codeOf, newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import { failSignIn } from '../factors/failed.ts'
import { confirmAddress, insertMailCode, ownerOf, takeMailCode, tryMailCode } from '../factors/mail-codes.sql.ts'
import { enter } from '../factors/second-factor.ts'
import { askerOf } from '../factors/throttle.ts'
import type { Needs } from '../needs.ts'
import { normalAddress } from '../tickets.ts'

type Contract = typeof auth

/** A mail goes out either way, as for a forgotten password. Who asks too often for one address gets no further mail, and is not told. */
export const sendCode: Serve<Contract, 'sendCode', Needs> = async ({ address: given, locale = 'en' }, ctx) => {
  const address = normalAddress(given)
  const owner = await ownerOf(ctx.db, address)
  const id = newId('mco')
  await ctx.transaction(async (tx) => {
    if (!(await insertMailCode(tx.db, { id, address, asker: askerOf(tx, owner) }))) return
    const kind = owner ? 'sign-in-code' : 'no-account'
    await tx.start.task(notification.tasks.inform, { subjectId: id, kind, language: locale }, { key: id })
  })
  return { sent: true, codeId: id }
}

/** An address that nobody has proved yet is proved by the code: only its mails say it. */
export const signInWithCode: Serve<Contract, 'signInWithCode', Needs> = async ({ codeId, code }, ctx) => {
  const isOpen = await tryMailCode(ctx.db, codeId)
  const given = Buffer.from(code.replace(/[\s-]/g, ''))
  const right = Buffer.from(codeOf(ctx.tokenFor(codeId)))
  const isRight = given.length === right.length && timingSafeEqual(given, right)
  const personId = await ctx.transaction(async (tx) => {
    const address = isOpen && isRight ? await takeMailCode(tx.db, codeId) : undefined
    const owner = address && (await ownerOf(tx.db, address))
    if (owner) await confirmAddress(tx.db, address)
    return owner
  })
  if (!personId)
    return failSignIn(ctx, undefined, 'mail', {
      code: 'wrong_code',
      detail: 'This code is not right, or it holds no longer. You can ask for a new one.',
    })
  return enter(ctx, personId, { method: 'mail' })
}

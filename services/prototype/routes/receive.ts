import type { prototype } from '#contracts/prototype'
import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import { isSameSecret, prototypeHeaders } from '../serving.ts'
import { findSecret, insertEntry } from '../store.ts'

/** Entries of one prototype; a prototype that is passed around must not become somebody's store. */
const entriesMax = 200

/**
 * What a visitor sent by a form of the prototype, into its inbox and nowhere else. The page has an opaque origin, so the answer must be readable
 * for any: it says only that the entry is stored.
 */
export const receive: Serve<typeof prototype, 'receive'> = async (input, ctx) => {
  const { id, secret, form } = input as typeof input & { id: string; secret: string }
  const kept = await findSecret(ctx.db, id)
  if (!kept || !isSameSecret(secret, kept.secret)) return ctx.fail('not_found')
  if (kept.expiresAt && kept.expiresAt <= ctx.now()) return ctx.fail('expired')
  const { form: name = '', page = '', ...fields } = await form(async (file) => void file.content.resume())
  const entry = { id: newId('ent'), form: name, page, fields, createdAt: ctx.now().toISOString() }
  if (!(await insertEntry(ctx.db, id, entry, entriesMax))) return ctx.fail('inbox_full')
  return {
    content: '{"stored":true}',
    type: 'application/json; charset=utf-8',
    status: 201,
    headers: { ...prototypeHeaders(), 'access-control-allow-origin': '*', 'cache-control': 'no-store' },
  }
}

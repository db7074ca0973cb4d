import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import type { Entry, sample } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { insertEntry } from '../store.ts'

/** The row, the event and the reply kept for a repeated Idempotency-Key: one transaction, so all or none. */
export const create: Serve<typeof sample, 'create', Needs> = (input, outer) =>
  outer.once<Entry>(input, () =>
    outer.transaction(async (ctx) => {
      const entry: Entry = { id: newId('smp'), text: input.text, createdAt: ctx.now().toISOString() }
      await insertEntry(ctx.db, entry)
      await ctx.publish('created', entry)
      await ctx.commit(...ctx.replyRows(input, entry))
      return entry
    }),
  )

import type { Row } from './database.ts'
import { deadLetters, replayDeadLetter } from './events.ts'
import type { Host } from './host.ts'
import { operations, refusalsMax } from './operations.contract.ts'
import { findRefusals, type RefusalRow } from './refusals.sql.ts'
import { type Ctx, defineService, type Service } from './service.ts'

/** The tenant whose dead letters an actor may see; all for whoever runs the installation. */
const ownOf = ({ actor, tenant }: Ctx) => (actor.kind === 'member' ? tenant : undefined)

/** The service behind the contract; part of every process that holds the gateway. */
export const operationsService = (host: Host): Service =>
  defineService(operations, {}).serve({
    routes: {
      list: async (_input, ctx) => ({
        deadLetters: (await deadLetters(host.database, ownOf(ctx))).map((d) => ({
          listener: d.listener,
          seq: d.seq,
          subject: d.subject,
          tenant: d.tenant_id,
          attempts: d.attempts,
          error: d.last_error,
        })),
      }),
      replay: async ({ listener, seq }, ctx) =>
        (await replayDeadLetter(host.database, host.wake, { listener, seq, tenant: ownOf(ctx) }))
          ? { replayed: true }
          : ctx.fail('not_found', 'There is no such dead letter.'),
      async refusals(asked, ctx) {
        await host.refusals.flush()
        const rows = await host.database.owner.many(findRefusals(ctx.tenant, { limit: refusalsMax, ...asked }))
        return { refusals: rows.map(toRefused) }
      },
    },
  })

const toRefused = ({ tenant_id: _tenant, at, ...row }: Row) =>
  ({
    ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
    at: at.toISOString(),
  }) as Omit<RefusalRow, 'tenant'>

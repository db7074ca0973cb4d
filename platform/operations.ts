import { defineContract, T } from './contract.ts'
import { deadLetters, replayDeadLetter } from './events.ts'
import type { Host } from './host.ts'
import { type Ctx, defineService, type Service } from './service.ts'

const DeadLetter = T.Object({
  listener: T.String(),
  seq: T.Integer(),
  subject: T.String(),
  tenant: T.String(),
  attempts: T.Integer(),
  error: T.String(),
})

/** What somebody may see and mend, whatever services run: the operator of the installation everything, a member what is of their tenant. */
export const operations = defineContract({
  name: 'operations',
  summary: 'Dead letters: events a listener could not take, to read and to replay.',
  routes: {
    list: {
      method: 'GET',
      path: '/dead-letters',
      access: { user: 'operations.read' },
      summary: 'Lists the dead letters, events that a listener could not take, oldest first, 500 at most.',
      reply: T.Object({ deadLetters: T.Array(DeadLetter) }),
    },
    replay: {
      method: 'POST',
      path: '/dead-letters/replay',
      access: { user: 'operations.write' },
      summary: 'Gives one dead letter a new set of attempts.',
      body: T.Object({
        listener: T.String({ description: 'Name of the listener.' }),
        seq: T.Integer({ minimum: 1, description: 'Which of its dead letters.' }),
      }),
      reply: T.Object({ replayed: T.Boolean() }),
      errors: { not_found: 404 },
    },
  },
  events: {},
  tasks: {},
})

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
    },
  })

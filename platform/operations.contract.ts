import { defineContract, T, Time } from './contract.ts'

const DeadLetter = T.Object({
  listener: T.String(),
  seq: T.Integer(),
  subject: T.String(),
  tenant: T.String(),
  attempts: T.Integer(),
  error: T.String(),
})

const Refused = T.Object({
  id: T.String(),
  at: Time,
  trace: T.String({ description: 'W3C trace id, as the answer and the lines of the log have it.' }),
  service: T.String(),
  method: T.String(),
  route: T.String({ description: 'Path of the route, with the names of its parameters.' }),
  status: T.Integer({ description: 'Of the answer: 404 where it does not say that there is something.' }),
  code: T.String(),
  rule: T.Optional(T.String({ description: 'Rule that spoke, where the policy refused: see GET /auth/why.' })),
  needs: T.Optional(T.String({ description: 'Permission that the route asks for.' })),
  who: T.Optional(T.String({ description: 'Person, key, application or request; absent for nobody.' })),
  shown: T.Optional(T.String({ description: 'Session, key or token; absent when nothing of these was shown.' })),
  about: T.Optional(T.String({ description: 'Member whose sign-in it was to be, or application.' })),
  address: T.String({ description: 'Network address it came from.' }),
})
/** Refusals in one answer. */
export const refusalsMax = 200

/** What somebody may see and mend, whatever services run: the operator of the installation everything, a member what is of their tenant. */
export const operations = defineContract({
  name: 'operations',
  summary: 'Dead letters, events a listener could not take, to read and to replay; and refused access, to read.',
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
    refusals: {
      method: 'GET',
      path: '/refusals',
      access: { user: 'operations.read' },
      summary:
        'Refused access at the organisation: sign-ins that failed, credentials that do not count, and what somebody was not allowed. The newest first, 200 at most.',
      query: T.Object({
        before: T.Optional(T.String({ maxLength: 60, description: 'Only older ones than this.' })),
        code: T.Optional(T.String({ maxLength: 60 })),
        who: T.Optional(T.String({ maxLength: 60, description: 'Who asked, or whom it was about.' })),
        limit: T.Optional(T.Integer({ minimum: 1, maximum: refusalsMax, description: 'At most so many; else 200.' })),
      }),
      reply: T.Object({ refusals: T.Array(Refused) }),
    },
  },
  events: {},
  tasks: {},
})

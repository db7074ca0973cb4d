import { defineContract, Id, type Static, T, Time } from '#platform/contract'

const Text = T.String({ minLength: 1, maxLength: 10_000, description: 'What is to be kept.' })

export const Entry = T.Object({ id: Id('smp'), text: Text, createdAt: Time })
export type Entry = Static<typeof Entry>

export const sample = defineContract({
  name: 'sample',
  summary: 'Keeps entries.',
  port: 8020,
  routes: {
    create: {
      method: 'POST',
      path: '/sample',
      // The most cautious choice. `public`, `user` and `service` are the others.
      access: 'operator',
      summary: 'Keeps an entry. Answers when row and event are on disk.',
      body: T.Object({ text: Text }, { additionalProperties: false }),
      reply: Entry,
      status: 201,
      idempotent: true,
    },
    read: {
      method: 'GET',
      path: '/sample/:id',
      access: 'operator',
      summary: 'One entry.',
      params: T.Object({ id: Id('smp') }),
      reply: Entry,
      errors: { not_found: 404 },
    },
  },
  events: {
    created: { type: 'sample.created.v1', subject: 'id', data: Entry, summary: 'An entry is stored.' },
  },
  tasks: {},
})

import { defineContract } from '#platform/contract'

export const mailbox = defineContract({
  name: 'mailbox',
  summary:
    'Development mail catcher on loopback: SMTP 1025, web and REST 8025. It has a port of its own, so no routes here.',
  port: 8020,
  routes: {},
  events: {},
  tasks: {},
})

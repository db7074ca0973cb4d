import { defineContract } from '#platform/contract'

export const gateway = defineContract({
  name: 'gateway',
  summary: 'The only public door: limits, security headers, the web application, and the way to every other contract.',
  port: 8080,
  routes: {},
  events: {},
  tasks: {},
})

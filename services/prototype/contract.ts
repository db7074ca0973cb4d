import { Analysis, Source } from '#contracts/nlp'
import { defineContract, Id, OneOf, T } from '#platform/contract'
import { servingRoutes } from './serving.contract.ts'
import { Prototype } from './terms.contract.ts'
import { versionRoutes } from './versions.contract.ts'

export { Prototype } from './terms.contract.ts'
export { Difference, Entry, Modification, Version } from './versions.contract.ts'

export const prototype = defineContract({
  name: 'prototype',
  summary: "Builds a static site from a template and the customer's own words, and serves it in a sandbox.",
  port: 8014,
  routes: {
    ...servingRoutes,
    ...versionRoutes,
    sandboxTime: {
      method: 'GET',
      path: '/usage/prototypes',
      access: 'service',
      summary:
        'How long the sandbox ran what the tenant of the caller uploaded, this month (UTC): building with its own packs.',
      reply: T.Object({ ms: T.Integer({ minimum: 0 }) }),
    },
  },
  events: {
    changed: {
      type: 'prototype.changed.v1',
      subject: 'requestId',
      data: T.Object({
        requestId: Id('req'),
        prototypeId: Id('pro'),
        version: T.Integer({ minimum: 1 }),
        origin: OneOf(['modification', 'restore']),
      }),
      summary: 'A prototype has a new version that no run of the request made.',
    },
  },
  tasks: {
    generate: {
      summary: 'Fills the chosen template from the analysis and the input only.',
      input: T.Object({
        requestId: T.String(),
        language: T.String(),
        customerName: T.Optional(T.String()),
        analysis: Analysis,
        sources: T.Array(Source),
        pictures: T.Optional(
          T.Array(T.Object({ fileId: T.String(), key: T.String(), name: T.String(), type: T.String() }), {
            description: 'Pictures that were sent; the colours of one that is a logo become those of the site.',
          }),
        ),
      }),
      result: Prototype,
      timeoutMs: 60_000,
      attemptsMax: 3,
      concurrency: 2,
    },
  },
})

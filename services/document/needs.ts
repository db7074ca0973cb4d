import { T } from '#platform/contract'

/** What the service needs, apart from `service.ts` so that its tasks can name the type without a circle. */
export const needs = {
  adapters: ['blobs'] as ['blobs'],
  config: T.Object({
    processPerFile: T.Boolean({
      default: false,
      description:
        'Reads every file in a process that has read no other, one of them started ahead. Stricter, and slower when many files come at once: a start takes about 0.4 s of processor time. Otherwise a process that ended a file well reads the next within two minutes.',
    }),
  }),
}

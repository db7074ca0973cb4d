import { defineRoutes, T } from '#platform/contract'
import { askOperator, FlowName, unknown } from './terms.contract.ts'

export const Kept = T.Object({ flow: T.String(), keepMs: T.Integer({ minimum: 0 }) })
const byFlow = T.Object({ flow: FlowName })

/** How long what is over is kept. */
export const retentionRoutes = defineRoutes({
  listRetention: askOperator('GET', '/workflow/retention', 'Lists what is not kept for ever.', {
    reply: T.Object({ retention: T.Array(Kept) }),
  }),
  retain: askOperator(
    'PUT',
    '/workflow/retention/:flow',
    'Keeps finished runs of a flow, or finished tasks of a name, of all tenants, for so long; then removes them.',
    {
      params: byFlow,
      body: T.Object({
        keepMs: T.Integer({
          minimum: 0,
          maximum: 3_155_760_000_000,
          description: 'Counted from the end of the run, in ms.',
        }),
      }),
      reply: Kept,
    },
  ),
  retainForever: askOperator(
    'DELETE',
    '/workflow/retention/:flow',
    'Keeps finished runs of a flow for ever, as at first.',
    {
      params: byFlow,
      reply: T.Object({}),
      errors: unknown,
    },
  ),
})

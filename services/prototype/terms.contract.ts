import { Id, OneOf, type Static, T, Time } from '#platform/contract'

// Words that the parts of the contract share.

/** Where one text of the prototype comes from. */
export const SlotText = T.Object({
  slot: T.String(),
  text: T.String(),
  source: OneOf(['customer', 'proposal'], 'customer: words of the input; proposal: ours, marked as such.'),
  evidence: T.Optional(T.Object({ source: T.String(), start: T.Integer(), end: T.Integer(), text: T.String() })),
})

export const Prototype = T.Object({
  id: Id('pro'),
  requestId: T.String(),
  version: T.Integer({ minimum: 1 }),
  template: T.Object({ id: T.String(), version: T.String(), reasons: T.Array(T.String()) }),
  path: T.String({ description: 'Path of its first page on this host; unguessable, read-only, not indexed.' }),
  zipPath: T.String(),
  pages: T.Array(
    T.Object({
      path: T.String(),
      title: T.String(),
      covers: T.Array(T.String({ description: 'Feature ids shown on the page.' })),
      parent: T.Optional(T.String({ description: 'Path of the page that an inner page is reached from.' })),
    }),
  ),
  uncovered: T.Array(T.String({ description: 'Feature ids that no page shows.' })),
  missing: T.Optional(
    T.Array(T.Object({ featureId: T.String(), because: T.String() }), {
      description: 'Why a wish is on no page, as the page about the prototype says it.',
    }),
  ),
  look: T.Optional(T.Array(T.String(), { description: 'Where its colours and type come from, in sentences.' })),
  texts: T.Array(SlotText),
  createdAt: Time,
  expiresAt: T.Optional(T.String({ format: 'date-time', description: 'When its link stops working.' })),
})
export type Prototype = Static<typeof Prototype>

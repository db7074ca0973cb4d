import { constraintKinds, Feature, industries, ProductKind, qualityKinds } from '#contracts/nlp'
import { OneOf, type Static, T } from '#platform/contract'

const exact = { additionalProperties: false }
const where = { source: T.String(), quote: T.String() }
const list = <P extends Record<string, any>>(more: P) => T.Array(T.Object({ ...more, ...where }, exact))

/**
 * What a model is asked for: claims, each with the words it rests on. Plain on purpose, without lengths and counts, since not every server takes those in a
 * schema; what is too long or too much is cut by us.
 */
export const Claims = T.Object(
  {
    summary: list({}),
    kind: T.Object({ value: ProductKind, ...where }, exact),
    industry: T.Object({ value: OneOf(industries), ...where }, exact),
    users: list({ name: T.String() }),
    statements: list({
      name: T.String(),
      category: Feature.properties.category,
      priority: Feature.properties.priority,
    }),
    qualities: list({ kind: OneOf(qualityKinds) }),
    constraints: list({ kind: OneOf(constraintKinds) }),
    entities: list({
      kind: OneOf(['person', 'organisation', 'place', 'money', 'date', 'quantity', 'email', 'phone', 'url']),
    }),
    questions: list({ question: T.String() }),
  },
  exact,
)
export type Claims = Static<typeof Claims>

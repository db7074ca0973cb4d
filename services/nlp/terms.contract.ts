import { OneOf, type Static, T } from '#platform/contract'

// Words that the parts of the contract share.

/** A span of one input, so that every statement can be traced. Offsets are UTF-16 code units into the source text. */
export const Quote = T.Object({
  source: T.String({ description: 'Id of the source: `description`, `voice`, or a file id.' }),
  start: T.Integer({ minimum: 0 }),
  end: T.Integer({ minimum: 0 }),
  text: T.String({ description: 'Exactly the characters of the source between start and end.' }),
})
export type Quote = Static<typeof Quote>

/** One text the analysis may read. */
export const Source = T.Object({
  id: T.String(),
  kind: OneOf(['description', 'voice', 'document']),
  label: T.String({ description: 'What a person would call it, such as the file name.' }),
  text: T.String(),
  pages: T.Optional(
    T.Array(
      T.Object({
        number: T.Integer({ minimum: 1 }),
        start: T.Integer({ minimum: 0 }),
        end: T.Integer({ minimum: 0 }),
        part: T.Optional(T.Object({ name: T.String(), page: T.Integer({ minimum: 1 }) })),
      }),
      { description: 'Which page of the file each stretch of the text is; so a quote has a file and a page.' },
    ),
  ),
  doubtful: T.Optional(
    T.Array(T.Object({ start: T.Integer({ minimum: 0 }), end: T.Integer({ minimum: 0 }) }), {
      description: 'Words that were recognised and may be misread.',
    }),
  ),
})
export type Source = Static<typeof Source>
export const confidence = T.Number({ minimum: 0, maximum: 1 })
export const complexities = ['simple', 'moderate', 'complex', 'enterprise'] as const
export const Complexity = OneOf(complexities)
export type Complexity = Static<typeof Complexity>

export const industries = [
  'retail',
  'food',
  'health',
  'education',
  'finance',
  'real-estate',
  'travel',
  'logistics',
  'manufacturing',
  'construction',
  'beauty',
  'sports',
  'events',
  'media',
  'software',
  'legal',
  'nonprofit',
  'agriculture',
  'automotive',
  'crafts',
  'other',
] as const

export const productKinds = [
  'website',
  'mobile-app',
  'api',
  'e-commerce',
  'crm',
  'analytics',
  'ai-ml',
  'enterprise',
  'general',
] as const

export const ProductKind = OneOf(productKinds, 'The nine kinds of offer.')
export type ProductKind = Static<typeof ProductKind>

export const foundBy = T.Optional(
  OneOf(['rules', 'model'], 'Who found it; the rules when absent. Whatever a model found is quoted, too.'),
)

export const qualityKinds = [
  'privacy',
  'security',
  'performance',
  'accessibility',
  'offline',
  'localisation',
  'usability',
] as const

export const constraintKinds = ['technology', 'hosting', 'legal', 'budget', 'time'] as const

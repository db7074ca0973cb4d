export type Schema = { [keyword: string]: any }
/** One way in which the second schema is stricter. `code` tells an added limit from a value missing in a list of allowed ones. */
export type Restriction = { place: string; code: 'limit' | 'value'; what: string }

const kinds = ['string', 'number', 'boolean', 'null', 'object', 'array'] as const
type Kind = (typeof kinds)[number]
const floors = {
  number: ['minimum', 'exclusiveMinimum'],
  string: ['minLength'],
  array: ['minItems'],
  object: ['minProperties'],
}
const ceilings = {
  number: ['maximum', 'exclusiveMaximum'],
  string: ['maxLength'],
  array: ['maxItems'],
  object: ['maxProperties'],
}
const exact = {
  number: ['multipleOf'],
  string: ['pattern', 'format', 'contentEncoding', 'contentMediaType'],
  array: ['uniqueItems', 'prefixItems', 'contains'],
  object: ['propertyNames', 'dependentRequired'],
}
/** Keywords whose effect this check does not work out: any difference counts as a restriction. */
const opaque = [
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  '$ref',
  '$defs',
  'unevaluatedProperties',
  'unevaluatedItems',
]

/**
 * Finds where `to` refuses values that `from` accepts (JSON Schema 2020-12). Errs on the safe side: an empty answer means that nothing known to `from` is
 * refused; what the check does not understand is reported. Properties that `from` does not name are not considered, so a new optional property is free.
 */
export function restrictions(from: Schema, to: Schema, place = ''): Restriction[] {
  if (isEqual(from, to)) return []
  const before = flatten(from)
  const after = flatten(to)
  const limit = (what: string, code: Restriction['code'] = 'limit'): Restriction => ({ place, code, what })
  const shared = kindsOf(before).filter((kind) => kindsOf(after).includes(kind))
  return [
    ...kindsOf(before)
      .filter((kind) => !shared.includes(kind))
      .map((kind) => limit(`a value of type ${kind} is refused`)),
    ...(shared.includes('number') && isIntegerOnly(after) && !isIntegerOnly(before)
      ? [limit('a number must be an integer')]
      : []),
    ...valueRestrictions(before, after, limit),
    ...shared.flatMap((kind) => boundRestrictions(kind, before, after, limit)),
    ...(shared.includes('object') ? objectRestrictions(before, after, place, limit) : []),
    ...(shared.includes('array') ? itemRestrictions(before, after, place) : []),
    ...choiceRestrictions(before, after, place, limit),
    ...opaque
      .filter((keyword) => after[keyword] !== undefined && !isEqual(before[keyword], after[keyword]))
      .map((keyword) => limit(`\`${keyword}\` changed in a way that cannot be judged`)),
  ]
}

type Limit = (what: string, code?: Restriction['code']) => Restriction
const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const isIntegerOnly = (schema: Schema) =>
  [schema.type].flat().includes('integer') && ![schema.type].flat().includes('number')

function kindsOf(schema: Schema): readonly Kind[] {
  if (schema.type === undefined) return kinds
  return [...new Set([schema.type].flat().map((type: string) => (type === 'integer' ? 'number' : type) as Kind))]
}

/** Turns `const` into `enum`, and `allOf` into one schema where its parts can be joined without changing the meaning. */
function flatten(schema: Schema): Schema {
  const { const: only, allOf, ...rest } = schema
  const own = only === undefined ? rest : { ...rest, enum: [only] }
  if (!allOf) return own
  const parts = [own, ...(allOf as Schema[]).map(flatten)]
  // A closed part of an `allOf` closes itself against its siblings; joined, it would not.
  if (parts.some((part) => part.additionalProperties !== undefined)) return { ...own, allOf }
  const joined: Schema = {}
  for (const [keyword, value] of parts.flatMap((part) => Object.entries(part))) {
    if (keyword === 'required') joined.required = [...new Set([...(joined.required ?? []), ...value])]
    else if (keyword === 'properties') joined.properties = joinProperties(joined.properties ?? {}, value)
    else if (joined[keyword] === undefined || isNote(keyword)) joined[keyword] = value
    else if (!isEqual(joined[keyword], value)) return { ...own, allOf }
  }
  return joined
}
const joinProperties = (a: Schema, b: Schema): Schema =>
  Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) => [
      name,
      a[name] && b[name] && !isEqual(a[name], b[name]) ? { allOf: [a[name], b[name]] } : (b[name] ?? a[name]),
    ]),
  )
const isNote = (keyword: string) =>
  ['description', 'title', 'examples', 'default', '$comment', 'deprecated'].includes(keyword)

function valueRestrictions(before: Schema, after: Schema, limit: Limit): Restriction[] {
  if (after.enum === undefined) return []
  if (before.enum === undefined) return [limit(`only ${JSON.stringify(after.enum)} are accepted`)]
  return before.enum
    .filter((value: unknown) => !after.enum.some((other: unknown) => isEqual(value, other)))
    .map((value: unknown) => limit(`the value ${JSON.stringify(value)} is refused`, 'value'))
}

function boundRestrictions(kind: Kind, before: Schema, after: Schema, limit: Limit): Restriction[] {
  if (kind === 'boolean' || kind === 'null') return []
  const isStricter = (keyword: string) => {
    if (after[keyword] === undefined) return false
    if (floors[kind].includes(keyword)) return after[keyword] > (before[keyword] ?? Number.NEGATIVE_INFINITY)
    if (ceilings[kind].includes(keyword)) return after[keyword] < (before[keyword] ?? Number.POSITIVE_INFINITY)
    return after[keyword] !== false && !isEqual(before[keyword], after[keyword])
  }
  return [...floors[kind], ...ceilings[kind], ...exact[kind]]
    .filter(isStricter)
    .map((keyword) =>
      limit(
        `\`${keyword}\` is ${JSON.stringify(after[keyword])}${before[keyword] === undefined ? '' : ` and was ${JSON.stringify(before[keyword])}`}`,
      ),
    )
}

function objectRestrictions(before: Schema, after: Schema, place: string, limit: Limit): Restriction[] {
  const known = Object.entries<Schema>(before.properties ?? {})
  const isClosed = after.additionalProperties === false
  const added = (after.required ?? []).filter((name: string) => !(before.required ?? []).includes(name))
  const rest = after.additionalProperties
  const hadRest = before.additionalProperties
  return [
    ...added.map((name: string) => limit(`\`${name}\` is required`)),
    ...known.flatMap(([name, property]) => {
      const other = after.properties?.[name] ?? patternFor(after, name) ?? (typeof rest === 'object' ? rest : undefined)
      if (other) return restrictions(property, other, place ? `${place}.${name}` : name)
      return isClosed ? [limit(`\`${name}\` is refused`)] : []
    }),
    ...(isClosed && hadRest !== false ? [limit('properties that are not named are refused')] : []),
    ...(typeof rest === 'object' && hadRest !== false
      ? restrictions(hadRest === undefined || hadRest === true ? {} : hadRest, rest, `${place}.*`)
      : []),
    ...Object.entries<Schema>(after.patternProperties ?? {}).flatMap(([pattern, schema]) =>
      restrictions(before.patternProperties?.[pattern] ?? (hadRest === false ? schema : {}), schema, `${place}.*`),
    ),
    ...Object.keys(before.patternProperties ?? {})
      .filter((pattern) => isClosed && !after.patternProperties?.[pattern])
      .map((pattern) => limit(`names like \`${pattern}\` are refused`)),
  ]
}
const patternFor = (schema: Schema, name: string): Schema | undefined =>
  Object.entries<Schema>(schema.patternProperties ?? {}).find(([pattern]) => new RegExp(pattern, 'u').test(name))?.[1]

function itemRestrictions(before: Schema, after: Schema, place: string): Restriction[] {
  if (after.items === undefined || after.items === true) return []
  if (after.items === false)
    return before.items === false ? [] : [{ place, code: 'limit', what: 'further items are refused' }]
  return restrictions(typeof before.items === 'object' ? before.items : {}, after.items, `${place}[]`)
}

/** Each variant of `before` must be accepted whole by at least one variant of `after`. */
function choiceRestrictions(before: Schema, after: Schema, place: string, limit: Limit): Restriction[] {
  const { anyOf: had, ...own } = before
  const variants: Schema[] = had
    ? had.map((variant: Schema) =>
        Object.keys(own).every(isNote) ? flatten(variant) : flatten({ ...own, allOf: [variant] }),
      )
    : [own]
  const wanted: Schema[] | undefined = after.anyOf
  if (!wanted) {
    const { anyOf: _, ...plain } = after
    // Without a choice in `before` the caller has compared everything else already.
    return had ? variants.flatMap((variant) => restrictions(variant, plain, place)) : []
  }
  return variants
    .filter((variant) => !wanted.some((choice) => restrictions(variant, choice).length === 0))
    .map((variant) => limit(`no variant accepts ${JSON.stringify(variant.type ?? variant.enum ?? variant)} as before`))
}

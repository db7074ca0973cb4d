import assert from 'node:assert/strict'
import test from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { restrictions, type Schema } from './compatibility-schema.ts'

const found = (from: Schema, to: Schema) => restrictions(from, to).map(({ place, what }) => `${place}: ${what}`)

/** Repeatable numbers in [0, 1) from a seed (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
type Next = () => number
const upTo = (next: Next, max: number) => Math.floor(next() * (max + 1))
const pick = <V>(next: Next, values: readonly V[]): V => values[upTo(next, values.length - 1)]!

function randomSchema(next: Next, depth: number): Schema {
  const kind = pick(next, [
    'string',
    'integer',
    'number',
    'boolean',
    'enum',
    'const',
    ...(depth > 0 ? ['object', 'object', 'array', 'anyOf', 'allOf', 'record', 'any'] : []),
  ])
  const inner = () => randomSchema(next, depth - 1)
  const maybe = (schema: Schema) => (next() < 0.4 ? schema : {})
  switch (kind) {
    case 'string':
      return {
        type: 'string',
        ...maybe({ minLength: upTo(next, 2) }),
        ...maybe({ maxLength: 1 + upTo(next, 3) }),
        ...maybe({ pattern: pick(next, ['^a', 'b$']) }),
      }
    case 'integer':
    case 'number':
      return { type: kind, ...maybe({ minimum: upTo(next, 2) }), ...maybe({ maximum: 3 + upTo(next, 2) }) }
    case 'boolean':
      return { type: 'boolean' }
    case 'enum':
      return { type: 'string', enum: ['a', 'ab', 'b', 'bb'].filter(() => next() < 0.6).concat('aab') }
    case 'const':
      return { const: pick(next, ['a', 1, 'b']) }
    case 'array':
      return {
        type: 'array',
        items: inner(),
        ...maybe({ minItems: upTo(next, 1) }),
        ...maybe({ maxItems: 1 + upTo(next, 2) }),
      }
    case 'anyOf':
      return { anyOf: [inner(), inner()] }
    case 'allOf':
      return { allOf: [randomObject(next, depth, ['a', 'b']), randomObject(next, depth, ['c', 'd'])] }
    case 'record':
      return { type: 'object', patternProperties: { '^.*$': inner() } }
    case 'any':
      return {}
    default:
      return { ...randomObject(next, depth, ['a', 'b', 'c']), ...maybe({ additionalProperties: false }) }
  }
}
function randomObject(next: Next, depth: number, names: string[]): Schema {
  const properties = Object.fromEntries(
    names.filter(() => next() < 0.7).map((name) => [name, randomSchema(next, depth - 1)]),
  )
  return { type: 'object', properties, required: Object.keys(properties).filter(() => next() < 0.5) }
}
/** The same schema with one place changed, or another schema now and then. */
function altered(next: Next, schema: Schema): Schema {
  if (next() < 0.15) return randomSchema(next, 2)
  const copy = structuredClone(schema)
  if (copy.properties && next() < 0.7) {
    const names = Object.keys(copy.properties)
    if (names.length > 0) {
      const name = pick(next, names)
      if (next() < 0.3) copy.required = next() < 0.5 ? names : []
      else copy.properties[name] = altered(next, copy.properties[name])
      return copy
    }
  }
  if (copy.items) return { ...copy, items: altered(next, copy.items) }
  if (copy.anyOf)
    return {
      anyOf: [
        ...copy.anyOf.map((variant: Schema) => altered(next, variant)),
        ...(next() < 0.3 ? [{ type: 'null' }] : []),
      ],
    }
  for (const keyword of ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'])
    if (copy[keyword] !== undefined) copy[keyword] += pick(next, [-1, 0, 1])
  if (copy.maxLength < 0) copy.maxLength = 0
  for (const keyword of ['minLength', 'minItems', 'maxItems']) if (copy[keyword] < 0) copy[keyword] = 0
  return copy
}
/** Any value made of the names and values that the random schemas use. */
function randomValue(next: Next, depth: number): unknown {
  switch (upTo(next, depth > 0 ? 6 : 4)) {
    case 0:
      return pick(next, ['', 'a', 'ab', 'b', 'bb', 'aab', 'abbb'])
    case 1:
      return upTo(next, 5)
    case 2:
      return upTo(next, 5) + 0.5
    case 3:
      return next() < 0.5
    case 4:
      return null
    case 5:
      return Array.from({ length: upTo(next, 3) }, () => randomValue(next, depth - 1))
    default:
      return Object.fromEntries(
        ['a', 'b', 'c', 'd'].filter(() => next() < 0.6).map((name) => [name, randomValue(next, depth - 1)]),
      )
  }
}
/** A value shaped by the schema, mostly valid; the validator decides. */
function shaped(next: Next, schema: Schema, depth = 4): unknown {
  if (next() < 0.05 || depth === 0) return randomValue(next, 1)
  if (schema.anyOf) return shaped(next, pick(next, schema.anyOf as Schema[]), depth)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part: Schema) => shaped(next, part, depth)))
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return pick(next, schema.enum)
  if (schema.patternProperties) return { a: shaped(next, schema.patternProperties['^.*$'], depth - 1) }
  if (schema.properties) {
    const names = Object.keys(schema.properties).filter((name) => schema.required.includes(name) || next() < 0.5)
    return Object.fromEntries(names.map((name) => [name, shaped(next, schema.properties[name], depth - 1)]))
  }
  if (schema.type === 'array') return Array.from({ length: upTo(next, 3) }, () => shaped(next, schema.items, depth - 1))
  if (schema.type === 'integer') return upTo(next, 5)
  if (schema.type === 'number') return upTo(next, 10) / 2
  if (schema.type === 'boolean') return next() < 0.5
  return schema.type === 'string' ? pick(next, ['', 'a', 'ab', 'b', 'bb', 'aab', 'abbb']) : randomValue(next, depth - 1)
}

/** Only the properties that a schema names: for others the check makes no promise. */
function knownOnly(value: unknown, schema: Schema): boolean {
  if (value === null || typeof value !== 'object') return true
  const parts = [schema, ...(schema.allOf ?? []), ...(schema.anyOf ?? [])]
  if (Array.isArray(value))
    return value.every((item) => parts.some((part) => part.items && knownOnly(item, part.items)))
  return Object.entries(value).every(([name, inner]) =>
    parts.some(
      (part) =>
        (part.properties?.[name] ?? part.patternProperties?.['^.*$']) &&
        knownOnly(inner, part.properties?.[name] ?? part.patternProperties['^.*$']),
    ),
  )
}

test('When no restriction is found, a validator accepts under the new schema whatever it accepted under the old one.', () => {
  const ajv = new Ajv2020({ strict: false })
  let compared = 0
  for (let round = 0; round < 1_500; round++) {
    const next = sequence(round)
    const from = randomSchema(next, 2)
    const to = altered(next, from)
    if (restrictions(from, to).length > 0) continue
    const [isOld, isNew] = [ajv.compile(from), ajv.compile(to)]
    for (let tries = 0; tries < 12; tries++) {
      const value = shaped(next, from)
      if (!isOld(value) || !knownOnly(value, from)) continue
      compared += 1
      assert.ok(
        isNew(value),
        `seed ${round}: ${JSON.stringify(value)} of ${JSON.stringify(from)} is refused by ${JSON.stringify(to)}`,
      )
    }
  }
  assert.ok(compared > 2_000, `only ${compared} values compared`)
})

test('A schema never restricts itself, and a note on any of its parts changes nothing.', () => {
  const isSchema = (value: object) => ['type', 'anyOf', 'allOf', 'const'].some((keyword) => keyword in value)
  for (let round = 0; round < 500; round++) {
    const schema = randomSchema(sequence(round), 3)
    const noted = JSON.parse(JSON.stringify(schema), (_, value) =>
      value && typeof value === 'object' && isSchema(value) ? { ...value, description: 'Noted.' } : value,
    )
    assert.deepEqual(restrictions(schema, noted), [], JSON.stringify(schema))
  }
})

test('Each kind of restriction is found and named.', () => {
  const object = (properties: Schema, required: string[] = []) => ({ type: 'object', properties, required })
  assert.deepEqual(found({ type: 'number' }, { type: 'integer' }), [': a number must be an integer'])
  assert.deepEqual(found({ type: ['string', 'null'] }, { type: 'string' }), [': a value of type null is refused'])
  assert.deepEqual(found({ enum: ['a', 'b'] }, { enum: ['a'] }), [': the value "b" is refused'])
  assert.deepEqual(found({ type: 'string' }, { type: 'string', maxLength: 5 }), [': `maxLength` is 5'])
  assert.deepEqual(found({ type: 'string', pattern: 'a' }, { type: 'string', pattern: 'b' }), [
    ': `pattern` is "b" and was "a"',
  ])
  assert.deepEqual(found(object({ a: {} }), object({ a: {} }, ['a'])), [': `a` is required'])
  assert.deepEqual(
    found(object({ a: { type: 'array', items: {} } }), object({ a: { type: 'array', items: { type: 'string' } } }))
      .length,
    5,
  )
  assert.deepEqual(found(object({}), { ...object({}), additionalProperties: false }), [
    ': properties that are not named are refused',
  ])
  assert.deepEqual(
    found({ allOf: [object({ a: {} }), object({ b: { type: 'number' } })] }, object({ a: {}, b: { type: 'integer' } })),
    ['b: a number must be an integer'],
  )
  assert.deepEqual(found({}, { not: { type: 'string' } }), [': `not` changed in a way that cannot be judged'])
})

test('Accepting more is no restriction.', () => {
  assert.deepEqual(found({ type: 'integer', minimum: 1 }, { type: 'number' }), [])
  assert.deepEqual(found({ type: 'string' }, { anyOf: [{ type: 'null' }, { type: 'string' }] }), [])
  assert.deepEqual(found({ const: 'a' }, { enum: ['a', 'b'] }), [])
  assert.deepEqual(
    found({ type: 'object', properties: {}, additionalProperties: false }, { type: 'object', properties: { a: {} } }),
    [],
  )
})

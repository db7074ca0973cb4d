import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formatsPlugin from 'ajv-formats'
import type { TSchema } from './contract.ts'
import { platformErrors, Refusal, refuse } from './errors.ts'

// allErrors stays off: with it, one hostile body can make validation do unbounded work.
const strictAjv = new Ajv2020({ strict: false, useDefaults: true })
// Query strings, path parameters and form fields arrive as text.
const textAjv = new Ajv2020({ strict: false, useDefaults: true, coerceTypes: true })
const addFormats = formatsPlugin as unknown as (ajv: Ajv2020) => void
addFormats(strictAjv)
addFormats(textAjv)

const compiled = new WeakMap<object, { json?: ValidateFunction; text?: ValidateFunction }>()

function checkOf(schema: TSchema, from: 'json' | 'text'): ValidateFunction {
  let entry = compiled.get(schema)
  if (!entry) {
    entry = {}
    compiled.set(schema, entry)
  }
  entry[from] ??= (from === 'json' ? strictAjv : textAjv).compile(schema)
  return entry[from]
}

/** Whether a value fits a schema. Defaults are filled in. */
export const fits = (schema: TSchema, value: unknown): boolean => checkOf(schema, 'json')(value)

/**
 * Checks a value against a schema, fills in defaults and returns it. With `from: 'text'`, strings are turned into the numbers and booleans the schema asks for.
 * @throws Refusal `invalid_input` naming the place and the rule
 */
export function validate<T>(schema: TSchema, value: unknown, from: 'json' | 'text' = 'json'): T {
  const check = checkOf(schema, from)
  if (check(value)) return value as T
  const errors = (check.errors ?? []).map((e) => ({
    path:
      e.instancePath.slice(1).replaceAll('/', '.') ||
      String(e.params.missingProperty ?? e.params.additionalProperty ?? ''),
    message: e.message ?? 'is not valid',
  }))
  const first = errors[0]
  const refusal = new Refusal(
    'invalid_input',
    platformErrors.invalid_input!.status,
    first ? `${first.path || 'The value'} ${first.message}.` : undefined,
  )
  throw Object.assign(refusal, { errors })
}

// For the forms people fill in: all that is wrong is said at once. What they fill in is small.
const wholeAjv = new Ajv2020({ strict: false, useDefaults: true, allErrors: true })
addFormats(wholeAjv)

/**
 * Checks a value against a schema that was stored, fills in defaults and returns it.
 * @throws Refusal `invalid_input` with everything that is wrong in `errors`, field by field
 */
export function validateWhole<T>(schema: TSchema, value: unknown): T {
  try {
    const check = wholeAjv.compile(schema)
    if (check(value)) return value as T
    const errors = (check.errors ?? []).map(({ instancePath, params, message }) => ({
      path: [...instancePath.split('/').slice(1), params.missingProperty ?? params.additionalProperty ?? []]
        .flat()
        .join('.'),
      message: message ?? 'is not valid',
    }))
    const detail = errors.map((e) => `${e.path || 'The value'} ${e.message}.`).join(' ')
    throw Object.assign(new Refusal('invalid_input', platformErrors.invalid_input!.status, detail), { errors })
  } finally {
    // It is another object each time it is read: kept, they would fill the memory.
    wholeAjv.removeSchema(schema)
  }
}

/** What is wrong with a value, in words; undefined when it fits. */
export function problemWith(schema: TSchema, value: unknown): string | undefined {
  try {
    validate(schema, value)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

// A megabyte of brackets would end in a stack overflow; no contract comes near this.
const depthMax = 64

/**
 * Makes every string in a value storable: lone surrogates and NUL, which PostgreSQL refuses in text and jsonb, become U+FFFD, the
 * Unicode replacement character, so that nothing is silently dropped.
 * @throws Refusal `invalid_input` for a value nested more than 64 deep
 */
export function storable<T>(value: T, depth = 0): T {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\ufffd') as T
  if (!value || typeof value !== 'object') return value
  if (depth >= depthMax) refuse('invalid_input', `The value is nested more than ${depthMax} deep.`)
  if (Array.isArray(value)) return value.map((v) => storable(v, depth + 1)) as T
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, storable(v, depth + 1)])) as T
}

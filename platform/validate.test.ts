import assert from 'node:assert/strict'
import { test } from 'node:test'
import { T } from './contract.ts'
import type { Refusal } from './errors.ts'
import { storable, validate } from './validate.ts'

const Schema = T.Object(
  { id: T.Integer({ minimum: 1 }), note: T.Optional(T.String()) },
  { additionalProperties: false },
)

test('a value that does not fit is refused with the place and the rule', () => {
  assert.throws(
    () => validate(Schema, { id: 0 }),
    (e: Refusal) => e.code === 'invalid_input' && e.status === 400 && /id must be >= 1/.test(e.message),
  )
  assert.throws(
    () => validate(Schema, { id: 1, more: 1 }),
    (e: Refusal) => /more/.test(e.message),
  )
  assert.throws(
    () => validate(Schema, {}),
    (e: Refusal) => /id/.test(e.message),
  )
})

test('text becomes a number only where text is all there can be', () => {
  assert.deepEqual(validate(Schema, { id: '7' }, 'text'), { id: 7 })
  assert.throws(() => validate(Schema, { id: '7' }))
})

test('what PostgreSQL cannot store is replaced visibly and nothing else is touched', () => {
  assert.deepEqual(storable({ a: ['\0x', '\ud800', 'fine 🙂'], n: 1, none: null }), {
    a: ['\ufffdx', '\ufffd', 'fine 🙂'],
    n: 1,
    none: null,
  })
})

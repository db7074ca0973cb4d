import assert from 'node:assert/strict'
import { test } from 'node:test'
import { T } from './contract.ts'
import { declaredOf } from './declared.ts'

const Person = T.Object({ name: T.String(), address: T.Optional(T.Object({ city: T.String() })) })

test('what a schema does not name is left out, however deep it lies, and the value stays as it was', () => {
  const value = { name: 'Ada', address: { city: 'Brno', door: 4 }, passwordHash: 'x' }
  assert.deepEqual(declaredOf(Person, value), { name: 'Ada', address: { city: 'Brno' } })
  assert.deepEqual(declaredOf(T.Array(Person), [value, { name: 'Bo' }]), [
    { name: 'Ada', address: { city: 'Brno' } },
    { name: 'Bo' },
  ])
  assert.deepEqual(value, { name: 'Ada', address: { city: 'Brno', door: 4 }, passwordHash: 'x' })
})

test('a value with nothing to leave out is given back itself', () => {
  const people = [{ name: 'Ada', address: { city: 'Brno' } }]
  assert.equal(declaredOf(T.Array(Person), people), people)
})

test('a schema that says that more may come, or names nothing, keeps what there is', () => {
  const value = { name: 'Ada', more: { deep: true } }
  for (const schema of [
    T.Unknown(),
    T.Object({ name: T.String() }, { additionalProperties: true }),
    T.Unsafe({ type: 'object' }),
    T.Record(T.String(), T.Unknown()),
  ])
    assert.equal(declaredOf(schema, value), value)
  const record = declaredOf(T.Record(T.String(), Person), { a: { name: 'Ada', age: 36 } })
  assert.deepEqual(record, { a: { name: 'Ada' } })
})

test('a property that is called like one every object has is one that the schema does not name', () => {
  const value = JSON.parse('{"name":"Ada","constructor":1,"__proto__":{"isAdmin":true}}')
  assert.deepEqual(Object.keys(declaredOf(Person, value)), ['name'])
})

test('of several forms the one counts that fits and leaves least out; of forms that all hold, each names its part', () => {
  const Small = T.Object({ kind: T.String() })
  const Large = T.Object({ kind: T.Literal('large'), size: T.Integer() })
  const large = { kind: 'large', size: 3 }
  assert.equal(declaredOf(T.Union([Small, Large]), large), large)
  assert.deepEqual(declaredOf(T.Union([Small, T.Null()]), { kind: 'x', more: 1 }), { kind: 'x' })
  assert.equal(declaredOf(T.Union([Small, T.Null()]), null), null)
  const both = { kind: 'large', size: 3, name: 'Ada', hash: 'x' }
  assert.deepEqual(declaredOf(T.Intersect([Person, Large]), both), { kind: 'large', size: 3, name: 'Ada' })
})

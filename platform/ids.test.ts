import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Id } from './contract.ts'
import { idOf, newId, newReference } from './ids.ts'
import { validate } from './validate.ts'

test('ids fit their schema, sort by time and do not repeat', () => {
  const early = newId('req', 1_000)
  const late = newId('req', 2_000)
  validate(Id('req'), early)
  assert.ok(early < late)
  assert.equal(new Set(Array.from({ length: 10_000 }, () => newId('req', 1_000))).size, 10_000)
})

test('an id of a text is the same each time, another for another text or prefix, and sorts before those of any time', () => {
  const id = idOf('req', 'ten_a')
  validate(Id('req'), id)
  assert.equal(idOf('req', 'ten_a'), id)
  assert.notEqual(idOf('req', 'ten_b'), id)
  assert.notEqual(idOf('prj', 'ten_a').slice(4), id.slice(4))
  assert.ok(id < newId('req', 1_000))
})

test('a reference has no letter that can be taken for another', () => {
  for (let i = 0; i < 200; i++) assert.match(newReference('SX'), /^SX-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
})

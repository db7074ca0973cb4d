import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Id } from './contract.ts'
import { newId, newReference } from './ids.ts'
import { validate } from './validate.ts'

test('ids fit their schema, sort by time and do not repeat', () => {
  const early = newId('req', 1_000)
  const late = newId('req', 2_000)
  validate(Id('req'), early)
  assert.ok(early < late)
  assert.equal(new Set(Array.from({ length: 10_000 }, () => newId('req', 1_000))).size, 10_000)
})

test('a reference has no letter that can be taken for another', () => {
  for (let i = 0; i < 200; i++) assert.match(newReference('SX'), /^SX-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
})

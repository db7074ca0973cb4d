import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPace } from './pace.ts'

test('A process that knows nothing of its tasks claims nothing in advance.', () => {
  assert.equal(openPace(8).ahead(0), 0)
})

test('The quicker the tasks, the more are claimed in advance, within bounds.', () => {
  const pace = openPace(8)
  pace.took('quick', 4)
  assert.equal(pace.ahead(0), 32)
  for (let i = 0; i < 50; i++) pace.took('quick', 0)
  assert.equal(pace.ahead(0), 192)
})

test('One slow kind of task, or one task that is slow right now, ends it.', () => {
  const pace = openPace(8)
  pace.took('quick', 0.1)
  assert.equal(pace.ahead(19), 0)
  assert.equal(pace.ahead(30), 0)
  assert.equal(pace.ahead(0), 192)
  pace.took('slow', 500)
  assert.equal(pace.ahead(0), 0)
})

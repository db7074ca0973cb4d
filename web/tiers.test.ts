import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTiers } from './tiers.ts'

test('a tier that holds all of the one before lists only what it adds', () => {
  const read = readTiers([
    { name: 'S', items: ['a'] },
    { name: 'M', items: ['b', 'a'] },
    { name: 'L', items: ['a', 'b', 'c'] },
  ])
  assert.deepEqual(read, [
    { name: 'S', items: ['a'] },
    { name: 'M', inherits: 'S', items: ['b'] },
    { name: 'L', inherits: 'M', items: ['c'] },
  ])
})

test('a tier that lacks something of the one before keeps its whole list', () => {
  const read = readTiers([
    { name: 'S', items: ['a', 'support'] },
    { name: 'M', items: ['a', 'b'] },
  ])
  assert.deepEqual(read[1], { name: 'M', items: ['a', 'b'] })
})

test('an empty tier is inherited by nobody', () => {
  assert.deepEqual(
    readTiers([
      { name: 'S', items: [] },
      { name: 'M', items: ['a'] },
    ])[1],
    { name: 'M', items: ['a'] },
  )
})

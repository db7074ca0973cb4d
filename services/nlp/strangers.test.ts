import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strangersIn } from './strangers.ts'

test('a word is said by its possessive and by the plural or singular of what was written small', () => {
  assert.deepEqual(strangersIn('Children', ['Children’s data must be deleted.']), [])
  assert.deepEqual(strangersIn('Children', ["Children's data must be deleted."]), [])
  assert.deepEqual(strangersIn('Parents', ["The parents' addresses stay hidden."]), [])
  assert.deepEqual(strangersIn("Fernsby's page", ['We are Fernsby.']), [])
  assert.deepEqual(strangersIn('Children, Child, Boxes, Cities', ['each child has a box in the city']), [])
})

test('a name in the plural, another name and a longer word are strangers still', () => {
  assert.deepEqual(strangersIn('Roberts', ['We are Robert.']), ['Roberts'])
  assert.deepEqual(strangersIn('Robert', ['We are Roberts.']), ['Robert'])
  assert.deepEqual(strangersIn('Childcare for Fernsby', ['each child']), ['Childcare', 'Fernsby'])
  assert.deepEqual(strangersIn('30 Bus', ['20 bus']), ['30'])
})

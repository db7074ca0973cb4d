import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cutJson } from './cut-json.ts'

test('the first whole JSON value is cut out of prose and fences', () => {
  assert.deepEqual(cutJson('Here you are: ```json\n{"a": "}{", "b": [1, "\\""]}\n``` Bye {x}.'), {
    a: '}{',
    b: [1, '"'],
  })
  assert.deepEqual(cutJson('{not json} but [1, 2]'), [1, 2])
})

test('text without a whole value gives nothing', () => {
  for (const text of ['', 'none', '{"a": 1', '}{', '"text"']) assert.equal(cutJson(text), undefined)
})

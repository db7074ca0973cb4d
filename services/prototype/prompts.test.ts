import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { changePrompt } from './prompts.ts'

test('The prompt never changes under its name, because answers are kept under it.', () => {
  const digest = createHash('sha256').update(changePrompt.text).digest('hex').slice(0, 16)
  assert.deepEqual([changePrompt.name, digest], ['change-v1', '704200eedccb8531'])
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { prompts } from './prompts.ts'

test('a prompt never changes under its name, because answers are kept under it', () => {
  const digests = Object.values(prompts).map(({ name, text: words }) => [
    name,
    createHash('sha256').update(words).digest('hex').slice(0, 16),
  ])
  assert.deepEqual(digests, [['analyse-v1', '8f6bd01de6fe4173']])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isApiKey, newApiKey } from './api-key.ts'

test('a key carries a checksum that a changed letter breaks', () => {
  const key = newApiKey()
  assert.match(key, /^sx_live_[0-9A-Za-z]{46}$/)
  assert.equal(isApiKey(key), true)
  for (let at = 8; at < key.length; at++) {
    const other = key[at] === 'x' ? 'y' : 'x'
    assert.equal(isApiKey(key.slice(0, at) + other + key.slice(at + 1)), false, `changed at ${at}`)
  }
  assert.notEqual(newApiKey(), key)
})

test('what is no key is none', () => {
  for (const text of ['', 'sx_live_', 'sx_test_abc', `${newApiKey()}x`, ` ${newApiKey()}`])
    assert.equal(isApiKey(text), false)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findToken, forgetTokens, tokenOf } from './token.ts'

const memory = () => {
  const held = new Map<string, string>()
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
  }
}

test('the secret is read from the fragment with or without the hash sign', () => {
  assert.equal(tokenOf('#token=a%2Bb'), 'a+b')
  assert.equal(tokenOf('token=x&other=1'), 'x')
  assert.equal(tokenOf(''), undefined)
  assert.equal(tokenOf('#token='), undefined)
})

test('a secret once seen is remembered for its own request only', () => {
  const storage = memory()
  assert.equal(findToken('req_1', '#token=one', storage), 'one')
  assert.equal(findToken('req_1', '', storage), 'one')
  assert.equal(findToken('req_2', '', storage), undefined)
})

test('a new fragment replaces the remembered secret', () => {
  const storage = memory()
  findToken('req_1', '#token=old', storage)
  assert.equal(findToken('req_1', '#token=new', storage), 'new')
  assert.equal(findToken('req_1', '', storage), 'new')
})

test('blocked storage leaves the fragment', () => {
  const blocked = {
    getItem: () => {
      throw new Error('blocked')
    },
    setItem: () => {
      throw new Error('blocked')
    },
  }
  assert.equal(findToken('req_1', '#token=one', blocked), 'one')
  assert.equal(findToken('req_1', '', blocked), undefined)
})

test('all secrets of a tab are forgotten at once, and nothing else', () => {
  const storage = Object.assign(Object.create({ removeItem: (key: string) => delete storage[key] }), {
    'statex.token.req_1': 'one',
    'statex.token.req_2': 'two',
    'statex.theme': 'dark',
  })
  forgetTokens(storage)
  assert.deepEqual(Object.keys(storage), ['statex.theme'])
})

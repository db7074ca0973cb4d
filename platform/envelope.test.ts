import assert from 'node:assert/strict'
import test from 'node:test'
import { isSealed, open, openKeyring, rewrap, SealBroken, seal } from './envelope.ts'

const oldSecret = 'the old secret of the tests, 32 characters'
const newSecret = 'the new secret of the tests, 32 characters'
const place = 'auth.signing_keys key_1'

test('What was sealed opens at its place, and shows nothing of the content or the key.', () => {
  const keyring = openKeyring([oldSecret])
  const text = seal(keyring, 'a very private key', place)
  assert.equal(open(keyring, text, place).toString(), 'a very private key')
  assert.ok(isSealed(text))
  assert.ok(!text.includes(Buffer.from('a very private key').toString('base64url').slice(0, 12)))
  assert.match(text, /^sealed1\.[\w-]{8}\.[\w-]+\.[\w-]+$/)
  assert.notEqual(seal(keyring, 'a very private key', place), text, 'each seal has a data key of its own')
})

test('Bytes of every kind and length come back as they were, none too.', () => {
  const keyring = openKeyring([oldSecret])
  for (const length of [0, 1, 31, 4_096]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i & 255)
    assert.deepEqual(new Uint8Array(open(keyring, seal(keyring, bytes, place), place)), bytes)
  }
})

test('A text that was moved to another place does not open.', () => {
  const keyring = openKeyring([oldSecret])
  const text = seal(keyring, 'secret', place)
  assert.throws(() => open(keyring, text, 'auth.signing_keys key_2'), SealBroken)
  assert.throws(() => rewrap(openKeyring([newSecret, oldSecret]), text, 'auth.signing_keys key_2'), SealBroken)
})

test('A text with any changed character does not open.', () => {
  const keyring = openKeyring([oldSecret])
  const text = seal(keyring, 'secret', place)
  // The last character of a part may carry bits that base64url leaves out.
  const bytes = Array.from(text, (_, i) => i).filter((i) => text[i + 1] !== '.' && i < text.length - 1)
  for (const i of bytes) {
    const changed = `${text.slice(0, i)}${text[i] === 'A' ? 'B' : 'A'}${text.slice(i + 1)}`
    assert.throws(() => open(keyring, changed, place), SealBroken, `character ${i}`)
  }
  for (const short of ['', 'sealed1', 'sealed1.a.b', text.slice(0, 40), `${text}.x`])
    assert.throws(() => open(keyring, short, place), SealBroken)
})

test('A part of one sealed text does not fit into another one.', () => {
  const keyring = openKeyring([oldSecret])
  const [a, b] = [seal(keyring, 'one', place), seal(keyring, 'two', place)].map((text) => text.split('.'))
  assert.throws(() => open(keyring, [a![0], a![1], a![2], b![3]].join('.'), place), SealBroken)
})

test('After a rotation old texts open, new ones are sealed with the new key, and rewrapped ones need no old key.', () => {
  const old = openKeyring([oldSecret])
  const both = openKeyring([newSecret, oldSecret])
  const text = seal(old, 'secret', place)
  assert.equal(open(both, text, place).toString(), 'secret')
  const rewrapped = rewrap(both, text, place)!
  assert.equal(rewrap(both, rewrapped, place), undefined, 'nothing is left to do')
  const onlyNew = openKeyring([newSecret])
  assert.equal(open(onlyNew, rewrapped, place).toString(), 'secret')
  assert.throws(() => open(onlyNew, text, place), /key "[\w-]{8}", which is not there/)
  assert.throws(() => open(old, rewrapped, place), SealBroken)
})

test('A key that could be guessed is refused, and so is a keyring without one.', () => {
  assert.throws(() => openKeyring(['short']), RangeError)
  assert.throws(() => openKeyring([]), RangeError)
})

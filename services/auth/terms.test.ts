import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemWith } from '#platform/validate'
import { Password } from './terms.contract.ts'

test('A password is judged by its length alone: ten characters at least, two hundred at most, of any kind.', () => {
  for (const taken of [
    'aaaaaaaaaa',
    '0123456789',
    'correct horse battery staple',
    '          ',
    '密码密码密码密码密码',
    'x'.repeat(64),
    'x'.repeat(200),
  ])
    assert.equal(problemWith(Password, taken), undefined, taken)
  for (const refused of ['', '123456789', 'Aa1!Aa1!', 'x'.repeat(201)])
    assert.ok(problemWith(Password, refused), refused)
})

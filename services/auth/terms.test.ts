import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemWith } from '#platform/validate'
import { auth } from './contract.ts'
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

test('Nothing asks for a hint of a password, or for the answer to a question about a person.', () => {
  const names = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, held] of Object.entries(value)) {
      if (name === 'properties') for (const property of Object.keys(held as object)) names.add(property)
      walk(held)
    }
  }
  for (const route of Object.values(auth.routes)) walk('body' in route ? route.body : undefined)
  assert.ok(names.has('password') && names.has('address'), [...names].join(' '))
  for (const name of names) assert.doesNotMatch(name, /hint|question|answer|reminder|maiden|pet$|birth|school/i)
})

import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { InvalidFilter, readFilter } from './filter.ts'

test('"and" binds before "or", and parentheses before both', () => {
  const eq = (name: string, value: unknown) => ({ op: 'eq', name, value })
  assert.deepEqual(readFilter('userName eq "a" or externalId eq "b" and active eq True'), {
    op: 'or',
    left: eq('username', 'a'),
    right: { op: 'and', left: eq('externalid', 'b'), right: eq('active', true) },
  })
  assert.deepEqual(readFilter('(userName eq "a" or externalId eq "b") and not (active eq false)'), {
    op: 'and',
    left: { op: 'or', left: eq('username', 'a'), right: eq('externalid', 'b') },
    right: { op: 'not', of: eq('active', false) },
  })
})

test('quotation marks, schemas and brackets are read as the standard has them', () => {
  assert.deepEqual(readFilter('displayName eq "a \\"b\\" (c)"'), { op: 'eq', name: 'displayname', value: 'a "b" (c)' })
  assert.deepEqual(readFilter('urn:ietf:params:scim:schemas:core:2.0:User:userName sw "a"'), {
    op: 'sw',
    name: 'username',
    value: 'a',
  })
  assert.deepEqual(readFilter('emails[type eq "work" and value co "@x"]'), {
    op: 'and',
    left: { op: 'eq', name: 'emails.type', value: 'work' },
    right: { op: 'co', name: 'emails.value', value: '@x' },
  })
  assert.deepEqual(readFilter('externalId pr'), { op: 'pr', name: 'externalid' })
})

test('whatever is no filter is refused with a sentence, and nothing else happens', () => {
  const none = [
    '',
    'userName',
    'userName eq',
    'userName is "a"',
    'userName eq a',
    '(userName pr',
    'userName pr)',
    'a eq "b',
    'a eq {}',
  ]
  for (const text of [...none, `${'('.repeat(50)}a pr${')'.repeat(50)}`])
    assert.throws(() => readFilter(text), InvalidFilter, text)
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        readFilter(text)
      } catch (error) {
        assert.ok(error instanceof InvalidFilter, `${text}: ${error}`)
      }
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safeReturn } from './session.ts'

const back = (wanted?: string) => safeReturn(wanted, 'https://statex.example.com')

test('a path of this origin is where one goes after signing in', () => {
  assert.equal(back('/oidc/interaction/abc?x=1#y'), '/oidc/interaction/abc?x=1#y')
  assert.equal(back('/account'), '/account')
})

test('nothing that a browser reads as another site is followed', () => {
  const hostile = [
    'https://evil.example.com/',
    '//evil.example.com',
    '/\\evil.example.com',
    '/\t/evil.example.com',
    '\\\\evil.example.com',
    'javascript:alert(1)',
    'evil.example.com',
    '',
  ]
  for (const wanted of hostile) assert.equal(back(wanted), undefined, wanted)
  assert.equal(back(undefined), undefined)
})

test('a path that the parser folds into two slashes is not handed on as another site', () => {
  assert.equal(back('/.//evil.example.com'), undefined)
})

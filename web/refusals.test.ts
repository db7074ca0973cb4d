import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Refusal, reasonOf } from './refusals.ts'

const refusal: Refusal = {
  ...{ id: 'rfs_1', at: '2026-05-04T08:00:00.000Z', trace: '0'.repeat(32), service: 'auth', method: 'GET' },
  ...{ route: '/api/auth/keys', status: 403, code: 'forbidden', address: '192.0.2.1' },
}

test('a missing permission is told of a person by the roles that have it, and of a key by its scopes', () => {
  const lacking = { ...refusal, rule: 'permission', needs: 'auth.read-keys' }
  assert.equal(reasonOf({ ...lacking, who: 'per_1' }), 'permission')
  assert.equal(reasonOf({ ...lacking, who: 'key_1' }), 'scope')
  assert.equal(
    reasonOf({ ...refusal, rule: 'permission' }),
    'other',
    'of a permission that is not named nothing is claimed',
  )
})

test('whoever showed nothing is told apart from whoever showed what does not count', () => {
  const nobody = { ...refusal, status: 401, code: 'unauthorised', rule: 'credential' }
  assert.equal(reasonOf(nobody), 'nobody')
  assert.equal(reasonOf({ ...nobody, shown: 'session' }), 'not_valid')
})

test('a code without words of its own is called other, and shown as it is', () => {
  assert.equal(reasonOf({ ...refusal, code: 'wrong_code' }), 'wrong_code')
  assert.equal(reasonOf({ ...refusal, code: 'invalid_client' }), 'other')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf } from './credentials.ts'

test('every empty field of an account is named', () => {
  assert.deepEqual(faultsOf({ name: ' ', address: '', newPassword: '', current: '', code: ' ', passkeyName: '' }), {
    name: 'name',
    code: 'code',
    passkeyName: 'name',
    address: 'address',
    newPassword: 'password',
    current: 'current',
  })
})

test('a new password is measured, and the one somebody has is not', () => {
  assert.deepEqual(faultsOf({ newPassword: 'too short' }), { newPassword: 'password_short' })
  assert.deepEqual(faultsOf({ newPassword: 'ten signs.', password: 'x', address: 'ann@example.com' }), {})
})

import assert from 'node:assert/strict'
import test from 'node:test'
import { merged } from './merge-patch.ts'

test('a merge patch keeps what it does not name, removes what it sets to null, and replaces lists whole', () => {
  const before = { name: 'A', languages: ['cs', 'en'], branding: { primary: '#111111', senderName: 'A' } }
  assert.deepEqual(merged(before, {}), before)
  assert.deepEqual(merged(before, { name: null, languages: ['de'], branding: { primary: null, accent: '#222222' } }), {
    languages: ['de'],
    branding: { senderName: 'A', accent: '#222222' },
  })
  assert.deepEqual(merged(before, { branding: { primary: null, senderName: null } }), {
    name: 'A',
    languages: ['cs', 'en'],
  })
  assert.deepEqual(merged({}, { rates: { minorPerHour: 1 } }), { rates: { minorPerHour: 1 } })
  assert.equal(before.branding.primary, '#111111', 'what was there is not touched')
})

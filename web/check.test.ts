import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check, descriptionMax, fieldOf, firstFault } from './check.ts'
import { emptyDraft } from './draft.ts'

const good = { ...emptyDraft(1), description: 'A shop for mugs', contactValue: 'jana@example.com' }

test('a complete form has no faults', () => {
  assert.deepEqual(check(good, false, true), {})
})

test('voice or files may stand for the text', () => {
  assert.deepEqual(check({ ...good, description: '  ' }, true, true), {})
  assert.deepEqual(check({ ...good, description: '  ' }, false, true), { description: 'empty' })
})

test('the contact fault names its channel', () => {
  assert.deepEqual(check({ ...good, contactType: 'phone' }, false, true), { contactValue: 'contact_phone' })
})

test('text beyond the limit is a fault, text at the limit is none', () => {
  assert.deepEqual(check({ ...good, description: 'x'.repeat(descriptionMax) }, false, true), {})
  assert.deepEqual(check({ ...good, description: 'x'.repeat(descriptionMax + 1) }, false, true), {
    description: 'too_long',
  })
})

test('the first fault of the page gets the focus', () => {
  assert.equal(firstFault(check(emptyDraft(1), false, false)), 'description')
  assert.equal(firstFault({ consent: 'consent', contactValue: 'contact_email' }), 'contactValue')
  assert.equal(firstFault({}), undefined)
})

test('refusals of the server lead to their field', () => {
  assert.equal(fieldOf('invalid_contact'), 'contactValue')
  assert.equal(fieldOf('storage_full'), undefined)
})

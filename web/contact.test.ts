import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ContactType, contactInput, contactTypes, isContact } from './contact.ts'

const good: [ContactType, string][] = [
  ['email', ' jana@example.com '],
  ['email', 'o’hara+mugs@mail.example.co.uk'],
  ['phone', '+420 601 234 567'],
  ['whatsapp', '00420601234567'],
  ['telegram', '@clay_and_kiln'],
  ['telegram', '+420601234567'],
  ['linkedin', 'https://www.linkedin.com/in/someone'],
  ['webhook', 'https://hooks.example.com/leads?x=1'],
]
const bad: [ContactType, string][] = [
  ['email', ''],
  ['email', 'jana@example'],
  ['email', 'jana example.com'],
  ['email', `${'x'.repeat(320)}@example.com`],
  ['phone', 'call me'],
  ['phone', '12'],
  ['telegram', '@ab'],
  ['linkedin', 'https://example.com/in/someone'],
  ['linkedin', 'https://notlinkedin.com/in/someone'],
  ['webhook', 'ftp://example.com'],
  ['webhook', 'example.com'],
]

test('an address that fits its channel is accepted', () => {
  for (const [type, value] of good) assert.equal(isContact(type, value), true, `${type} ${value}`)
})

test('a slip is caught before sending', () => {
  for (const [type, value] of bad) assert.equal(isContact(type, value), false, `${type} ${value.slice(0, 40)}`)
})

test('every contact type has its input', () => {
  for (const type of contactTypes) assert.ok(contactInput[type])
})

import assert from 'node:assert/strict'
import test from 'node:test'
import { draftOf, patched } from './draft.ts'
import { ScimError } from './error.ts'

const ann = draftOf({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'Ann@example.com',
  externalId: 'x1',
  name: { givenName: 'Ann', familyName: 'Lee', formatted: 'Ann Lee' },
  emails: [{ value: 'other@example.com' }, { value: 'Ann@Example.com', primary: true, type: 'work' }],
  title: 'is not kept',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'is not kept' },
})

test('a resource is read, its primary address too, and what is not kept is ignored', () => {
  assert.deepEqual(ann, {
    userName: 'Ann@example.com',
    externalId: 'x1',
    givenName: 'Ann',
    familyName: 'Lee',
    displayName: 'Ann Lee',
    address: 'ann@example.com',
    isActive: true,
  })
})

test('operations come with paths, without, and in the words of Okta and Entra ID', () => {
  const after = (...operations: object[]) => patched(ann, operations as { op: string }[])
  assert.equal(after({ op: 'replace', value: { active: false } }).isActive, false)
  assert.equal(after({ op: 'Replace', path: 'active', value: 'False' }).isActive, false)
  assert.equal(after({ op: 'Add', path: 'active', value: 'True' }).isActive, true)
  assert.equal(after({ op: 'Replace', path: 'name.familyName', value: 'Low' }).familyName, 'Low')
  assert.equal(after({ op: 'replace', value: { 'name.familyName': 'Low', displayName: 'A' } }).familyName, 'Low')
  assert.equal(
    after({ op: 'Replace', path: 'emails[type eq "work"].value', value: 'New@example.com' }).address,
    'new@example.com',
  )
  assert.equal(after({ op: 'replace', path: 'emails', value: [{ value: 'n@example.com' }] }).address, 'n@example.com')
  assert.equal(after({ op: 'remove', path: 'externalId' }).externalId, undefined)
  assert.equal(
    after({ op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:User:displayName', value: 'B' }).displayName,
    'B',
  )
  assert.deepEqual(after({ op: 'add', path: 'title', value: 'x' }), ann)
  assert.equal(ann.isActive, true, 'what was there is not changed')
})

test('what cannot be understood is refused', () => {
  for (const operation of [
    { op: 'move', path: 'active', value: true },
    { op: 'replace', path: 'active', value: 'perhaps' },
    { op: 'replace', value: 'text' },
    { op: 'remove' },
    { op: 'replace', path: 'a b', value: 1 },
    { op: 'replace', path: 'displayName', value: { a: 1 } },
    { op: 'replace', path: 'displayName', value: 'x'.repeat(400) },
  ])
    assert.throws(() => patched(ann, [operation]), ScimError, JSON.stringify(operation))
})

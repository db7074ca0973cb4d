import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyDraft, isEmptyDraft, parseDraft, sendingOf } from './draft.ts'

const draft = { ...emptyDraft(1_000), description: 'A shop for mugs', contactValue: 'jana@example.com' }

test('a stored draft comes back as it was', () => {
  const kept = { ...draft, name: 'Jana', contactType: 'phone' as const, sending: { key: 'k', fingerprint: 'f' } }
  assert.deepEqual(parseDraft(JSON.stringify(kept), 2_000), kept)
})

test('a missing, damaged or strange draft becomes an empty form', () => {
  for (const stored of [null, '', '{', 'null', '[]', '{"contactType":"fax","startedAt":"x","sending":{"key":1}}'])
    assert.deepEqual(parseDraft(stored, 5), emptyDraft(5), String(stored))
})

test('a draft from the future is taken to begin now', () => {
  assert.equal(parseDraft(JSON.stringify({ ...draft, startedAt: 9_999 }), 5_000).startedAt, 5_000)
})

test('the same content keeps its key after a lost connection', () => {
  const files = [{ id: 'a', size: 3 }]
  const first = sendingOf(draft, files, () => 'one')
  assert.equal(first.key, 'one')
  assert.deepEqual(
    sendingOf({ ...draft, sending: first }, files, () => 'two'),
    first,
  )
})

test('changed words or files get another key', () => {
  const sending = sendingOf(draft, [{ id: 'a', size: 3 }], () => 'one')
  const kept = { ...draft, sending }
  assert.equal(sendingOf({ ...kept, description: 'Another' }, [{ id: 'a', size: 3 }], () => 'two').key, 'two')
  assert.equal(sendingOf(kept, [], () => 'three').key, 'three')
  assert.equal(sendingOf(kept, [{ id: 'a', size: 4 }], () => 'four').key, 'four')
})

test('a draft with any word in it is not empty', () => {
  assert.equal(isEmptyDraft(emptyDraft(1)), true)
  assert.equal(isEmptyDraft(draft), false)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outcome } from './outcome.ts'

const done = { name: 'text', state: 'done' } as const

test('a run whose steps are all done or had nothing to do is completed', () => {
  assert.deepEqual(outcome([done, { name: 'voice', state: 'skipped' }], []), { status: 'completed', reasons: [] })
})
test('a run with a failed step beside an analysis is partial and says which step', () => {
  assert.deepEqual(outcome([done, { name: 'prototype', state: 'failed', reason: 'No template fits.' }], []), {
    status: 'partial',
    reasons: ['No template fits.'],
  })
})
test('a run that left a part of the input unread is never completed', () => {
  assert.deepEqual(outcome([done], [{ label: 'Voice note', reason: 'no recogniser' }]), {
    status: 'partial',
    reasons: ['Voice note: no recogniser'],
  })
})
test('a run without an analysis is failed, whatever else was done', () => {
  assert.equal(
    outcome(
      [
        { name: 'text', state: 'skipped' },
        { name: 'notification', state: 'done' },
      ],
      [],
    ).status,
    'failed',
  )
  assert.ok(outcome([{ name: 'text', state: 'skipped' }], []).reasons.length > 0, 'a failure always has a reason')
})

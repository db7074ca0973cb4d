import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Submission } from '#contracts/submission'
import { applyEvent, progress, reconnectDelayMs } from './live.ts'

const known = {
  status: 'processing',
  attempt: 2,
  steps: [
    { name: 'validation', state: 'done' },
    { name: 'voice', state: 'skipped', reason: 'No recogniser is configured.' },
    { name: 'text', state: 'running' },
    { name: 'offer', state: 'waiting' },
  ],
} as Submission

test('progress counts every step that has ended, skipped ones too', () => {
  assert.deepEqual(progress(known.steps), { finished: 2, all: 4 })
})

test('a step event replaces its step and leaves the others', () => {
  const next = applyEvent(known, 'step', { attempt: 2, step: { name: 'text', state: 'done', durationMs: 12 } })
  assert.deepEqual(next?.steps[2], { name: 'text', state: 'done', durationMs: 12 })
  assert.equal(next?.steps[3], known.steps[3])
})

test('an event of an earlier attempt changes nothing', () => {
  assert.equal(applyEvent(known, 'step', { attempt: 1, step: { name: 'text', state: 'failed' } }), known)
  assert.equal(applyEvent(known, 'status', { attempt: 1, status: 'failed' }), known)
})

test('an event of a later attempt or an unknown step asks for a fresh read', () => {
  assert.equal(applyEvent(known, 'step', { attempt: 3, step: { name: 'text', state: 'done' } }), undefined)
  assert.equal(applyEvent(known, 'step', { attempt: 2, step: { name: 'new', state: 'done' } }), undefined)
})

test('a status event changes the status only', () => {
  assert.deepEqual(applyEvent(known, 'status', { status: 'partial' }), { ...known, status: 'partial' })
})

test('an unknown kind of event is ignored', () => {
  assert.equal(applyEvent(known, 'later-invention', {}), known)
})

test('reconnecting slows down to fifteen seconds', () => {
  assert.deepEqual([1, 2, 3, 9].map(reconnectDelayMs), [1_000, 2_000, 4_000, 15_000])
})

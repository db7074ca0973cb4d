import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Permanent } from '#platform/errors'
import { BlobMissing, type Blobs, type Speech } from '#platform/ports'
import type { Ctx, TaskRun } from '#platform/service'
import { transcribe } from './transcribe.ts'

const key = 'ten_1/submission/fil_1'
const blobs = {
  path: async (asked: string) => {
    if (asked !== key) throw new BlobMissing(asked)
    return '/blobs/recording'
  },
} as Blobs
const ctxWith = (speech?: Speech) => ({ adapters: { blobs, ...(speech && { speech }) } }) as Ctx
const signal = new AbortController().signal
const run: TaskRun = { id: 'task_1', attempt: 1, key: 'k', signal, progress: () => {} }

test('without a recogniser the step is skipped with a reason that says what to do, and nothing is invented', async () => {
  const transcript = await transcribe({ key, type: 'audio/webm; codecs=opus' }, ctxWith(), run)
  assert.equal(transcript.state, 'skipped')
  assert.equal(transcript.text, '')
  assert.equal(transcript.method, 'none')
  assert.equal(transcript.confidence, undefined)
  assert.match(transcript.reason ?? '', /No speech recogniser is configured.*can be played.*Configure a recogniser/)
})

test('a recogniser gets the local path, the type, the language and the signal, and its words are passed on unchanged', async () => {
  const asked: unknown[] = []
  const speech: Speech = {
    method: 'parrot 1.0',
    transcribe: async (input) => {
      asked.push(input)
      return { text: 'A shop for ceramic mugs.', language: 'en', durationS: 2.5, confidence: 0.61 }
    },
  }
  const transcript = await transcribe({ key, type: 'audio/wav', language: 'en' }, ctxWith(speech), run)
  assert.deepEqual(asked, [{ path: '/blobs/recording', type: 'audio/wav', language: 'en', signal }])
  assert.deepEqual(transcript, {
    state: 'transcribed',
    text: 'A shop for ceramic mugs.',
    language: 'en',
    durationS: 2.5,
    method: 'parrot 1.0',
    confidence: 0.61,
  })
})

test('a confidence that the recogniser does not give is not made up', async () => {
  const speech: Speech = { method: 'parrot 1.0', transcribe: async () => ({ text: '', durationS: 0 }) }
  const transcript = await transcribe({ key, type: 'audio/wav' }, ctxWith(speech), run)
  assert.deepEqual(transcript, { state: 'transcribed', text: '', durationS: 0, method: 'parrot 1.0' })
})

test('a failing recogniser fails the task, so that it is tried again', async () => {
  const speech: Speech = { method: 'parrot 1.0', transcribe: () => Promise.reject(new Error('out of breath')) }
  await assert.rejects(transcribe({ key, type: 'audio/wav' }, ctxWith(speech), run), /out of breath/)
})

test('a recording that is gone fails for good', async () => {
  const speech: Speech = { method: 'parrot 1.0', transcribe: async () => ({ text: '', durationS: 0 }) }
  await assert.rejects(transcribe({ key: 'gone', type: 'audio/wav' }, ctxWith(speech), run), Permanent)
})

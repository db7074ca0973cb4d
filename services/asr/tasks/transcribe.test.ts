import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Permanent } from '#platform/errors'
import { BlobMissing, type Blobs, type Heard, type Speech, SpeechUnavailable } from '#platform/ports'
import type { Ctx, TaskRun } from '#platform/service'
import { transcribe } from './transcribe.ts'

const key = 'ten_1/submission/fil_1'
const blobs = {
  path: async (asked: string) => {
    if (asked !== key) throw new BlobMissing(asked)
    return '/blobs/recording'
  },
} as Blobs
const ctxWith = (speech?: Speech) => ({ tenant: 'ten_1', adapters: { blobs, ...(speech && { speech }) } }) as Ctx
const signal = new AbortController().signal
const run: TaskRun = { id: 'task_1', attempt: 1, key: 'k', signal, progress: () => {}, spend: () => {} }

test('without a recogniser the step is skipped with a reason that says what to do, and nothing is invented', async () => {
  const transcript = await transcribe({ key, type: 'audio/webm; codecs=opus' }, ctxWith(), run)
  assert.equal(transcript.state, 'skipped')
  assert.equal(transcript.text, '')
  assert.equal(transcript.method, 'none')
  assert.equal(transcript.confidence, undefined)
  assert.match(transcript.reason ?? '', /No speech recogniser is configured.*can be played/)
})

test('a recogniser that cannot listen here skips the step with its own sentence on what to do', async () => {
  const speech: Speech = {
    method: 'parrot 1.0',
    transcribe: () => Promise.reject(new SpeechUnavailable('Install a parrot.')),
  }
  const transcript = await transcribe({ key, type: 'audio/wav' }, ctxWith(speech), run)
  assert.equal(transcript.state, 'skipped')
  assert.match(transcript.reason!, /^Install a parrot\. .*can be played\.$/)
})

test('words are passed on with their place and time, and those the recogniser doubts are marked', async () => {
  const heard: Heard = {
    text: 'ceramic jugs',
    durationS: 1.5,
    confidence: 0.65,
    words: [
      { start: 0, end: 7, startS: 0.1, endS: 0.7, confidence: 0.9 },
      { start: 8, end: 12, startS: 0.8, endS: 1.3, confidence: 0.4 },
    ],
  }
  const speech: Speech = { method: 'parrot 1.0', transcribe: async () => heard }
  const { words, quality } = await transcribe({ key, type: 'audio/wav' }, ctxWith(speech), run)
  assert.deepEqual(
    words!.map((w) => w.isDoubtful),
    [false, true],
  )
  assert.equal(quality, 'good')
})

test('a transcript that is unsure as a whole, sparse or empty asks to be checked', async () => {
  const word = { start: 0, end: 3, startS: 0, endS: 1, confidence: 0.5 }
  const unsure: Heard = { text: 'mug', durationS: 1, confidence: 0.5, words: [word] }
  const sparse: Heard = { text: 'mug', durationS: 30, confidence: 0.97, words: [{ ...word, confidence: 0.97 }] }
  const empty: Heard = { text: '', durationS: 30, words: [] }
  for (const heard of [unsure, sparse, empty]) {
    const speech: Speech = { method: 'parrot 1.0', transcribe: async () => heard }
    assert.equal((await transcribe({ key, type: 'audio/wav' }, ctxWith(speech), run)).quality, 'check')
  }
})

test('a recogniser gets the local path, the type, the language, the tenant and the signal, and its words are passed on unchanged', async () => {
  const asked: { onProgress?: unknown }[] = []
  const speech: Speech = {
    method: 'parrot 1.0',
    transcribe: async (input) => {
      asked.push(input)
      return { text: 'A shop for ceramic mugs.', language: 'en', durationS: 2.5, confidence: 0.61, words: [] }
    },
  }
  const transcript = await transcribe({ key, type: 'audio/wav', language: 'en' }, ctxWith(speech), run)
  const { onProgress: _, ...given } = asked[0]!
  assert.deepEqual(given, { path: '/blobs/recording', type: 'audio/wav', language: 'en', tenant: 'ten_1', signal })
  assert.deepEqual(transcript, {
    state: 'transcribed',
    text: 'A shop for ceramic mugs.',
    language: 'en',
    durationS: 2.5,
    method: 'parrot 1.0',
    confidence: 0.61,
    quality: 'check',
  })
})

test('a confidence that the recogniser does not give is not made up', async () => {
  const speech: Speech = { method: 'parrot 1.0', transcribe: async () => ({ text: '', durationS: 0, words: [] }) }
  const transcript = await transcribe({ key, type: 'audio/wav' }, ctxWith(speech), run)
  assert.deepEqual(transcript, { state: 'transcribed', text: '', durationS: 0, method: 'parrot 1.0' })
})

test('a failing recogniser fails the task, so that it is tried again', async () => {
  const speech: Speech = { method: 'parrot 1.0', transcribe: () => Promise.reject(new Error('out of breath')) }
  await assert.rejects(transcribe({ key, type: 'audio/wav' }, ctxWith(speech), run), /out of breath/)
})

test('a recording that is gone fails for good', async () => {
  const speech: Speech = { method: 'parrot 1.0', transcribe: async () => ({ text: '', durationS: 0, words: [] }) }
  await assert.rejects(transcribe({ key: 'gone', type: 'audio/wav' }, ctxWith(speech), run), Permanent)
})

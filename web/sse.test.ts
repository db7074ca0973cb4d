import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventParser } from './sse.ts'

test('events come out whole however the stream is cut', () => {
  const stream = 'id: 7\nevent: step\ndata: {"a":1}\n\n: ping\n\ndata: one\ndata: two\n\n'
  const whole = [
    { id: '7', event: 'step', data: '{"a":1}' },
    { id: '7', event: 'message', data: 'one\ntwo' },
  ]
  for (let size = 1; size <= stream.length; size++) {
    const feed = eventParser()
    const found = []
    for (let at = 0; at < stream.length; at += size) found.push(...feed(stream.slice(at, at + size)))
    assert.deepEqual(found, whole, `cut every ${size} characters`)
  }
})

test('a line may end in CRLF even when the pair is cut in two', () => {
  const feed = eventParser()
  assert.deepEqual(feed('event: status\r'), [])
  assert.deepEqual(feed('\ndata:x\r\n\r\n'), [{ id: '', event: 'status', data: 'x' }])
})

test('an event without data and an unfinished event are not delivered', () => {
  const feed = eventParser()
  assert.deepEqual(feed('event: step\n\n'), [])
  assert.deepEqual(feed('data: half'), [])
})

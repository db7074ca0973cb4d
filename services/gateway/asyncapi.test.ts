import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import Ajv, { type ErrorObject } from 'ajv'
import addFormats from 'ajv-formats'
import { defineContract, T } from '#platform/contract'
import { asyncapi } from './asyncapi.ts'

const things = defineContract({
  name: 'things',
  summary: 'Keeps things.',
  routes: {},
  tasks: {},
  events: {
    made: {
      type: 'thing.made.v1',
      subject: 'id',
      summary: 'A thing was made.',
      data: T.Object({ id: T.String(), parts: T.Integer({ minimum: 1 }) }),
    },
    broken: { type: 'thing.broken.v1', subject: 'id', summary: 'A thing broke.', data: T.Object({ id: T.String() }) },
  },
})

const ajv = addFormats.default(new Ajv.Ajv({ strict: false }))
/** The official schema of AsyncAPI 3.0. Its full parser was rejected as a dependency: 55 MB and 137 packages. */
const specification = structuredClone(createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json'))
// The validator brings JSON Schema draft 7 itself and refuses a second copy of it.
delete specification.definitions['http://json-schema.org/draft-07/schema']
const isAsyncApi = ajv.compile(specification)

test('The document is valid AsyncAPI 3.0 by the official schema.', () => {
  assert.ok(
    isAsyncApi(asyncapi([things], { version: '1.2.3' })),
    JSON.stringify(isAsyncApi.errors?.slice(0, 5) satisfies ErrorObject[] | undefined),
  )
  assert.ok(
    !isAsyncApi({ ...asyncapi([things]), channels: { broken: { messages: 1 } } }),
    'the schema must be able to refuse',
  )
})

test('Each reference points at something in the document.', () => {
  const document = asyncapi([things])
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]!)
  assert.ok(references.length >= 4)
  for (const reference of references) {
    const target = reference.split('/').reduce<any>((at, key) => at?.[key], document)
    assert.ok(target, reference)
  }
})

test('A message describes the CloudEvents envelope and refuses an event without it.', () => {
  const payload = asyncapi([things]).components.messages['thing.made.v1']!.payload as object
  const isEvent = ajv.compile(payload)
  const event = {
    specversion: '1.0',
    id: 'evt_1',
    source: 'things',
    type: 'thing.made.v1',
    subject: 't1',
    time: '2026-03-01T10:00:00Z',
    data: { id: 't1', parts: 2 },
  }
  assert.ok(isEvent(event), JSON.stringify(isEvent.errors))
  assert.ok(isEvent({ ...event, traceparent: 'x' }), 'extension attributes are kept')
  assert.ok(!isEvent({ ...event, specversion: '0.3' }))
  assert.ok(!isEvent({ ...event, data: { id: 't1', parts: 0 } }))
  assert.ok(!isEvent(event.data))
})

test('The publishing service sends each of its events.', () => {
  const { operations } = asyncapi([things])
  assert.deepEqual(Object.keys(operations), ['things.send.thing.made.v1', 'things.send.thing.broken.v1'])
})

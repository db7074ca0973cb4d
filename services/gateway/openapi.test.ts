import assert from 'node:assert/strict'
import test from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { type Contract, defineContract, T } from '#platform/contract'
import { type OpenApiOperation, openapi } from './openapi.ts'

const Thing = T.Object({ name: T.String() }, { additionalProperties: false })
const things = defineContract({
  name: 'things',
  summary: 'Keeps things.',
  events: {},
  tasks: {},
  routes: {
    create: {
      method: 'POST',
      path: '/things',
      access: 'public',
      summary: 'Stores a thing.',
      body: Thing,
      form: { files: ['photo'] },
      reply: Thing,
      status: 201,
      idempotent: true,
      errors: { thing_exists: 409, not_a_thing: 422 },
    },
    list: {
      method: 'GET',
      path: '/things',
      access: 'operator',
      summary: 'Lists.',
      query: T.Object({ limit: T.Optional(T.Integer({ maximum: 9, description: 'How many.' })), kind: T.String() }),
      reply: T.Array(Thing),
    },
    read: {
      method: 'GET',
      path: '/things/:id',
      access: 'user',
      subject: 'id',
      summary: 'Reads.',
      params: T.Object({ id: T.String({ pattern: '^thi_' }) }),
      reply: Thing,
    },
    remove: {
      method: 'DELETE',
      path: '/things/:id',
      access: 'user',
      subject: 'id',
      summary: 'Removes.',
      params: T.Object({ id: T.String() }),
      reply: T.Object({}),
      status: 204,
    },
    watch: {
      method: 'GET',
      path: '/things/:id/events',
      access: 'user',
      subject: 'id',
      summary: 'Streams.',
      params: T.Object({ id: T.String() }),
      reply: 'events',
    },
    file: {
      method: 'GET',
      path: '/shared/:id/*',
      at: 'root',
      access: 'public',
      summary: 'A file.',
      params: T.Object({ id: T.String(), '*': T.String() }),
      reply: 'stream',
    },
    inner: { method: 'GET', path: '/inner', access: 'service', summary: 'Not for outside.', reply: Thing },
  },
})
const about = { version: '1.2.3', serverUrl: 'https://example.com' }
const described = (contract: Contract = things) => openapi([contract], about)
const operation = (path: string, method: string): OpenApiOperation => described().paths[path]![method]!

test('The document is valid OpenAPI 3.1 by a public validator.', async () => {
  const result = await new Validator().validate(structuredClone(described()) as Record<string, unknown>)
  assert.equal(result.valid, true, JSON.stringify(result.errors, null, 1))
})

test('Routes for services only are left out, and so is a service that has no others.', () => {
  assert.equal(described().paths['/api/inner'], undefined)
  const hidden = { ...things, name: 'hidden', routes: { inner: things.routes.inner } }
  assert.deepEqual(described(hidden).tags, [])
})

test('Paths carry the prefix, parameters in braces, and a name for the trailing star.', () => {
  assert.deepEqual(Object.keys(described().paths), [
    '/api/things',
    '/api/things/{id}',
    '/api/things/{id}/events',
    '/shared/{id}/{path}',
  ])
  const [id, path] = operation('/shared/{id}/{path}', 'get').parameters!
  assert.deepEqual([id!.name, path!.name, path!.required], ['id', 'path', true])
})

test('Query parameters are required as their schema says.', () => {
  assert.deepEqual(operation('/api/things', 'get').parameters, [
    { name: 'limit', in: 'query', required: false, description: 'How many.', schema: { type: 'integer', maximum: 9 } },
    { name: 'kind', in: 'query', required: true, schema: { type: 'string' } },
  ])
})

test('A form is offered as multipart with its files beside the same fields as JSON.', () => {
  const { content } = operation('/api/things', 'post').requestBody!
  assert.deepEqual(Object.keys(content), ['multipart/form-data', 'application/json'])
  assert.deepEqual(Object.keys(content['multipart/form-data']!.schema.properties as object), ['name', 'photo'])
  assert.deepEqual(Object.keys(content['application/json']!.schema.properties as object), ['name'])
})

test('Idempotent routes take a key, and name the refusal of a reused one beside their own.', () => {
  const create = operation('/api/things', 'post')
  assert.deepEqual(
    create.parameters!.map((parameter) => parameter.name),
    ['Idempotency-Key'],
  )
  assert.equal(create.responses['422']!.description, '`idempotency_key_reused` or `not_a_thing`')
  assert.equal(create.responses['409']!.description, '`thing_exists`')
})

test('Each refusal is a problem document.', () => {
  for (const [status, response] of Object.entries(operation('/api/things', 'post').responses)) {
    if (status !== '201') assert.deepEqual(Object.keys(response.content!), ['application/problem+json'])
  }
})

test('Access decides the security: none for anyone, the token or the key for a subject, the key for operators.', () => {
  assert.deepEqual(operation('/api/things', 'post').security, [])
  assert.deepEqual(operation('/api/things/{id}', 'get').security, [{ token: [] }, { operatorKey: [] }])
  assert.deepEqual(operation('/api/things', 'get').security, [{ operatorKey: [] }])
})

test('Streams, event streams and empty replies have their own form.', () => {
  const watch = operation('/api/things/{id}/events', 'get')
  assert.deepEqual(Object.keys(watch.responses['200']!.content!), ['text/event-stream'])
  assert.ok(watch.parameters!.some((parameter) => parameter.name === 'Last-Event-ID'))
  assert.deepEqual(Object.keys(operation('/shared/{id}/{path}', 'get').responses), [
    '200',
    '206',
    '304',
    '307',
    '400',
    'default',
  ])
  assert.equal(operation('/api/things/{id}', 'delete').responses['204']!.content, undefined)
})

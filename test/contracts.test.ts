import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { explainChanges } from '../docs/compatibility.ts'
import { contractChanges, outOfStep } from '../docs/generate.ts'
import { permissions } from '../services/auth/roles.ts'
import { contracts } from '../services/contracts.ts'
import { asyncapi } from '../services/gateway/asyncapi.ts'
import { openapi } from '../services/gateway/openapi.ts'
import { inventory } from '../services/index.ts'

const about = { version: '0.0.0', serverUrl: 'https://example.com' }

test('No contract breaks what others rely on, and docs/contracts shows all of each.', () => {
  const changes = contractChanges()
  assert.ok(changes.length === 0, explainChanges(changes))
})

test('The generated pages are in step with the code.', async () => {
  const stale = await outOfStep()
  assert.deepEqual(stale, [], 'run "npm run docs" and commit docs/')
})

test('Every service of the inventory serves the contract of its name, and every one of its contracts is listed.', async () => {
  for (const [name, load] of Object.entries(inventory)) {
    const { contract } = (await load()).default
    assert.equal(contract.name, name)
    assert.ok(contracts.includes(contract), `services/contracts.ts lacks ${name}`)
  }
})

test('Every permission that a route asks for is somebody’s, and none is given out that no route asks for.', () => {
  const asked = contracts.flatMap(({ routes }) =>
    Object.values(routes).flatMap(({ access }) => (typeof access === 'object' ? [access.user] : [])),
  )
  assert.deepEqual([...new Set(asked)].sort(), Object.keys(permissions).sort(), 'services/auth/roles.ts lists them all')
  for (const [name, { roles }] of Object.entries(permissions))
    assert.ok(roles.includes('owner'), `an owner may do everything, ${name} too`)
})

test('No two routes share an address, and no two events a type.', () => {
  const addresses = contracts.flatMap((contract) =>
    Object.values(contract.routes).map(
      ({ method, path, at }) => `${method} ${at ?? 'api'} ${path.replace(/:\w+/g, ':')}`,
    ),
  )
  const types = contracts.flatMap((contract) => Object.values(contract.events).map(({ type }) => type))
  for (const names of [addresses, types])
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    )
})

test('The OpenAPI document of all contracts is valid by a public validator.', async () => {
  const { valid, errors } = await new Validator().validate(
    structuredClone(openapi(contracts, about)) as Record<string, unknown>,
  )
  assert.ok(valid, JSON.stringify(errors))
})

test('The AsyncAPI document of all contracts is valid by the official schema.', () => {
  const specification = structuredClone(createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json'))
  // The validator brings JSON Schema draft 7 itself and refuses a second copy of it.
  delete specification.definitions['http://json-schema.org/draft-07/schema']
  const isAsyncApi = addFormats.default(new Ajv({ strict: false })).compile(specification)
  assert.ok(isAsyncApi(asyncapi(contracts, about)), JSON.stringify(isAsyncApi.errors?.slice(0, 3)))
})

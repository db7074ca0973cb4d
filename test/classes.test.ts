// Every table has a class of data, and what opens something is hashed or sealed: by the migrations, which docs/security/data.md is made of.
import assert from 'node:assert/strict'
import test from 'node:test'
import { secretColumn } from '#platform/tenants'
import { classOf, isPersonal, secrets } from '../docs/classes.ts'
import { allTables } from '../docs/tables.ts'
import { inventory } from '../services/index.ts'

const tables = allTables(Object.keys(inventory))
const columns = tables.flatMap(({ schema, name, columns: own }) =>
  own.map((column) => ({ ...column, table: `${schema}.${name}`, path: `${schema}.${name}.${column.name}` })),
)

test('Every table has a class of data, and every class is of a table.', () => {
  assert.deepEqual(
    tables.map(({ schema, name }) => `${schema}.${name}`).sort(),
    Object.keys(classOf).sort(),
    'docs/classes.ts says which class a table is of',
  )
})

test('A column that is about a person is in a table whose class says so.', () => {
  const personal = columns.filter(isPersonal)
  assert.ok(personal.length >= 20)
  assert.deepEqual(
    personal.filter(({ table }) => !['personal', 'customer'].includes(classOf[table]!)).map(({ path }) => path),
    [],
  )
})

test('A column that opens something is known as one, and its comment says how it is kept.', () => {
  const opens = columns.filter(
    ({ name, comment = '' }) =>
      secretColumn.test(name) ||
      /sealed for this row|SHA-256 of (?:the secret|the code|the whole key|its ident|the state)/.test(comment),
  )
  assert.deepEqual(opens.map(({ path }) => path).sort(), Object.keys(secrets).sort())
  for (const { path, comment = '' } of opens)
    assert.match(
      comment,
      { hashed: /SHA-256|argon2id/, sealed: /sealed for this row/, 'as it is, to be shown again': /random bytes/ }[
        secrets[path]!
      ],
      path,
    )
})

test('An archive is given without secrets, but for those that open nothing without the keys of the installation.', () => {
  const given = Object.keys(secrets).filter((path) => !secretColumn.test(path.split('.')[2]!))
  assert.deepEqual(given, [
    'auth.oidc_payloads.id_hash',
    'auth.oidc_payloads.payload',
    'auth.provider_starts.state_hash',
  ])
})

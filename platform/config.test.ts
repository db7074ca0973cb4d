import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ConfigProblem, envName, keptSecret, readConfig } from './config.ts'
import { T } from './contract.ts'

const Schema = T.Object({
  bytesMax: T.Integer({ minimum: 1, default: 10 }),
  isOpen: T.Boolean({ default: false }),
  url: T.String({ description: 'Where.' }),
  extra: T.Optional(T.String({ pattern: '^[a-z]+$' })),
})

test('names of settings follow from names of properties', () => {
  assert.equal(envName('smtpUrl'), 'SMTP_URL')
  assert.equal(envName('fileBytesMax', 'SUBMISSION'), 'SUBMISSION_FILE_BYTES_MAX')
})

test('values are typed, defaults filled in, and an empty setting counts as absent', () => {
  const problems: ConfigProblem[] = []
  const env = { X_BYTES_MAX: '5', X_IS_OPEN: 'true', X_URL: 'here', X_EXTRA: '' }
  assert.deepEqual(readConfig(Schema, 'X', env, problems), { bytesMax: 5, isOpen: true, url: 'here' })
  assert.deepEqual(problems, [])
  assert.equal(readConfig(Schema, 'X', { X_URL: 'here' }, []).bytesMax, 10)
})

test('everything that is wrong is listed at once', () => {
  const problems: ConfigProblem[] = []
  readConfig(Schema, 'X', { X_BYTES_MAX: '0', X_IS_OPEN: 'maybe', X_EXTRA: 'A1' }, problems)
  assert.deepEqual(
    problems.map((p) => p.name),
    ['X_BYTES_MAX', 'X_IS_OPEN', 'X_URL', 'X_EXTRA'],
  )
  assert.match(problems[0]!.message, /at least 1/)
})

test('a kept secret is the same at every start, private, and never replaced when damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'statex-config-'))
  const secret = keptSecret(folder, 'secret.key')
  assert.equal(keptSecret(folder, 'secret.key'), secret)
  assert.equal(statSync(join(folder, 'secret.key')).mode & 0o077, 0)
  writeFileSync(join(folder, 'secret.key'), 'x')
  assert.throws(() => keptSecret(folder, 'secret.key'), /damaged/)
  assert.equal(readFileSync(join(folder, 'secret.key'), 'utf8'), 'x')
  rmSync(folder, { recursive: true })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prepare } from './prepare.ts'

test('what is done ahead of a file ends well and only asks whether the file has come', async () => {
  let asked = 0
  await prepare(() => {
    asked++
    return false
  })
  assert.ok(asked > 2)
})

test('nothing more is done ahead once the file has come', async () => {
  let asked = 0
  await prepare(() => ++asked > 1)
  assert.equal(asked, 2)
})

// What goes in and out of a route is what its contract names: nothing beyond it is taken, told, or put in another's place.
import assert from 'node:assert/strict'
import test from 'node:test'
import { call, finished, form, type Receipt, submit } from './client.ts'
import { inBothModes } from './modes.ts'

inBothModes({}, (platform) => {
  test('A body cannot name another request than the address does.', async () => {
    const send = () => submit(platform, form({ description: 'I need a web shop for my ceramic mugs.' }))
    const [mine, other] = [await send(), await send()]
    await Promise.all([finished(platform, mine), finished(platform, other)])
    const versionsOf = async ({ id, token }: Receipt) =>
      (await call(platform, 'GET', `/api/prototypes/requests/${id}`, { token })).body.versions.length
    assert.deepEqual([await versionsOf(mine), await versionsOf(other)], [1, 1])
    const path = `/api/prototypes/requests/${mine.id}/restore`
    const body = { version: 1, requestId: other.id }
    const done = await call(platform, 'POST', path, { token: mine.token, body })
    assert.ok(done.status < 300, JSON.stringify(done.body))
    assert.deepEqual([await versionsOf(mine), await versionsOf(other)], [2, 1])
  })
})

// Somebody deletes their account, and the process is killed while they are told: they are told all the same, and then their address is nowhere.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { tokenFor } from '#platform/ids'
import { eventually } from '#platform/testing'
import { ask, cookieOf, password } from '../flows/people.ts'
import { tablesWith } from '../flows/tables.ts'
import { secretKey } from '../platform.ts'
import { openServerWithReceiver, type Receiver } from './receiver.ts'
import type { Server } from './server.ts'

let server: Server
let receiver: Receiver
let close: (() => Promise<void>) | undefined

before(async () => {
  ;({ server, receiver, close } = await openServerWithReceiver())
})
after(() => close?.())

const farewellsTo = (address: string) =>
  receiver.received.filter(({ to, subject }) => to === address && subject.includes('is deleted'))

/** A person with an account and a mail of it that arrived; gives the cookie of their sign-in. */
async function signedUp(address: string): Promise<string> {
  assert.equal((await ask(server, 'POST', '/auth/sign-up', {}, { address })).status, 202)
  await eventually('the mail with the link', async () => receiver.received.some(({ to }) => to === address))
  const client = new pg.Client({ connectionString: server.databaseUrl() })
  await client.connect()
  const { rows } = await client.query('select id from auth.tickets where address = $1', [address])
  await client.end()
  const token = tokenFor(secretKey, 'ten_default', rows[0].id)
  return cookieOf(await ask(server, 'POST', '/auth/confirm', {}, { token, password, name: 'Dora' }))
}
async function deleted(address: string): Promise<void> {
  const cookie = await signedUp(address)
  const reply = await ask(server, 'POST', '/auth/me/delete', { cookie }, { address })
  assert.equal(reply.status, 200, reply.text)
}
const toldAndForgotten = async (address: string, limitMs?: number) => {
  await eventually(`the farewell to ${address}`, async () => farewellsTo(address).length > 0, limitMs)
  await eventually(
    `${address} to be forgotten`,
    async () => (await tablesWith(server.databaseUrl(), address)).length === 0,
    20_000,
  )
  assert.equal(new Set(farewellsTo(address).map(({ messageId }) => messageId)).size, 1, 'two mails')
}

test('killed at the instants around the last mail, it tells and then forgets', async () => {
  for (const [at, afterMs] of [0, 3, 10, 30, 100].entries()) {
    const address = `dora-${at}@example.com`
    await deleted(address)
    await eventually('the last mail', async () => farewellsTo(address).length > 0)
    await pause(afterMs)
    await server.kill()
    await server.restart()
    await toldAndForgotten(address)
  }
})

test('killed while the mail server is away, it keeps the address for that one mail and for nothing else', async () => {
  const address = 'patient@example.com'
  const cookie = await signedUp(address)
  await receiver.close()
  assert.equal((await ask(server, 'POST', '/auth/me/delete', { cookie }, { address })).status, 200)
  for (let kills = 0; kills < 2; kills++) {
    await server.kill()
    await server.restart()
    assert.deepEqual(await tablesWith(server.databaseUrl(), address), ['auth.farewells'])
  }
  await receiver.open()
  await toldAndForgotten(address, 90_000)
  assert.deepEqual(server.accidents, [])
})

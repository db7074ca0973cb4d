import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '#platform/testing'
import { call, finished, form, type Receipt, submit } from '../flows/client.ts'
import { openServerWithReceiver, type Receiver } from './receiver.ts'
import type { Server } from './server.ts'

const awayMs = 60_000
let server: Server
let receiver: Receiver
let close: (() => Promise<void>) | undefined

before(async () => {
  ;({ server, receiver, close } = await openServerWithReceiver())
})
after(() => close?.())

const idea = 'We need a web shop for hand-made ceramic mugs with payment by card and a newsletter.'
const submitFor = (contactValue: string) => submit(server, form({ description: idea, contactValue }))
const messagesOf = async ({ id, token }: Receipt): Promise<any[]> =>
  (await call(server, 'GET', `/api/submissions/${id}/messages`, { token })).body.messages
const stepOf = (request: any, name: string) => request.steps.find((s: any) => s.name === name)
const takenFor = (to: string) => receiver.received.filter((r) => r.to === to)
const kindsOf = (messages: any[]) => messages.map((m) => `${m.kind} ${m.state}`).sort()

test('a refused address fails the notification with the words of the server, at once and for good', async () => {
  const receipt = await submitFor('refused@example.com')
  const request = await finished(server, receipt)
  assert.equal(request.status, 'partial', 'everything but the mail was done')
  assert.equal(stepOf(request, 'notification').state, 'failed')
  assert.match(stepOf(request, 'notification').reason, /nobody of this name/)
  assert.equal(stepOf(request, 'prototype').state, 'done')
  const messages = await messagesOf(receipt)
  assert.deepEqual(kindsOf(messages), ['confirmation failed', 'result failed'])
  for (const message of messages) {
    assert.deepEqual(
      message.attempts.map((a: any) => a.outcome),
      ['permanent'],
      'nobody tries again',
    )
  }
})

test('a greylisted mail is tried again and arrives once', async () => {
  const receipt = await submitFor('greylisted@example.com')
  const request = await finished(server, receipt)
  assert.equal(request.status, 'completed')
  const messages = await eventually('both mails to be sent', async () => {
    const all = await messagesOf(receipt)
    return all.length === 2 && all.every((m) => m.state === 'sent') && all
  })
  const outcomes = messages.flatMap((m) => m.attempts.map((a: any) => a.outcome)).sort()
  assert.deepEqual(outcomes, ['sent', 'sent', 'temporary'], 'one of the two met the grey list')
  assert.equal(takenFor('greylisted@example.com').length, 2)
})

test('a server that takes the mail and never says so gets it again under the same Message-ID', async () => {
  const receipt = await submitFor('dropped@example.com')
  const request = await finished(server, receipt)
  assert.equal(request.status, 'completed')
  await eventually('both mails to be sent', async () => (await messagesOf(receipt)).every((m) => m.state === 'sent'))
  const taken = takenFor('dropped@example.com')
  assert.equal(taken.length, 4, 'each mail was taken twice')
  assert.equal(new Set(taken.map((r) => r.messageId)).size, 2, 'and is one mail to whoever reads the Message-ID')
})

test('a mail server that is away for 60 s delays the mails and nothing else', async () => {
  await receiver.close()
  const endAt = Date.now() + awayMs
  const to = 'patient@example.com'
  const receipt = await submitFor(to)
  const waiting = await eventually(
    'the request to wait for its mail',
    async () => {
      const { body } = await call(server, 'GET', `/api/submissions/${receipt.id}`, { token: receipt.token })
      return stepOf(body, 'notification').state === 'running' && body
    },
    40_000,
  )
  assert.equal(waiting.status, 'processing')
  assert.equal(stepOf(waiting, 'prototype').state, 'done', 'the result itself is there already')
  const tried = await eventually(
    'attempts to be recorded',
    async () => {
      const all = await messagesOf(receipt)
      return all.length === 2 && all.every((m) => m.attempts.length >= 2) && all
    },
    40_000,
  )
  for (const message of tried) {
    assert.equal(message.state, 'queued')
    for (const { outcome, detail } of message.attempts) {
      assert.equal(outcome, 'temporary')
      assert.match(detail, /could not be reached/)
    }
  }
  await pause(Math.max(0, endAt - Date.now()))
  const { body: still } = await call(server, 'GET', `/api/submissions/${receipt.id}`, { token: receipt.token })
  assert.equal(still.status, 'processing', 'it still waits, and says so')
  await receiver.open()

  // The delay between two attempts has doubled to about a minute by now.
  const request = await finished(server, receipt, 150_000)
  assert.equal(request.status, 'completed')
  const messages = await eventually(
    'both mails to be sent',
    async () => {
      const all = await messagesOf(receipt)
      return all.every((m) => m.state === 'sent') && all
    },
    150_000,
  )
  assert.deepEqual(kindsOf(messages), ['confirmation sent', 'result sent'])
  assert.deepEqual(
    takenFor(to)
      .map((r) => r.messageId.split('@')[0])
      .sort(),
    messages.map((m) => m.id).sort(),
    'each arrived once',
  )
  assert.deepEqual(server.accidents, [])
})

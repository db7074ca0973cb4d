// What a customer sees while it runs, and what they can do about it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '#platform/testing'
import { call, finished, form, mails, type Receipt, readEvents, submit } from './client.ts'
import { pdf } from './fixtures.ts'
import { inBothModes, type Running } from './modes.ts'

const description = 'A booking page for my yoga studio. Members should be able to pay online.'
const ask = (contactValue = 'visitor@example.com') => ({
  description,
  contactType: 'email',
  contactValue,
  consent: true,
})
const finals = ['completed', 'partial', 'failed', 'cancelled']
const post = (platform: Running, { id, token }: Receipt, verb: string) =>
  call(platform, 'POST', `/api/submissions/${id}/${verb}`, { token })

/** Reads a live stream until `count` events have come, then breaks the connection. */
async function firstEvents(platform: Running, { links, token }: Receipt, count: number): Promise<string[]> {
  const controller = new AbortController()
  const response = await fetch(platform.url + links.events, {
    headers: { authorization: `Bearer ${token}` },
    signal: controller.signal,
  })
  const ids: string[] = []
  let text = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const whole = text.slice(0, text.lastIndexOf('\n\n') + 1)
    ids.splice(0, ids.length, ...[...whole.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id!))
    if (ids.length >= count) break
  }
  controller.abort()
  return ids
}

inBothModes({}, (platform) => {
  test('The stream tells each change once and in order, and ends by itself after the final status.', async () => {
    const receipt = await submit(platform, ask())
    const live = await readEvents(platform, receipt)
    const ids = live.map((e) => Number(e.id))
    assert.deepEqual(
      ids,
      [...new Set(ids)].sort((a, b) => a - b),
    )
    const statuses = live.filter((e) => e.event === 'status').map((e) => e.data.status)
    assert.deepEqual(statuses.slice(0, 2), ['received', 'processing'])
    assert.equal(statuses.length, 3)
    assert.ok(finals.includes(statuses[2]))
    assert.equal(live.at(-1)!.data.status, statuses[2])

    const seen = new Map<string, string[]>()
    for (const { event, data } of live)
      if (event === 'step') seen.set(data.step.name, [...(seen.get(data.step.name) ?? []), data.step.state])
    const { steps } = await finished(platform, receipt)
    for (const { name, state } of steps) {
      const expected = state === 'skipped' && seen.get(name)!.length === 1 ? ['skipped'] : ['running', state]
      assert.deepEqual(seen.get(name), expected, name)
    }
    assert.deepEqual(await readEvents(platform, receipt), live, 'a later look tells the same')
  })

  test('A stream that is resumed has no gap and no repeat, wherever it was cut.', async () => {
    const receipt = await submit(platform, ask())
    const before = await firstEvents(platform, receipt, 3)
    const after = await readEvents(platform, receipt, before.at(-1))
    const all = await readEvents(platform, receipt)
    assert.deepEqual(
      [...before, ...after.map((e) => e.id)],
      all.map((e) => e.id),
    )
    for (const at of [0, 5, all.length - 2, all.length - 1])
      assert.deepEqual(await readEvents(platform, receipt, all[at]!.id), all.slice(at + 1))
    for (const nonsense of ['garbage', '-1', '1e3', '9'.repeat(400)])
      assert.deepEqual(
        await readEvents(platform, receipt, nonsense),
        all,
        'an id that is none starts from the beginning',
      )
  })

  test('A cancelled request stops, says so, and a retry raises the attempt and ends.', async () => {
    const contact = 'cancelled.once@example.com'
    // Reading a document takes long enough for the cancel to come before the end.
    const receipt = await submit(
      platform,
      form({ description, contactValue: contact }, [{ field: 'files', name: 'a.pdf', content: pdf(['Hello.']) }]),
    )
    const cancelled = await post(platform, receipt, 'cancel')
    assert.equal(cancelled.status, 200)
    assert.equal(cancelled.body.status, 'cancelled')
    assert.ok(cancelled.body.finishedAt)
    for (const step of cancelled.body.steps) assert.notEqual(step.state, 'running')
    assert.equal((await readEvents(platform, receipt)).at(-1)!.data.status, 'cancelled')
    const again = await post(platform, receipt, 'cancel')
    assert.equal(again.status, 409)
    assert.equal(again.body.code, 'already_finished')

    const retried = await post(platform, receipt, 'retry')
    assert.equal(retried.status, 200)
    assert.equal(retried.body.attempt, 2)
    assert.equal(retried.body.status, 'received')
    const done = await finished(platform, receipt)
    assert.equal(done.attempt, 2)
    assert.equal(done.status, 'completed')
    const statuses = (await readEvents(platform, receipt)).filter((e) => e.event === 'status').map((e) => e.data)
    assert.deepEqual(
      statuses.filter((s) => s.attempt === 2).map((s) => s.status),
      ['received', 'processing', 'completed'],
    )
    // Had the cancelled run gone on, there would be two results.
    const found = await eventually('the mails', async () => {
      const list = await mails(platform, contact)
      return list.length >= 2 && list
    })
    assert.deepEqual(found.map((m: any) => m.Subject.replace(receipt.reference, '…')).sort(), [
      'We received your request …',
      'Your result is ready: …',
    ])
  })

  test('What is running or complete is not run again.', async () => {
    const receipt = await submit(platform, ask())
    const early = await post(platform, receipt, 'retry')
    assert.equal(early.status, 409)
    assert.equal(early.body.code, 'still_running')
    await finished(platform, receipt)
    for (const [verb, code] of [
      ['retry', 'already_completed'],
      ['cancel', 'already_finished'],
    ] as const) {
      const late = await post(platform, receipt, verb)
      assert.equal(late.status, 409)
      assert.equal(late.body.code, code)
    }
  })

  test('Twenty requests at once all end, each with its own words.', async () => {
    const receipts = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        submit(platform, { ...ask(), description: `A shop for model ${at} of my lamps. Customers pay by card.` }),
      ),
    )
    for (const [at, receipt] of receipts.entries()) {
      const done = await finished(platform, receipt)
      assert.equal(done.status, 'completed')
      const { body } = await call(platform, 'GET', receipt.links.results!, { token: receipt.token })
      assert.equal(body.sources[0].text, `A shop for model ${at} of my lamps. Customers pay by card.`)
    }
  })
})

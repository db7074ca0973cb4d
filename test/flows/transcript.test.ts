// What a voice note says, put right by the customer.
import assert from 'node:assert/strict'
import test from 'node:test'
import { call, finished, form, type Receipt, submit } from './client.ts'
import { wav } from './fixtures.ts'
import { inBothModes, type Running } from './modes.ts'

const resultsOf = async (platform: Running, { links, token }: Receipt) =>
  (await call(platform, 'GET', links.results!, { token })).body

inBothModes({}, (platform) => {
  test('What the customer says the recording says is analysed as their words; the files are not read again.', async () => {
    const receipt = await submit(
      platform,
      form({}, [
        { field: 'voice', name: 'note.wav', content: wav(1) },
        { field: 'files', name: 'notes.txt', content: 'Members should be able to pay online.' },
      ]),
    )
    const correct = (text: string, token = receipt.token) =>
      call(platform, 'PUT', `/api/submissions/${receipt.id}/transcript`, { token, body: { text } })
    await finished(platform, receipt)
    const before = await resultsOf(platform, receipt)
    assert.equal((await correct('   ')).status, 400)
    assert.equal((await correct('A shop.', 'another token')).status, 401)
    const text = 'I need a website where customers can book a massage.'
    const again = await correct(text)
    assert.equal(again.status, 200)
    assert.equal(again.body.attempt, 2)
    assert.equal(again.body.transcript, text)
    const done = await finished(platform, receipt)
    assert.equal(done.status, 'completed')
    const results = await resultsOf(platform, receipt)
    assert.equal(results.transcript.method, 'customer')
    assert.deepEqual(results.documents, before.documents)
    assert.ok(results.sources.some((s: any) => s.kind === 'voice' && s.text === text))
    assert.ok(results.analysis.features.some(({ evidence }: any) => evidence.source === 'voice'))
  })

  test('A transcript is refused while the request runs, and for a request without a recording.', async () => {
    const receipt = await submit(platform, form({ description: 'I need a web shop for my ceramic mugs.' }))
    const correct = () =>
      call(platform, 'PUT', `/api/submissions/${receipt.id}/transcript`, {
        token: receipt.token,
        body: { text: 'Hm.' },
      })
    const early = await correct()
    if (early.status === 409) assert.match(early.body.code, /still_running|no_recording/)
    await finished(platform, receipt)
    const late = await correct()
    assert.deepEqual([late.status, late.body.code], [409, 'no_recording'])
  })
})

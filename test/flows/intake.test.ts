// What the form takes, what it refuses, and how it says so. All limits are made small.
import assert from 'node:assert/strict'
import test from 'node:test'
import { operatorKey } from '../platform.ts'
import { call, form, type Receipt } from './client.ts'
import { pdf, png, program, wav } from './fixtures.ts'
import { inBothModes, type Running } from './modes.ts'
import { assertProblem } from './shapes.ts'
import { fieldParts, type Part, type Reply, send, sendJson, sendMultipart } from './wire.ts'

const limits = {
  SUBMISSION_FILE_BYTES_MAX: '20000',
  SUBMISSION_TOTAL_BYTES_MAX: '50000',
  SUBMISSION_FILES_MAX: '4',
  SUBMISSION_VOICE_SECONDS_MAX: '2',
}
const ask = (more: object = {}) => ({
  description: 'A shop for lamps.',
  contactType: 'email',
  contactValue: 'visitor@example.com',
  consent: true,
  ...more,
})
const post = (platform: Running, body: unknown) => sendJson(platform.url, '/api/submissions', body)
const upload = async (platform: Running, files: Part[], fields: Record<string, string> = {}): Promise<Receipt> => {
  const reply = await sendMultipart(platform.url, [...fieldParts(fields), ...files])
  assert.equal(reply.status, 201, reply.text)
  return reply.body
}
const text = (name: string, bytes: number): Part => ({ field: 'files', name, content: 'a '.repeat(bytes / 2) })
const known = async (platform: Running): Promise<string[]> =>
  (await send(platform.url, '/api/submissions?limit=200', { token: operatorKey })).body.submissions.map(
    (s: any) => s.id,
  )

inBothModes(limits, (platform) => {
  test('Each file that is refused is named with a code and a reason, and nothing else is lost.', async () => {
    const cases: [Part, string, RegExp][] = [
      [text('long.txt', 20_002), 'file_too_large', /20 kB/],
      [{ field: 'files', name: 'setup.pdf', content: program }, 'type_not_accepted', /Accepted: PDF/],
      [
        { field: 'files', name: 'page.txt', content: '<!doctype html><html><body>Hi</body></html>' },
        'type_not_accepted',
        /kind/,
      ],
      [{ field: 'files', name: 'empty.txt', content: '' }, 'empty_file', /empty/],
      [{ field: 'portrait', name: 'me.png', content: png }, 'unknown_field', /portrait/],
      [{ field: 'voice', name: 'note.wav', content: pdf(['Not sound.']) }, 'not_audio', /audio/],
      [{ field: 'voice', name: 'long.wav', content: wav(2.3) }, 'voice_too_long', /2 seconds/],
    ]
    for (const [bad, code, reason] of cases) {
      const before = platform.blobCount()
      const good = text('good.txt', 100)
      const receipt = await upload(platform, [good, bad, { ...good, name: 'second.txt' }])
      assert.deepEqual(
        receipt.files.map((f) => f.name),
        ['good.txt', 'second.txt'],
        code,
      )
      assert.deepEqual(
        receipt.refused.map((r) => [r.name, r.code]),
        [[bad.name, code]],
      )
      assert.match(receipt.refused[0]!.reason, reason)
      assert.equal(platform.blobCount(), before + 2, `nothing of ${bad.name} stays stored`)
      const { body } = await call(platform, 'GET', receipt.links.self!, { token: receipt.token })
      assert.deepEqual(body.refused, receipt.refused)
      assert.equal(body.description, 'A web shop for ceramic mugs.')
    }
  })

  test('Too many files, too much in all and a second voice note are refused one by one.', async () => {
    const six = Array.from({ length: 6 }, (_, at) => text(`${at}.txt`, 100))
    const many = await upload(platform, six)
    assert.equal(many.files.length, 4)
    assert.deepEqual(
      many.refused.map((r) => [r.name, r.code]),
      [
        ['4.txt', 'too_many_files'],
        ['5.txt', 'too_many_files'],
      ],
    )
    assert.match(many.refused[0]!.reason, /At most 4 files/)

    const heavy = await upload(platform, [...[1, 2, 3].map((at) => text(`${at}.txt`, 19_000)), text('small.txt', 100)])
    assert.deepEqual(
      heavy.files.map((f) => f.name),
      ['1.txt', '2.txt', 'small.txt'],
    )
    assert.deepEqual(
      heavy.refused.map((r) => [r.name, r.code]),
      [['3.txt', 'total_too_large']],
    )
    assert.match(heavy.refused[0]!.reason, /50 kB/)

    const voices = ['one.wav', 'two.wav'].map((name) => ({ field: 'voice', name, content: wav(0.1) }))
    const twice = await upload(platform, voices)
    assert.deepEqual(
      [twice.files.map((f) => f.name), twice.refused.map((r) => [r.name, r.code])],
      [['one.wav'], [['two.wav', 'too_many_files']]],
    )
  })

  test('What cannot be a request is refused with its reason, and nothing of it is stored.', async () => {
    const before = { ids: await known(platform), blobs: platform.blobCount() }
    const cases: [object, number, string][] = [
      [{ description: '' }, 422, 'empty_request'],
      [{ description: ' \n\t ' }, 422, 'empty_request'],
      [{ consent: false }, 422, 'consent_required'],
      [{ consent: undefined }, 400, 'invalid_input'],
      [{ website: 'https://casino.example' }, 422, 'looks_automated'],
      [{ fillTimeMs: 300 }, 422, 'looks_automated'],
      [{ contactValue: 'not an address' }, 422, 'invalid_contact'],
      [{ contactValue: 'a@example.com, b@example.com' }, 422, 'invalid_contact'],
      [{ contactType: 'phone', contactValue: 'call me' }, 422, 'invalid_contact'],
      [{ contactType: 'webhook', contactValue: 'http://example.com/hook' }, 422, 'invalid_contact'],
      [{ contactType: 'pigeon' }, 400, 'invalid_input'],
      [{ contactValue: '' }, 400, 'invalid_input'],
      [{ language: 'English' }, 400, 'invalid_input'],
      [{ description: 'a'.repeat(100_001) }, 400, 'invalid_input'],
      [{ description: 5 }, 400, 'invalid_input'],
      [{ status: 'completed' }, 400, 'invalid_input'],
    ]
    for (const [more, status, code] of cases) assertProblem(await post(platform, ask(more)), status, code)
    for (const fields of [{ consent: 'false' }, { website: 'x' }, { fillTimeMs: '10' }, { contactValue: 'nobody' }]) {
      const reply = await sendMultipart(platform.url, [...fieldParts(fields as any), text('kept-by-nobody.txt', 100)])
      assertProblem(reply, 422)
    }
    assert.deepEqual(await known(platform), before.ids)
    assert.equal(platform.blobCount(), before.blobs)
  })

  test('An empty form with a file that was refused says what was wrong with the file.', async () => {
    const parts = [...fieldParts({ description: '' }), { field: 'files', name: 'setup.exe', content: program }]
    const reply: Reply = await sendMultipart(platform.url, parts)
    assertProblem(reply, 422, 'empty_request')
    assert.match(reply.body.detail, /setup\.exe/)
  })

  test('A form of a browser and the same words as JSON are one and the same request.', async () => {
    const viaJson = (await post(platform, ask({ name: 'Bo', language: 'de', fillTimeMs: 9_000 }))).body
    const fields = { description: 'A shop for lamps.', name: 'Bo', language: 'de', fillTimeMs: '9000', website: '' }
    const viaForm = (await call(platform, 'POST', '/api/submissions', { body: form(fields) })).body
    const read = async ({ id, token }: Receipt) =>
      (await call(platform, 'GET', `/api/submissions/${id}`, { token })).body
    const [one, other] = [await read(viaJson), await read(viaForm)]
    for (const property of ['submissionType', 'description', 'name', 'contactType', 'contactValue', 'language'])
      assert.equal(one[property], other[property], property)
    assert.deepEqual(Object.keys(viaJson).sort(), Object.keys(viaForm).sort())
  })

  test('The type of a file is found in its bytes, whatever its name and its sender say.', async () => {
    const receipt = await upload(platform, [
      { field: 'files', name: 'plan.pdf', type: 'application/pdf', content: png },
      { field: 'files', name: 'photo.png', type: 'image/png', content: pdf(['Hello.']) },
      { field: 'files', name: 'list.csv', type: 'text/html', content: 'name,price\nmug,12\ncup,9\n' },
    ])
    const types = receipt.files.map((f: any) => f.type)
    assert.deepEqual(types, ['image/png', 'application/pdf', 'text/csv'])
    for (const { id } of receipt.files) {
      const reply = await send(platform.url, `${receipt.links.self}/files/${id}`, { token: receipt.token })
      assert.equal(reply.status, 200)
      assert.equal(reply.headers['x-content-type-options'], 'nosniff')
      assert.doesNotMatch(reply.headers['content-type']!, /html/)
    }
  })
})

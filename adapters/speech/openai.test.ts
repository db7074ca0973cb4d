import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Permanent } from '#platform/errors'
import { SpeechUnavailable } from '#platform/ports'
import { openaiSpeech } from './openai.ts'

type Asked = { path: string; authorization: string | undefined; form: FormData }
const textOf = (form: FormData, name: string) => form.get(name) as string

/** A transcription service on loopback that answers as `answer` says. */
async function service(t: TestContext, answer: (asked: Asked) => [number, unknown, Record<string, string>?]) {
  const asked: Asked[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = new Response(request as never, { headers: { 'content-type': request.headers['content-type']! } })
    const one = { path: request.url!, authorization: request.headers.authorization, form: await body.formData() }
    asked.push(one)
    const [status, json, headers] = answer(one)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const folder = await mkdtemp(join(tmpdir(), 'statex-speech-test-'))
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true })
  })
  const path = join(folder, 'recording')
  await writeFile(path, 'sound')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const speech = openaiSpeech({
    url: `${url}/`,
    key: 'not-a-secret',
    model: 'ears-1',
  })
  const transcribe = (type = 'audio/webm; codecs=opus', language?: string) =>
    speech.transcribe({ path, type, signal: new AbortController().signal, ...(language && { language }) })
  return { url, asked, transcribe }
}

test('the recording is sent with a file name that tells its format, and the words are found again in the text', async (t) => {
  const { asked, transcribe } = await service(t, () => [
    200,
    {
      text: 'Mugs, and mugs.',
      language: 'english',
      duration: 2.5,
      words: [
        { word: 'Mugs', start: 0, end: 0.5 },
        { word: 'and', start: 0.6, end: 0.9 },
        { word: 'mugs', start: 1, end: 1.4 },
      ],
    },
  ])
  const heard = await transcribe(undefined, 'en')
  assert.equal(asked[0]!.path, '/v1/audio/transcriptions')
  assert.equal(asked[0]!.authorization, 'Bearer not-a-secret')
  assert.equal((asked[0]!.form.get('file') as File).name, 'recording.webm')
  assert.equal(textOf(asked[0]!.form, 'model'), 'ears-1')
  assert.equal(textOf(asked[0]!.form, 'language'), 'en')
  assert.deepEqual(heard, {
    text: 'Mugs, and mugs.',
    language: 'en',
    durationS: 2.5,
    words: [
      { start: 0, end: 4, startS: 0, endS: 0.5 },
      { start: 6, end: 9, startS: 0.6, endS: 0.9 },
      { start: 10, end: 14, startS: 1, endS: 1.4 },
    ],
  })
})

test('a service that does not know verbose_json is asked for json, and no confidence is made up', async (t) => {
  const { asked, transcribe } = await service(t, ({ form }) =>
    textOf(form, 'response_format') === 'json' ? [200, { text: 'Mugs.' }] : [400, { error: 'response_format' }],
  )
  assert.deepEqual(await transcribe('audio/mpeg'), { text: 'Mugs.', words: [] })
  assert.equal(asked.length, 2)
  assert.equal((asked[1]!.form.get('file') as File).name, 'recording.mp3')
})

for (const [status, kind, pattern] of [
  [401, Permanent, /refused SPEECH_KEY/],
  [413, Permanent, /too large/],
  [404, SpeechUnavailable, /no transcription service at SPEECH_URL/],
  [429, Error, /failed: 429/],
  [503, Error, /failed: 503/],
] as const)
  test(`an answer of ${status} says what is wrong`, async (t) => {
    const { transcribe } = await service(t, () => [status, { error: 'no' }])
    await assert.rejects(transcribe(), (error: Error) => {
      assert.equal(error.constructor, kind)
      return pattern.test(error.message)
    })
  })

test('an answer without a text is a failure and not an empty transcript', async (t) => {
  const { transcribe } = await service(t, () => [200, { words: [] }])
  await assert.rejects(transcribe(), /without a text/)
})

test('a service that sends the recording to another address is not followed there', async (t) => {
  const other = await service(t, () => [200, { text: 'Mugs.' }])
  const { asked, transcribe } = await service(t, () => [307, {}, { location: `${other.url}/audio/transcriptions` }])
  await assert.rejects(transcribe())
  assert.equal(asked.length, 1)
  assert.deepEqual(other.asked, [])
})

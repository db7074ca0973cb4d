// Real recognition with Debian's programs: pocketsphinx, pocketsphinx-en-us, pocketsphinx-testdata, ffmpeg, flite. Fails where they are missing.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pocketsphinxSpeech } from '#adapters/speech/pocketsphinx'
import { Permanent } from '#platform/errors'

const folder = mkdtempSync(join(tmpdir(), 'statex-speech-'))
after(() => rmSync(folder, { recursive: true }))
const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: folder, stdio: 'pipe' })
const ffmpeg = (...args: string[]) => run('ffmpeg', '-nostdin', '-v', 'error', '-y', ...args)

const sentences = [
  'We need a website where customers can order bread for the next morning.',
  'Our budget is twelve thousand dollars and we want to open in September.',
  'The drivers should see their route on the phone without a connection.',
  'Every customer gets a message when the order has been shipped.',
  'We have three restaurants and each one has its own menu.',
  'Visitors should be able to book a table and cancel it later.',
  'It must work in English and German from the first day.',
  'I would like a simple page with my photos and my story.',
]
const speech = pocketsphinxSpeech()
const signal = new AbortController().signal
const listen = (file: string) => speech.transcribe({ path: join(folder, file), type: 'audio/wav', signal })

/** Share of wrong words: edit distance over words, by the number of words said. */
function wordErrors(said: string, heard: string): number {
  const wordsIn = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? []
  const [a, b] = [wordsIn(said), wordsIn(heard)]
  let row = b.map((_, j) => j + 1)
  for (const [i, word] of a.entries()) {
    const next: number[] = []
    for (const [j, other] of b.entries())
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? i + 1) + 1, (j === 0 ? i : row[j - 1]!) + (word === other ? 0 : 1)),
      )
    row = next
  }
  return (row.at(-1) ?? a.length) / a.length
}

/** The sentences, spoken by a voice built from recorded speech, a pause of 0.7 s between them. */
function speak(): void {
  ffmpeg('-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '0.7', 'pause.wav')
  const list = sentences.flatMap((sentence, i) => {
    run('flite', '-voice', 'rms', '-t', sentence, '-o', `${i}.wav`)
    return [`file '${i}.wav'`, `file 'pause.wav'`]
  })
  writeFileSync(join(folder, 'list'), list.join('\n'))
  ffmpeg('-f', 'concat', '-i', 'list', '-c', 'copy', 'all.wav')
}

test('clear speech becomes text in every container a browser or phone sends, a line for each sentence, words timed', async () => {
  speak()
  const encodings: [string, string[]][] = [
    ['all.flac', []],
    ['all.webm', ['-c:a', 'libopus', '-b:a', '32k']],
    ['all.ogg', ['-c:a', 'libopus', '-b:a', '32k']],
    ['all.mp3', ['-b:a', '64k']],
    ['all.m4a', ['-c:a', 'aac', '-b:a', '64k']],
    ['all.mp4', ['-c:a', 'aac', '-b:a', '64k']],
  ]
  for (const [file, options] of encodings) ffmpeg('-i', 'all.wav', ...options, file)
  for (const file of ['all.wav', ...encodings.map(([name]) => name)]) {
    const heard = await listen(file)
    const errors = wordErrors(sentences.join(' '), heard.text)
    console.log(`# ${file}: ${errors.toFixed(3)} of the words wrong, confidence ${heard.confidence!.toFixed(2)}`)
    assert.ok(errors <= 0.15, `${file}: ${errors} wrong in\n${heard.text}`)
    assert.equal(heard.text.split('\n').length, sentences.length)
    for (const word of heard.words) assert.ok(word.startS < word.endS && word.endS <= heard.durationS!)
    assert.ok(heard.text.includes('budget'))
  }
})

test('read human speech (LibriVox) has at most a quarter of its words wrong', async () => {
  const data = '/usr/share/pocketsphinx/test/data/librivox'
  const lines = readFileSync(join(data, 'transcription'), 'utf8').trim().split('\n')
  let [wrong, all] = [0, 0]
  for (const line of lines) {
    const [, said, name] = /^<s> (.*) <\/s> \((.*)\)$/.exec(line)!
    const { text } = await speech.transcribe({ path: join(data, `${name}.wav`), type: 'audio/wav', signal })
    const count = said!.split(' ').length
    wrong += wordErrors(said!, text) * count
    all += count
  }
  console.log(`# LibriVox: ${(wrong / all).toFixed(3)} of ${all} words wrong`)
  assert.ok(wrong / all <= 0.25)
})

test('silence and noise give no text that is sure of itself', async () => {
  ffmpeg('-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '20', 'silence.wav')
  assert.deepEqual(await listen('silence.wav'), { text: '', language: 'en', durationS: 20, words: [] })
  ffmpeg('-f', 'lavfi', '-i', 'anoisesrc=c=pink:r=16000:a=0.3:seed=1', '-t', '20', 'noise.wav')
  const noise = await listen('noise.wav')
  assert.ok(noise.words.length < 10, noise.text)
})

test('a recording of hours is heard up to the bound, and the result says so', async () => {
  ffmpeg('-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-t', '7200', 'hours.wav')
  const heard = await listen('hours.wav')
  assert.equal(heard.heardS, 900)
  assert.equal(heard.text, '')
})

test('a file without sound fails for good and says so', async () => {
  writeFileSync(join(folder, 'text.wav'), 'this is not a recording')
  await assert.rejects(listen('text.wav'), (error) => error instanceof Permanent && /no sound/.test(error.message))
  ffmpeg('-f', 'lavfi', '-i', 'color=black:s=64x64:d=1', 'picture.mp4')
  await assert.rejects(listen('picture.mp4'), Permanent)
})

test('a cancel ends the recognition', async () => {
  speak()
  const abort = new AbortController()
  const listening = speech.transcribe({
    path: join(folder, 'all.wav'),
    type: 'audio/wav',
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('the customer cancelled')),
  })
  await assert.rejects(listening, /the customer cancelled/)
})

test('a short recording does not wait for a long one', async () => {
  speak()
  run('flite', '-voice', 'rms', '-t', sentences[1]!, '-o', 'short.wav')
  ffmpeg('-stream_loop', '5', '-i', 'all.wav', '-c', 'copy', 'long.wav')
  const abort = new AbortController()
  let isListening = () => {}
  const begun = new Promise<void>((resolve) => {
    isListening = resolve
  })
  const long = speech.transcribe({
    path: join(folder, 'long.wav'),
    type: 'audio/wav',
    signal: abort.signal,
    onProgress: (share) => share < 1 && isListening(),
  })
  const ended = long.then(
    () => 'heard whole',
    () => 'cancelled',
  )
  await begun
  assert.match((await listen('short.wav')).text, /budget/)
  abort.abort(new Error('enough'))
  assert.equal(await ended, 'cancelled', 'the long one was still listened to')
})

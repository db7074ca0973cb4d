// Real recognition with Debian's programs: pocketsphinx, pocketsphinx-en-us, pocketsphinx-testdata, ffmpeg, flite. Fails where they are missing.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pocketsphinxSpeech } from '#adapters/speech/pocketsphinx'
import { sentences, speak, wordErrors } from '#adapters/speech/spoken.test-support'
import { Permanent } from '#platform/errors'

const folder = mkdtempSync(join(tmpdir(), 'statex-speech-'))
after(() => rmSync(folder, { recursive: true }))
const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: folder, stdio: 'pipe' })
const ffmpeg = (...args: string[]) => run('ffmpeg', '-nostdin', '-v', 'error', '-y', ...args)

const speech = pocketsphinxSpeech()
const signal = new AbortController().signal
const listen = (file: string) => speech.transcribe({ path: join(folder, file), type: 'audio/wav', signal })

test('clear speech becomes text in every container a browser or phone sends, a line for each sentence, words timed', async () => {
  speak('rms', folder, 'all.wav')
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
  speak('rms', folder, 'all.wav')
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
  speak('rms', folder, 'all.wav')
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

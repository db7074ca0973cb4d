import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SpeechUnavailable } from '#platform/ports'
import { pocketsphinxSpeech, wordsOf } from './pocketsphinx.ts'

// As version 5 prealpha writes it; the hearing itself is tried with the real program in test/programs.
const log = `INFO: ngram_search.c(1025): bestpath 0.00 CPU 0.000 xRT
word                 start end   pprob ascr       lscr       lback
<s>                  0     12    0.999 -133120    0          1
we                   13    32    0.998 -194560    -212       2
and(2)               33    45    0.811 -728064    -142       2
<sil>                46    93    0.985 -630784    -524288    3
++NOISE++            94    95    0.985 -630784    -524288    3
pounds               96    147   1.000 -1531904   -169       3
</s>                 148   160   1.000 -1531904   -77        3
INFO: batch.c(760): s1: 7.61 seconds speech, 1.05 seconds CPU, 1.07 seconds wall
we and pounds (s1 -26371)
s1 done --------------------------------------
`

test('words are read with their posterior, without fillers, in the time of the whole recording', () => {
  const spoken = [
    { start: 0, end: 500 },
    { start: 500, end: 660 },
  ]
  assert.deepEqual(wordsOf(log, spoken), [
    { text: 'we', start: 513, end: 532, confidence: 0.998 },
    { text: 'and', start: 533, end: 545, confidence: 0.811 },
    { text: 'pounds', start: 596, end: 647, confidence: 1 },
  ])
})

const asked = { path: '/dev/null', type: 'audio/wav', signal: new AbortController().signal }

test('without the programs it says which packages to install', async () => {
  const speech = pocketsphinxSpeech({ find: () => undefined })
  await assert.rejects(speech.transcribe(asked), (error) => {
    assert.ok(error instanceof SpeechUnavailable)
    return /pocketsphinx, pocketsphinx-en-us and ffmpeg/.test(error.message)
  })
})

test('a recording announced in another language is not transcribed as if it were English', async () => {
  const speech = pocketsphinxSpeech({ find: (name) => `/usr/bin/${name}` })
  await assert.rejects(speech.transcribe({ ...asked, language: 'cs' }), /English only.*\(cs\)/)
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, ProgramFailed, runProgram } from '#adapters/programs'
import { Permanent } from '#platform/errors'
import { type Heard, type HeardWord, type Speech, SpeechUnavailable } from '#platform/ports'
import { openPlaces } from '#platform/sandbox-places'
import { type Stretch, samplesPerS, stretches, toSamples } from './sound.ts'

const model = '/usr/share/pocketsphinx/model/en-us'
const installIt =
  'Install the Debian packages pocketsphinx, pocketsphinx-en-us and ffmpeg, or set SPEECH_URL to a transcription service.'
/** Longer recordings are heard up to here. */
const secondsMax = 900
/** A longer recording waits for other long ones only. */
const longFromS = 60
/** One short and one long recording are listened to at a time, so that the ten minutes of one customer do not hold up the ten seconds of all the others. */
const places = openPlaces({ frontMax: 1, backgroundMax: 1, slowMs: 20_000 })
/** A pause of this many frames of 10 ms begins a new line. */
const lineFrames = 40

type Settings = {
  /** Looks up a program by name; the usual folders unless a test says otherwise. */
  find?(name: string): string | undefined
}

/**
 * Debian's PocketSphinx behind ffmpeg, found when it is needed: American English, offline, 125 MB while it works. Good for clear read speech, a draft at
 * best for accents and noise; each word comes with the recogniser's own posterior probability. Batch mode with flatter language weights made the
 * fewest errors on read speech (0.18 wrong words against 0.28 with the defaults); `-maxhmmpf` bounds the time that noise costs.
 */
export function pocketsphinxSpeech({ find = findProgram }: Settings = {}): Speech {
  return {
    method: 'pocketsphinx',
    async transcribe({ path, language, tenant, signal, onProgress }) {
      const batch = find('pocketsphinx_batch')
      const ffmpeg = find('ffmpeg')
      if (!batch || !ffmpeg) throw new SpeechUnavailable(`No speech recogniser is installed. ${installIt}`)
      if (language && language !== 'en')
        throw new SpeechUnavailable(
          `The recogniser of this installation understands English only, and this recording was announced in another language (${language}). Set SPEECH_URL to a transcription service for it.`,
        )
      const folder = await mkdtemp(join(tmpdir(), 'statex-speech-'))
      try {
        const { durationS, spoken } = await inPlace({ signal, tenant, isLong: false }, () =>
          spokenIn(ffmpeg, path, folder, signal),
        )
        if (spoken.length === 0) return heard([], durationS)
        const words = await inPlace({ signal, tenant, isLong: durationS > longFromS }, () =>
          recognise(batch, folder, spoken, durationS, signal, onProgress),
        )
        return heard(words, durationS)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

type Turn = { signal: AbortSignal; tenant: string | undefined; isLong: boolean }
async function inPlace<T>({ signal, tenant, isLong }: Turn, work: () => Promise<T>): Promise<T> {
  const place = await places.enter(signal, { isHeavy: isLong, ...(tenant && { party: [tenant] }) })
  try {
    return await work()
  } finally {
    place.leave()
  }
}

/** Converts it. The samples are not kept: many recordings may wait for their turn. */
async function spokenIn(ffmpeg: string, path: string, folder: string, signal: AbortSignal) {
  const { samples } = await toSamples(ffmpeg, path, folder, { secondsMax, signal }).catch((error) => {
    throw error instanceof ProgramFailed
      ? new Permanent(`The recording holds no sound that could be read: ${lastLine(error.message)}`)
      : error
  })
  return { durationS: samples.length / samplesPerS, spoken: stretches(samples) }
}

const lastLine = (text: string) =>
  text
    .trim()
    .split('\n')
    .at(-1)!
    .replace(/^.*?\S*\/\S*: /, '')

type Word = { text: string; start: number; end: number; confidence: number }

async function recognise(
  batch: string,
  folder: string,
  spoken: Stretch[],
  durationS: number,
  signal: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<Word[]> {
  const at = (name: string) => join(folder, name)
  await writeFile(at('stretches'), spoken.map((s, i) => `recording ${s.start} ${s.end} s${i}\n`).join(''))
  const models = ['-hmm', join(model, 'en-us'), '-lm', join(model, 'en-us.lm.bin')]
  const input = ['-adcin', 'yes', '-cepdir', folder, '-cepext', '.raw', '-ctl', at('stretches')]
  const weights = ['-lw', '5', '-fwdflatlw', '6', '-bestpathlw', '7', '-wip', '0.5', '-maxhmmpf', '6000']
  // With silence removed, the times of words would no longer be those of the recording.
  const untouched = ['-remove_noise', 'no', '-remove_silence', 'no']
  let done = 0
  const log: string[] = []
  await runProgram(
    batch,
    [
      ...[...models, '-dict', join(model, 'cmudict-en-us.dict'), ...input, ...weights, ...untouched],
      ...['-backtrace', 'yes', '-hyp', at('hyp')],
    ],
    {
      timeoutMs: 30_000 + 4_000 * durationS,
      memoryMbMax: 768,
      signal,
      onSaid(text) {
        log.push(text)
        const ended = text.split(/^s\d+ done/m).length - 1
        if (ended === 0) return
        done += ended
        onProgress?.(Math.min(1, done / spoken.length))
      },
    },
  )
  return wordsOf(log.join(''), spoken)
}

/** Reads the table of words that stands in the log before each hypothesis: word, first and last frame, posterior. */
export function wordsOf(log: string, spoken: Stretch[]): Word[] {
  const words: Word[] = []
  let table: Word[] = []
  for (const line of log.split('\n')) {
    const row = /^(\S+)\s+(\d+)\s+(\d+)\s+([\d.]+)\s+-?\d+\s+-?\d+\s+\d+\s*$/.exec(line)
    const stretch = /\(s(\d+) -?\d+\)$/.exec(line)
    if (row) {
      const [, text, start, end, confidence] = row as unknown as [string, string, string, string, string]
      if (text === '<s>') table = []
      // Fillers: <sil>, [NOISE], ++UH++. Variants of a pronunciation are numbered: and(2).
      if (!/^[<[+]/.test(text))
        table.push({ text: text.replace(/\(\d+\)$/, ''), start: +start, end: +end, confidence: +confidence })
    } else if (stretch) {
      const offset = spoken[Number(stretch[1])]!.start
      words.push(...table.map((w) => ({ ...w, start: w.start + offset, end: w.end + offset })))
      table = []
    }
  }
  return words
}

/** Words as text, a line for each stretch between pauses. No full stops: the recogniser hears none. */
function heard(found: Word[], durationS: number): Heard {
  let text = ''
  const words: HeardWord[] = found.map((word, i) => {
    const before = found[i - 1]
    if (before) text += word.start - before.end >= lineFrames ? '\n' : ' '
    const start = text.length
    text += word.text
    return {
      start,
      end: text.length,
      startS: word.start / 100,
      endS: (word.end + 1) / 100,
      confidence: Math.min(1, word.confidence),
    }
  })
  const confidence = words.reduce((sum, w) => sum + w.confidence!, 0) / words.length
  return {
    text,
    language: 'en',
    durationS,
    words,
    ...(words.length > 0 && { confidence }),
    // Conversion may end a few samples early.
    ...(durationS > secondsMax - 1 && { heardS: secondsMax }),
  }
}

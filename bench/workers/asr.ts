// Listening: synthetic speech through ffmpeg and PocketSphinx as the worker runs them, beside pocketsphinx_batch alone on the converted samples; and how many words are wrong.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pocketsphinxSpeech } from '#adapters/speech/pocketsphinx'
import { sentences, speak, type Voice, wordErrors } from '#adapters/speech/spoken.test-support'
import { watchMemory } from '../../test/faults/process-group.ts'
import { median, type Ratio, rounded } from '../figures.ts'
import { obtain, output, programs } from '../programs.ts'
import { scratchFolder } from '../server.ts'
import type { Finding } from '../workers.ts'

/** The first ones were made of recorded clear speech, as a customer in a quiet room sounds; the others sound like machines, `kal` over a telephone. */
const clearVoices: Voice[] = ['rms', 'awb', 'slt']
const otherVoices: Voice[] = ['kal16', 'kal']
const model = '/usr/share/pocketsphinx/model/en-us'

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1_000
}

/** Speaks the sentences in one recording as a browser would send it, listens to it both ways in turns, and looks at the memory. */
export async function asr(isQuick: boolean): Promise<Finding> {
  const needed = [programs.pocketsphinx, programs.ffmpeg, programs.flite]
  const [batch, ffmpeg, flite] = needed.map(obtain)
  if (!batch || !ffmpeg || !flite)
    return {
      rows: [],
      figures: {},
      ratios: [],
      problems: [`asr needs ${needed.map(({ name }) => name).join(', ')} (Debian packages).`],
    }
  const folder = scratchFolder()
  const at = (name: string) => join(folder.path, name)
  try {
    const say = (voice: Voice) => speak(voice, folder.path, 'said.wav', { flite, ffmpeg })
    say('rms')
    run(ffmpeg, '-v', 'error', '-i', at('said.wav'), '-c:a', 'libopus', '-b:a', '32k', at('said.webm'))
    run(ffmpeg, '-v', 'error', '-i', at('said.webm'), '-ac', '1', '-ar', '16000', '-f', 's16le', at('said.raw'))
    writeFileSync(at('list'), 'said\n')
    const bare = ['-hmm', join(model, 'en-us'), '-lm', join(model, 'en-us.lm.bin')]
    const input = ['-dict', join(model, 'cmudict-en-us.dict'), '-adcin', 'yes', '-cepdir', folder.path]
    const files = ['-cepext', '.raw', '-ctl', at('list'), '-hyp', at('bare.txt'), '-logfn', '/dev/null']
    const speech = pocketsphinxSpeech()
    const asked = { path: at('said.webm'), type: 'audio/webm', signal: new AbortController().signal }
    const { durationS = 0 } = await speech.transcribe(asked)
    const [ours, theirs]: number[][] = [[], []]
    const largest = watchMemory(process.pid, 50)
    for (let round = 0; round < (isQuick ? 1 : 3); round++) {
      ours!.push(await timed(() => speech.transcribe(asked)))
      theirs!.push(await timed(() => output(batch, [...bare, ...input, ...files])))
    }
    const speed = report(durationS, median(ours!), median(theirs!), largest().startedMb)
    const wrong = new Map<Voice, number>()
    for (const voice of [...clearVoices, ...otherVoices]) {
      say(voice)
      run(ffmpeg, '-v', 'error', '-y', '-i', at('said.wav'), '-c:a', 'libopus', '-b:a', '32k', at('said.webm'))
      const { text } = await speech.transcribe(asked)
      wrong.set(voice, rounded(wordErrors(sentences.join(' '), text)))
    }
    return withErrors(speed, wrong)
  } finally {
    folder.remove()
  }
}

function run(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args)
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
}

/** Adds the share of wrong words, each voice by its name. */
function withErrors(speed: Finding & { figures: object }, wrong: Map<Voice, number>): Finding {
  const clear = clearVoices.map((voice) => wrong.get(voice)!)
  return {
    ...speed,
    rows: [
      ...speed.rows,
      ...[...wrong].map(([voice, share]): Finding['rows'][number] => {
        const kind = clearVoices.includes(voice) ? 'clear' : 'machine-like'
        return [`wrong words, flite's ${kind} voice ${voice}`, `${share}`, '']
      }),
    ],
    figures: { ...speed.figures, wrongWords: Object.fromEntries(wrong) },
    ratios: [
      ...speed.ratios,
      {
        name: 'asr: wrong words of the worst clear voice, of all',
        value: Math.max(...clear),
        better: 'less',
        goal: 0.1,
      },
    ],
  }
}

function report(durationS: number, oursS: number, bareS: number, peakMb: number): Finding & { figures: object } {
  const [perS, barePerS] = [rounded(oursS / durationS), rounded(bareS / durationS)]
  const ratios: Ratio[] = [
    {
      name: 'asr: seconds per second of speech, of bare pocketsphinx',
      value: rounded(oursS / bareS),
      better: 'less',
    },
  ]
  return {
    rows: [
      [`${rounded(durationS)} s of speech, seconds each`, `${perS} s`, `pocketsphinx_batch ${barePerS} s`],
      ['memory of the programs, at most', `${peakMb} MB`, 'both'],
    ],
    figures: { secondsPerSecond: perS, bareSecondsPerSecond: barePerS, peakMb },
    ratios,
    problems: [],
  }
}

// Listening: synthetic speech through ffmpeg and PocketSphinx as the worker runs them, beside pocketsphinx_batch alone on the converted samples.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pocketsphinxSpeech } from '#adapters/speech/pocketsphinx'
import { watchMemory } from '../../test/faults/process-group.ts'
import { median, type Ratio, rounded } from '../figures.ts'
import { obtain, output, programs } from '../programs.ts'
import { scratchFolder } from '../server.ts'
import type { Finding } from '../workers.ts'

const sentences = [
  'We need a website where customers can order bread for the next morning.',
  'Our budget is twelve thousand dollars and we want to open in September.',
  'The drivers should see their route on the phone without a connection.',
  'Every customer gets a message when the order has been shipped.',
  'Visitors should be able to book a table and cancel it later.',
]
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
    run(flite, '-voice', 'rms', '-t', sentences.join(' '), '-o', at('said.wav'))
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
    return report(durationS, median(ours!), median(theirs!), largest().startedMb)
  } finally {
    folder.remove()
  }
}

function run(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args)
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
}

function report(durationS: number, oursS: number, bareS: number, peakMb: number): Finding {
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

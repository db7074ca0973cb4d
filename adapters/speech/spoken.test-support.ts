// Speech whose words are known: said by Debian's flite, and how many of them were heard.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const sentences = [
  'We need a website where customers can order bread for the next morning.',
  'Our budget is twelve thousand dollars and we want to open in September.',
  'The drivers should see their route on the phone without a connection.',
  'Every customer gets a message when the order has been shipped.',
  'We have three restaurants and each one has its own menu.',
  'Visitors should be able to book a table and cancel it later.',
  'It must work in English and German from the first day.',
  'I would like a simple page with my photos and my story.',
]

/** Voices of flite: `rms`, `awb` and `slt` were made of recorded clear speech, `kal` of few syllables at 8 kHz, `kal16` of the same at 16 kHz. */
export type Voice = 'rms' | 'awb' | 'slt' | 'kal16' | 'kal'

/** Says the sentences, a pause of 0.7 s after each, into `file` in `folder`: 16 kHz, WAV. */
export function speak(
  voice: Voice,
  folder: string,
  file: string,
  programs = { flite: 'flite', ffmpeg: 'ffmpeg' },
): void {
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: folder, stdio: 'pipe' })
  const quietly = ['-nostdin', '-v', 'error', '-y']
  for (const [i, sentence] of sentences.entries()) {
    run(programs.flite, '-voice', voice, '-t', sentence, '-o', 'said.wav')
    run(programs.ffmpeg, ...quietly, '-i', 'said.wav', '-af', 'apad=pad_dur=0.7', '-ar', '16000', `said-${i}.wav`)
  }
  writeFileSync(join(folder, 'list'), sentences.map((_, i) => `file 'said-${i}.wav'`).join('\n'))
  run(programs.ffmpeg, ...quietly, '-f', 'concat', '-i', 'list', '-c', 'copy', file)
}

/** Share of wrong words: edit distance over words, by the number of words said. */
export function wordErrors(said: string, heard: string): number {
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

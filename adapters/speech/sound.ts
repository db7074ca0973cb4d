import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '#adapters/programs'

/** What recognisers of speech want: one channel, 16,000 samples a second, 16 bits, little endian, without a header. */
export const samplesPerS = 16_000
/** Frames of 10 ms, as the recogniser counts. */
const frameSamples = samplesPerS / 100

/**
 * Converts any recording that ffmpeg knows into plain samples in `folder`, at most `secondsMax` of them. A file and not a pipe: the header of a piped
 * WAV carries no length, and recognisers then read it as sound.
 * @throws ProgramFailed when there is no sound in it
 */
export async function toSamples(
  ffmpeg: string,
  path: string,
  folder: string,
  { secondsMax, signal }: { secondsMax: number; signal: AbortSignal },
): Promise<{ path: string; samples: Int16Array }> {
  const target = join(folder, 'recording.raw')
  const input = ['-nostdin', '-v', 'error', '-y', '-protocol_whitelist', 'file', '-i', path]
  const output = ['-map', 'a:0', '-vn', '-sn', '-dn', '-ac', '1', '-ar', `${samplesPerS}`, '-t', `${secondsMax}`]
  await runProgram(ffmpeg, [...input, ...output, '-bitexact', '-f', 's16le', target], {
    timeoutMs: 120_000,
    memoryMbMax: 1_024,
    signal,
  })
  const bytes = await readFile(target)
  return { path: target, samples: new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1) }
}

/** A stretch of speech, in frames of 10 ms. */
export type Stretch = { start: number; end: number }

const pauseFrames = 30
const stretchFramesMin = 500
const stretchFramesMax = 3_000

/**
 * Cuts a recording in the middle of its pauses (30 frames and more) into stretches of 5 to 30 s, and leaves out those in which nothing is louder
 * than the room. Whole recordings in one piece cost memory that grows with their length; shorter pieces than this are recognised worse.
 */
export function stretches(samples: Int16Array): Stretch[] {
  const loudness = loudnessPerFrame(samples)
  if (loudness.length === 0) return []
  const quiet = quietness(loudness)
  const found: Stretch[] = []
  let start = 0
  let pauseStart = 0
  for (let frame = 0; frame <= loudness.length; frame++) {
    const isEnd = frame === loudness.length
    const isLoud = !isEnd && loudness[frame]! > quiet
    const pause = frame - pauseStart
    const cut = isLoud && pause >= pauseFrames ? frame - (pause >> 1) : frame
    const isCut = isEnd || (isLoud && pause >= pauseFrames && cut - start >= stretchFramesMin)
    if (isCut || frame - start >= stretchFramesMax) {
      if (loudness.subarray(start, cut).some((l) => l > quiet)) found.push({ start, end: cut })
      start = cut
    }
    if (isLoud) pauseStart = frame + 1
  }
  return found
}

/** Root mean square of each frame. */
function loudnessPerFrame(samples: Int16Array): Float32Array {
  const loudness = new Float32Array(Math.floor(samples.length / frameSamples))
  for (let frame = 0; frame < loudness.length; frame++) {
    let sum = 0
    for (let i = frame * frameSamples; i < (frame + 1) * frameSamples; i++) sum += samples[i]! ** 2
    loudness[frame] = Math.sqrt(sum / frameSamples)
  }
  return loudness
}

/** What counts as silence here: three times the quietest tenth of the recording, but never what nobody would hear or what everybody would. */
function quietness(loudness: Float32Array): number {
  const sorted = loudness.toSorted()
  return Math.min(1_000, Math.max(80, 3 * sorted[Math.floor(sorted.length / 10)]!))
}

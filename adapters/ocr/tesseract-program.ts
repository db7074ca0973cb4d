import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProgramFailed, runProgram } from '#adapters/programs'
import { type OcrEngine, OcrFailed } from '#platform/ports'
import { readTsv } from './tsv.ts'
import { takeTurns } from './turns.ts'

/** Some 125 MB for a page at 300 dpi and one model (measured); three models and a margin. */
const limits = { timeoutMs: 60_000, memoryMbMax: 768 }
/** With threads of its own, one page took 38.9 s instead of 1.9 s on two cores: several processes beat several threads. */
const env = { OMP_THREAD_LIMIT: '1' }
const asked = { timeoutMs: 10_000, memoryMbMax: 256 }

/**
 * The `tesseract` program of the system, one process per page, as many at once as half the processors.
 * @throws when the program cannot say its version and languages
 */
export async function tesseractProgram(path: string): Promise<OcrEngine> {
  const version = /^tesseract v?(\S+)/m.exec(await said(path, '--version'))?.[1]
  if (!version) throw new Error(`${path} does not say its version.`)
  const languages = (await said(path, '--list-langs'))
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
  const inTurn = takeTurns(Math.max(1, availableParallelism() >> 1))
  return {
    method: `tesseract ${version}`,
    languages: languages.filter((name) => /^[a-z]{3}(_\w+)?$/.test(name) && name !== 'osd'),
    recognise: ({ png, languages: wanted, signal, party }) =>
      inTurn({ signal, party }, async () => {
        const folder = await mkdtemp(join(tmpdir(), 'ocr-'))
        try {
          const picture = join(folder, 'page.png')
          await writeFile(picture, png, { mode: 0o600 })
          const args = [picture, 'stdout', '-l', wanted.join('+') || 'eng', '--psm', '3', 'tsv']
          return readTsv((await runProgram(path, args, { ...limits, signal }, env)).toString())
        } catch (error) {
          throw error instanceof ProgramFailed ? new OcrFailed(`tesseract: ${error.message}`, { cause: error }) : error
        } finally {
          await rm(folder, { recursive: true, force: true })
        }
      }),
  }
}

/** Version 4 and older write these answers to standard error. */
async function said(path: string, option: string): Promise<string> {
  let aside = ''
  const onSaid = (text: string) => {
    aside += text
  }
  const out = await runProgram(path, [option], { ...asked, onSaid }, env)
  return out.toString() || aside
}

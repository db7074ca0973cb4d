import { createRequire } from 'node:module'
import { type OcrEngine, OcrFailed, type OcrPage } from '#platform/ports'
import { runInSandbox, SandboxCrashed, SandboxOutOfMemory, SandboxTimeout } from '#platform/sandbox'
import { takeTurns } from './turns.ts'

const child = new URL('./tesseract-wasm-child.ts', import.meta.url)
/** 180 MB for a page at 200 dpi, up to 290 MB after several (measured). */
const limits = { timeoutMs: 60_000, memoryMbMax: 512, isHeavy: true }
const packages = ['tesseract.js-core/tesseract-core-simd-lstm.js', '@tesseract.js-data/eng/package.json']

/** Whether the two optional packages are installed. */
export function hasTesseractWasm(): boolean {
  const { resolve } = createRequire(import.meta.url)
  try {
    return packages.every((name) => resolve(name))
  } catch {
    return false
  }
}

/** Tesseract as WebAssembly, from npm: English, twice the time of the program, and nothing to install on the system. One page at a time. */
export async function tesseractWasm(): Promise<OcrEngine> {
  const version = await runInSandbox<null, string>(child, 'version', null, limits)
  const inTurn = takeTurns(1)
  return {
    method: `tesseract ${version} (WebAssembly)`,
    languages: ['eng'],
    recognise: ({ png, signal, party }) =>
      inTurn({ signal, party }, () =>
        runInSandbox<Uint8Array, OcrPage>(child, 'recognise', png, {
          ...limits,
          signal,
          ...(party && { party }),
        }).catch((error) => {
          if (signal?.aborted) throw error
          const isTooMuch = [SandboxTimeout, SandboxOutOfMemory, SandboxCrashed].some((kind) => error instanceof kind)
          throw isTooMuch || error instanceof Error
            ? new OcrFailed(`tesseract: ${error.message}`, { cause: error })
            : error
        }),
      ),
  }
}

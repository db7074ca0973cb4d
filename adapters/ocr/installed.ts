import { findProgram } from '#adapters/programs'
import type { Ocr, OcrEngine } from '#platform/ports'
import type { Log } from '#platform/service'
import { tesseractProgram } from './tesseract-program.ts'
import { hasTesseractWasm, tesseractWasm } from './tesseract-wasm.ts'

/** The program of the system when there is one, since it is twice as fast and knows the languages that were installed with it; otherwise WebAssembly from npm. */
export function installedOcr(log: Log): Ocr {
  const opened = new Map<string, Promise<OcrEngine | undefined>>()
  const once = (name: string, open: () => Promise<OcrEngine>) => {
    const known = opened.get(name)
    if (known) return known
    const opening = open().catch((error) => {
      log.warn({ err: error, engine: name }, 'text recognition could not be started')
      opened.delete(name)
      return undefined
    })
    opened.set(name, opening)
    return opening
  }
  return {
    async engine() {
      const program = findProgram('tesseract')
      const found = program && (await once(program, () => tesseractProgram(program)))
      if (found && found.languages.length > 0) return found
      return hasTesseractWasm() ? once('WebAssembly', tesseractWasm) : undefined
    },
  }
}

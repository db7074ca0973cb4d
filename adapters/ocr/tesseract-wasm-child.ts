// Runs inside the sandbox that `tesseract-wasm.ts` asks for; never imported by the server itself.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { OcrPage } from '#platform/ports'
import { readTsv } from './tsv.ts'

/** What we use of the Emscripten module and of Tesseract's C++ interface in it. */
type Tesseract = {
  Version(): string
  Init(folder: string | null, languages: string, engineMode: number): number
  SetVariable(name: string, value: string): void
  SetImageFile(exifOrientation: number, angle: number): number
  Recognize(monitor: null): number
  GetTSVText(page: number): string
  Clear(): void
}
type Core = { FS: { writeFile(path: string, bytes: Uint8Array): void }; TessBaseAPI: new () => Tesseract }

const load = createRequire(import.meta.url)
/** Neural network only: the models of the package hold no other engine. */
const lstmOnly = 1
let ready: Promise<{ core: Core; api: Tesseract }> | undefined

async function open(): Promise<{ core: Core; api: Tesseract }> {
  // SIMD is in every 64-bit processor that Node 24 runs on; the other builds of the package are for browsers.
  const core: Core = await load('tesseract.js-core/tesseract-core-simd-lstm.js')({ print() {}, printErr() {} })
  const model = join(dirname(load.resolve('@tesseract.js-data/eng/package.json')), '4.0.0_best_int/eng.traineddata.gz')
  core.FS.writeFile('eng.traineddata', gunzipSync(readFileSync(model)))
  const api = new core.TessBaseAPI()
  if (api.Init(null, 'eng', lstmOnly) !== 0) throw new Error('The English model could not be loaded.')
  // The default of this build reads a page as one block and loses its tables.
  api.SetVariable('tessedit_pageseg_mode', '3')
  return { core, api }
}

export async function version(): Promise<string> {
  ready ??= open()
  return (await ready).api.Version()
}

export async function recognise(png: Uint8Array): Promise<OcrPage> {
  ready ??= open()
  const { core, api } = await ready
  core.FS.writeFile('/input', png)
  if (api.SetImageFile(1, 0) !== 0) throw new Error('The picture could not be opened.')
  api.Recognize(null)
  const page = readTsv(api.GetTSVText(0))
  api.Clear()
  return page
}

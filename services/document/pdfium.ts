// Runs inside the sandbox; never imported by the server itself.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'
import { limits } from './limits.ts'
import { Unreadable } from './reading.ts'

/** What we use of Emscripten beside the wrapped functions of PDFium. The views are made anew when the memory grows: none may be kept. */
type Memory = {
  HEAPU8: Uint8Array
  HEAPF32: Float32Array
  HEAPF64: Float64Array
  wasmExports: { malloc(bytes: number): number; free(at: number): void }
}
export type Pdfium = WrappedPdfiumModule & { memory: Memory }
/** The part of the WebAssembly interface that we use; the types of Node leave it to those of browsers. */
type WasmModule = { readonly exports?: undefined }
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => WasmModule
  Instance: new (module: WasmModule, imports: object) => { exports: object }
}

/** A page drawn in the red, green, blue and alpha of each pixel. */
export type Drawn = { data: Buffer; width: number; height: number }

/** Asked for every letter or word of a document. The wrappers count arguments and take as long as reading does. */
const often = [
  'FPDFText_GetUnicode',
  'FPDFText_GetTextObject',
  'FPDFText_GetLooseCharBox',
  'FPDFText_GetCharOrigin',
  'FPDFText_GetMatrix',
  'FPDFText_GetFontSize',
  'FPDFPageObj_GetMarkedContentID',
] as const
const bareOf = (wasm: object) => {
  const bare = wasm as Pick<WrappedPdfiumModule, (typeof often)[number]>
  return Object.fromEntries(often.map((name) => [name, bare[name]]))
}

// The package is ours to trust, pinned by its hash: checking every function of it before the first page is half of what a new process compiles.
setFlagsFromString('--wasm-lazy-validation')

let compiled: WasmModule | undefined

/**
 * A new instance of PDFium as WebAssembly. Compiled once, but made anew for each document: whatever a hostile file does to the memory of its instance ends with it,
 * and the memory of one customer's file is not there for the next.
 */
async function newPdfium(): Promise<Pdfium> {
  const wasm = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm')
  compiled ??= new WebAssembly.Module(readFileSync(wasm))
  const module = compiled
  // Without this hook the package would fetch its WebAssembly from a public address.
  const instantiateWasm = (imports: object, done: (instance: { exports: object }) => void) => {
    const instance = new WebAssembly.Instance(module, imports)
    done(instance)
    return instance.exports
  }
  const pdfium = await init({ instantiateWasm } as never)
  pdfium.FPDF_InitLibrary()
  const memory = pdfium.pdfium as unknown as Memory
  return Object.assign(pdfium, { memory }, bareOf(memory.wasmExports))
}

let ready: Promise<Pdfium> | undefined

/** Makes the instance for the next document ahead: it takes as long as a page or two. */
export function readyPdfium(): Promise<unknown> {
  ready ??= newPdfium()
  return ready
}

function takePdfium(): Promise<Pdfium> {
  const pdfium = ready ?? newPdfium()
  ready = undefined
  return pdfium
}

/** FPDF_GetLastError: the file wants a password, or one whose security handler is unknown. */
const lockedErrors = [4, 5]

/**
 * Opens a PDF (ISO 32000). Nothing in it is run: the build has no JavaScript and no XFA.
 * @throws Unreadable with a sentence for the customer
 */
export async function openPdfium(bytes: Uint8Array) {
  const pdfium = await takePdfium()
  const at = pdfium.memory.wasmExports.malloc(bytes.length)
  pdfium.memory.HEAPU8.set(bytes, at)
  const file = pdfium.FPDF_LoadMemDocument(at, bytes.length, '')
  if (!file)
    throw new Unreadable(
      lockedErrors.includes(pdfium.FPDF_GetLastError())
        ? 'The file is protected with a password. Please send it without one.'
        : 'The file is damaged and could not be opened as a PDF.',
    )
  return { pdfium, file, pages: pdfium.FPDF_GetPageCount(file) }
}
export type OpenPdf = Awaited<ReturnType<typeof openPdfium>>

/** A text that PDFium writes in UTF-16 to a place of so many bytes; told of no place, it says how many bytes it needs, the two at the end included. */
export function textFrom({ memory }: Pdfium, write: (at: number, bytes: number) => number): string {
  const bytes = write(0, 0)
  if (bytes <= 2) return ''
  const at = memory.wasmExports.malloc(bytes)
  write(at, bytes)
  const text = Buffer.from(memory.HEAPU8.subarray(at, at + bytes - 2)).toString('utf16le')
  memory.wasmExports.free(at)
  return text
}

/** FPDF_ANNOT: what people stamped and wrote on the page. FPDF_REVERSE_BYTE_ORDER: red first. */
const drawFlags = 0x01 | 0x10
const bgra = 4

/** Draws one page, counted from 1, on white. At most `rasterPixelsMax` pixels, however large the page says it is. @throws Unreadable */
export function drawPage({ pdfium, file }: OpenPdf, number: number, dpi: number): Drawn {
  const page = pdfium.FPDF_LoadPage(file, number - 1)
  if (!page) throw new Unreadable('The page is damaged and could not be drawn.')
  const [pageWidth, pageHeight] = [pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)]
  const scale = Math.min(dpi / 72, Math.sqrt(limits.rasterPixelsMax / Math.max(1, pageWidth * pageHeight)))
  const [width, height] = [pageWidth, pageHeight].map((side) => Math.max(1, Math.round(side * scale))) as [
    number,
    number,
  ]
  const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, bgra, 0, 0)
  if (!bitmap) throw new Unreadable('The page is too large to be drawn.')
  pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xff_ff_ff_ff)
  pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, drawFlags)
  const start = pdfium.FPDFBitmap_GetBuffer(bitmap)
  const data = Buffer.from(pdfium.memory.HEAPU8.subarray(start, start + 4 * width * height))
  pdfium.FPDFBitmap_Destroy(bitmap)
  pdfium.FPDF_ClosePage(page)
  return { data, width, height }
}

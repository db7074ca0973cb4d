// Runs inside the sandbox, ahead of a file; never imported by the server itself.
import { setImmediate as turn } from 'node:timers/promises'

/** Prose and a table on each page, as most business documents have them. */
function samplePdf(pages: number): Uint8Array {
  const prose = Array.from({ length: 24 }, (_, at) => [50, 780 - 14 * at, `Line ${at} of the words to warm up with.`])
  const table = [400, 386, 372, 358].flatMap((y) => [
    [50, y, 'Item'],
    [220, y, 'made by hand'],
    [420, y, '12.50'],
  ])
  const text = [...prose, ...table]
    .map(([x, y, words]) => `BT /F1 10 Tf 1 0 0 1 ${x} ${y} Tm (${words}) Tj ET`)
    .join('\n')
  const page =
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents 4 0 R >>'
  return written([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages} /Kids [${Array.from({ length: pages }, (_, at) => `${5 + at} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    ...Array<string>(pages).fill(page),
  ])
}

/** A PDF with the places of its objects: one without takes another way through the reader. */
function written(objects: string[]): Uint8Array {
  let file = '%PDF-1.7\n'
  const places = objects.map((object, at) => {
    const place = file.length
    file += `${at + 1} 0 obj\n${object}\nendobj\n`
    return `${`${place}`.padStart(10, '0')} 00000 n \n`
  })
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size ${size} /Root 1 0 R >>\n`
  return new Uint8Array(Buffer.from(`${file}${table}startxref\n${file.length}\n%%EOF\n`))
}

/**
 * Pages of each reading, the first one short since a file may come meanwhile. After so many the compiler has seen what is used often (measured: a first page takes a
 * tenth, a hundred pages six sevenths of the processor time).
 */
const readings = [1, 8, 8, 8, 8]

/**
 * Loads what reading a PDF takes and reads one of our own, which is most of what a first page costs. Most files are PDFs; another one waits for the step that is
 * under way when it comes, and for no further one.
 */
export async function prepare(hasCall: () => boolean): Promise<void> {
  const pdfium = () => import('./pdfium.ts').then(({ readyPdfium }) => readyPdfium())
  const read = (pages: number) => () => import('./pdf.ts').then(({ readPdfBytes }) => readPdfBytes(samplePdf(pages)))
  const steps: (() => Promise<unknown>)[] = [
    () => import('file-type/core'),
    () => import('./pdf.ts'),
    pdfium,
    ...readings.map(read),
    pdfium,
  ]
  for (const step of steps) {
    // A message that has arrived is heard only between two turns.
    await turn()
    if (hasCall()) return
    await step()
  }
}

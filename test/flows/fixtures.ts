// Small files of every kind the flows send, made here byte by byte.
import { strToU8, zipSync } from 'fflate'

type PdfOptions = { catalog?: string; more?: string[] }

/** A PDF with one page per text. `catalog` and `more` objects (numbered after the pages) make it do more than show text. */
export function pdf(pages: string[], { catalog = '', more = [] }: PdfOptions = {}): Buffer {
  const shown = pages.map((text) => `BT /F1 10 Tf 1 0 0 1 40 700 Tm (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`)
  return writePdf(
    pages.map((_, at) => 4 + pages.length + at),
    shown,
    catalog,
    more,
  )
}

/** A PDF of many pages that all show one content, so that it stays small. */
export const longPdf = (count: number, text: string): Buffer =>
  writePdf(
    Array.from({ length: count }, () => 4 + count),
    [`BT /F1 10 Tf 1 0 0 1 40 700 Tm (${text}) Tj ET`],
  )

/** Objects: 1 catalog, 2 page tree, 3 font, then one per page, then the contents, then what else is asked for. */
function writePdf(contentOfPage: number[], contents: string[], catalog = '', more: string[] = []): Buffer {
  const kids = contentOfPage.map((_, at) => `${4 + at} 0 R`).join(' ')
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Count ${contentOfPage.length} /Kids [${kids}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...contentOfPage.map(
      (content) =>
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents ${content} 0 R >>`,
    ),
    ...contents.map((text) => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`),
    ...more,
  ]
  let out = '%PDF-1.7\n'
  const offsets = objects.map((object, at) => {
    const offset = out.length
    out += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  out += `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${out.length}\n%%EOF\n`
  return Buffer.from(out, 'latin1')
}

const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const contentTypes =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
const relationships =
  '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'

const docxAround = (document: Uint8Array) =>
  Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8(contentTypes),
      '_rels/.rels': strToU8(relationships),
      'word/document.xml': document,
    }),
  )

/** A Word document of one paragraph. */
export const docx = (text: string): Buffer =>
  docxAround(
    strToU8(`<w:document xmlns:w="${word}"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`),
  )

/** A Word document of some tens of kB that unpacks to `bytes`. */
export const zipBomb = (bytes: number): Buffer => docxAround(new Uint8Array(bytes).fill(0x20))

/** A WAV recording of silence: 8 kHz, 8 bit, one channel. */
export function wav(seconds: number): Buffer {
  const samples = Math.round(8_000 * seconds)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8_000, 24)
  head.writeUInt32LE(8_000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples, 40)
  return Buffer.concat([head, Buffer.alloc(samples, 0x80)])
}

/** One transparent pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

/** The beginning of a Windows program. */
export const program = Buffer.concat([Buffer.from('MZ\x90\x00\x03', 'latin1'), Buffer.alloc(200, 1)])

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, type Zippable, zipSync } from 'fflate'

/** A folder of its own for the files of one test file. */
export async function fixtureFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'document-'))
  return {
    store: async (name: string, content: Uint8Array | string) => {
      const path = join(folder, name)
      await writeFile(path, content)
      return path
    },
    path: folder,
    remove: () => rm(folder, { recursive: true }),
  }
}

/** Text at a place in points from the bottom left, 10 points high. */
export type Placed = [x: number, y: number, text: string]
export type PdfPage = { text?: Placed[]; hasImage?: boolean }
export type PdfOptions = { info?: string; catalog?: string; trailer?: string; more?: string[] }

/** Writes a PDF by hand: catalog, page tree, one font, one picture, and a page and a content object each. */
export function makePdf(
  pages: PdfPage[],
  { info = '', catalog = '', trailer = '', more = [] }: PdfOptions = {},
): Buffer {
  const kids = pages.map((_, at) => `${6 + 2 * at} 0 R`).join(' ')
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream`,
    `<< ${info} >>`,
  ]
  for (const [at, page] of pages.entries()) {
    const shown = (page.text ?? []).map(
      ([x, y, text]) => `BT /F1 10 Tf 1 0 0 1 ${x} ${y} Tm (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`,
    )
    const drawn = [...shown, ...(page.hasImage ? ['q 600 0 0 800 0 0 cm /Im1 Do Q'] : [])].join('\n')
    const resources = '/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >>'
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] ${resources} /Contents ${7 + 2 * at} 0 R >>`)
    objects.push(`<< /Length ${Buffer.byteLength(drawn, 'latin1')} >>\nstream\n${drawn}\nendstream`)
  }
  return writePdf([...objects, ...more], `/Info 5 0 R ${trailer}`)
}

/** A PDF of A4 pages: text on one line, or a picture that fills the page. */
export async function makeScannedPdf(pages: (string | Uint8Array)[]): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const objects: string[] = []
  for (const [at, page] of pages.entries()) {
    const number = 4 + 3 * at
    const drawn = typeof page === 'string' ? `BT /F1 10 Tf 50 700 Td (${page}) Tj ET` : 'q 595 0 0 842 0 0 cm /Im1 Do Q'
    let picture = 'null'
    if (typeof page !== 'string') {
      const { data, info } = await sharp(page)
        .flatten()
        .toColourspace('b-w')
        .jpeg({ quality: 85 })
        .toBuffer({ resolveWithObject: true })
      picture = `<< /Type /XObject /Subtype /Image /Width ${info.width} /Height ${info.height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length ${data.length} >>\nstream\n${data.toString('latin1')}\nendstream`
    }
    const resources = `/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 ${number + 2} 0 R >> >>`
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${resources} /Contents ${number + 1} 0 R >>`)
    objects.push(`<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`, picture)
  }
  const kids = pages.map((_, at) => `${4 + 3 * at} 0 R`).join(' ')
  const head = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ]
  return writePdf([...head, ...objects], '')
}

export function writePdf(objects: string[], trailer: string): Buffer {
  const parts = ['%PDF-1.7\n']
  const offsets: number[] = []
  let length = (parts[0] as string).length
  for (const [at, object] of objects.entries()) {
    const part = `${at + 1} 0 obj\n${object}\nendobj\n`
    offsets.push(length)
    parts.push(part)
    length += part.length
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  parts.push(
    `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
  )
  return Buffer.from(parts.join(''), 'latin1')
}

const zip = (parts: Record<string, string | Uint8Array>, first: Zippable = {}) =>
  Buffer.from(
    zipSync({
      ...first,
      ...Object.fromEntries(
        Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]),
      ),
    }),
  )

const relationship = (id: string, type: string, target: string, more = '') =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${more}/>`
const relationships = (...list: string[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`
const office = 'application/vnd.openxmlformats-officedocument.'
const contentTypes = (...parts: [string, string][]) =>
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
  `<Default Extension="xml" ContentType="application/xml"/>${parts.map(([name, type]) => `<Override PartName="${name}" ContentType="${office}${type}+xml"/>`).join('')}</Types>`
const core = (title: string) =>
  `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">` +
  `<dc:title>${title}</dc:title><dc:creator>A. Potter</dc:creator><dcterms:created>2026-02-03T04:05:06Z</dcterms:created></cp:coreProperties>`

type Parts = Record<string, string | Uint8Array>

/** Smallest Word document around the given body. */
export function makeDocx(body: string, more: Parts = {}, prolog = ''): Buffer {
  return zip({
    '[Content_Types].xml': contentTypes(['/word/document.xml', 'wordprocessingml.document.main']),
    '_rels/.rels': relationships(relationship('rId1', 'officeDocument', 'word/document.xml')),
    'word/document.xml': `<?xml version="1.0"?>${prolog}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    'docProps/core.xml': core('Mugs &amp; more'),
    ...more,
  })
}
export const wordParagraph = (text: string) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
export const wordTable = (rows: string[][]) =>
  `<w:tbl>${rows.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${wordParagraph(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`

/** Workbook with inline strings and numbers; `dimension` may lie. */
export function makeXlsx(sheets: { name: string; rows: (string | number)[][] }[], rawRows?: string): Buffer {
  const cell = (value: string | number) =>
    typeof value === 'number' ? `<v>${value}</v></c>` : `<is><t>${value}</t></is></c>`
  const sheetXml = (rows: (string | number)[][]) =>
    rows
      .map(
        (row, r) =>
          `<row r="${r + 1}">${row.map((value, c) => `<c r="${'ABCDEF'[c]}${r + 1}"${typeof value === 'number' ? '' : ' t="inlineStr"'}>${cell(value)}`).join('')}</row>`,
      )
      .join('')
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  return zip({
    '[Content_Types].xml': contentTypes(
      ['/xl/workbook.xml', 'spreadsheetml.sheet.main'],
      ...sheets.map((_, at): [string, string] => [`/xl/worksheets/sheet${at + 1}.xml`, 'spreadsheetml.worksheet']),
    ),
    '_rels/.rels': relationships(relationship('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook ${main} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${sheets.map(({ name }, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships(
      ...sheets.map((_, at) => relationship(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`)),
    ),
    ...Object.fromEntries(
      sheets.map(({ rows }, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        `<worksheet ${main}><sheetData>${rawRows ?? sheetXml(rows)}</sheetData></worksheet>`,
      ]),
    ),
  })
}

/** Presentation whose order of show is the reverse of the file names. */
export function makePptx(slides: { body: string; notes?: string }[]): Buffer {
  const parts: Parts = {}
  const drawing =
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
  const file = (at: number) => slides.length - at
  for (const [at, { body, notes }] of slides.entries()) {
    parts[`ppt/slides/slide${file(at)}.xml`] = `<p:sld ${drawing}><p:cSld><p:spTree>${body}</p:spTree></p:cSld></p:sld>`
    if (!notes) continue
    parts[`ppt/slides/_rels/slide${file(at)}.xml.rels`] = relationships(
      relationship('rId1', 'notesSlide', '../notesSlides/notesSlide1.xml'),
    )
    parts['ppt/notesSlides/notesSlide1.xml'] = `<p:notes ${drawing}>${slideText(notes)}</p:notes>`
  }
  const ids = slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="rId${file(at)}"/>`).join('')
  return zip({
    '[Content_Types].xml': contentTypes(['/ppt/presentation.xml', 'presentationml.presentation.main']),
    'ppt/presentation.xml': `<p:presentation ${drawing} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relationships(
      ...slides.map((_, at) => relationship(`rId${file(at)}`, 'slide', `slides/slide${file(at)}.xml`)),
    ),
    'docProps/core.xml': core('Pitch'),
    ...parts,
  })
}
export const slideText = (text: string) =>
  `<p:sp><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r><a:fld type="slidenum"><a:t>7</a:t></a:fld></a:p></p:txBody></p:sp>`

/** OpenDocument text around the given body of `office:text`. */
export function makeOdt(body: string, more: Parts = {}): Buffer {
  const names = ['office', 'text', 'table']
    .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
    .join(' ')
  return zip(
    {
      'content.xml': `<office:document-content ${names}><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
      'meta.xml':
        '<m><dc:title>Zadání</dc:title><meta:initial-creator>B. Baker</meta:initial-creator><meta:creation-date>2026-05-06T07:08:09</meta:creation-date></m>',
      'META-INF/manifest.xml': '<manifest/>',
      ...more,
    },
    { mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }] },
  )
}

/** Writes another uncompressed size for an entry into the central directory, and into the local header. */
export function lieAboutSize(archive: Buffer, name: string, bytes: number): Buffer {
  const lying = Buffer.from(archive)
  for (let at = lying.indexOf(name); at >= 0; at = lying.indexOf(name, at + 1)) {
    if (lying.readUInt32LE(Math.max(0, at - 30)) === 0x04034b50) lying.writeUInt32LE(bytes, at - 30 + 22)
    if (lying.readUInt32LE(Math.max(0, at - 46)) === 0x02014b50) lying.writeUInt32LE(bytes, at - 46 + 24)
  }
  return lying
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'

const { resolve } = createRequire(import.meta.url)
const faces = {
  normal: [
    '@fontsource/schibsted-grotesk/files/schibsted-grotesk-latin-400-normal.woff',
    '@fontsource/schibsted-grotesk/files/schibsted-grotesk-latin-ext-400-normal.woff',
    'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  ],
  bold: [
    '@fontsource/schibsted-grotesk/files/schibsted-grotesk-latin-700-normal.woff',
    '@fontsource/schibsted-grotesk/files/schibsted-grotesk-latin-ext-700-normal.woff',
    'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
  ],
}
type Weight = keyof typeof faces
export type Style = { size?: number; weight?: Weight; color?: string; gap?: number; indent?: number; width?: number }
/** A cell is text; of a column, `width` is its share and `isNumber` sets it to the right. */
export type Column = { share: number; isNumber?: boolean }

const ink = '#12211f'
const soft = '#51615e'
const line = '#c9d2d0'
const margin = 56

export type Page = ReturnType<typeof openPage>

/**
 * An A4 document with one typeface for Latin scripts and a second one for every other character the customer may have used; text is
 * split where the first does not know a character, so none is lost. Right-to-left scripts are set without reordering.
 */
export function openPage(title: string, footer: string) {
  const pdf = new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    info: { Title: title, Producer: 'StateX' },
    lang: 'en',
  })
  const chunks: Buffer[] = []
  const done = new Promise<Buffer>((resolveBytes, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resolveBytes(Buffer.concat(chunks)))
    pdf.on('error', reject)
  })
  const known = new Map<string, (codePoint: number) => boolean>()
  for (const [weight, files] of Object.entries(faces))
    for (const [i, file] of files.entries()) {
      pdf.registerFont(`${weight}${i}`, readFileSync(resolve(file)))
      const { font } = (pdf.font(`${weight}${i}`) as any)._font as {
        font: { hasGlyphForCodePoint(c: number): boolean }
      }
      known.set(`${weight}${i}`, (codePoint) => font.hasGlyphForCodePoint(codePoint))
    }
  const width = pdf.page.width - 2 * margin
  const roomLeft = () => pdf.page.height - margin - 24 - pdf.y

  /** Pieces of a text, each with the first typeface that knows all its characters. */
  function pieces(text: string, weight: Weight): { font: string; text: string }[] {
    const found: { font: string; text: string }[] = []
    for (const character of text) {
      const codePoint = character.codePointAt(0)!
      const at = faces[weight].findIndex((_, i) => known.get(`${weight}${i}`)!(codePoint))
      const font = `${weight}${at < 0 ? 2 : at}`
      const last = found.at(-1)
      if (last && (last.font === font || character === ' ')) last.text += character
      else found.push({ font, text: character })
    }
    return found
  }
  function write(
    text: string,
    { size = 10.5, weight = 'normal', color = ink, gap = 4, indent = 0, width: own }: Style = {},
    x = margin,
  ): void {
    const parts = pieces(text.replaceAll(/\s+/g, ' ').trim(), weight)
    const box = { width: own ?? width - indent, lineGap: 2.5, paragraphGap: gap }
    pdf.fontSize(size).fillColor(color)
    if (parts.length === 0) return
    for (const [i, part] of parts.entries()) {
      const options = { ...box, continued: i < parts.length - 1 }
      pdf.font(part.font)
      if (i === 0) pdf.text(part.text, x + indent, pdf.y, options)
      else pdf.text(part.text, options)
    }
  }
  const heightOf = (text: string, size: number, weight: Weight, cellWidth: number) =>
    pdf.font(`${weight}0`).fontSize(size).heightOfString(text, { width: cellWidth, lineGap: 2.5 })

  return {
    text: write,
    heading(text: string): void {
      if (roomLeft() < 110) pdf.addPage()
      pdf.moveDown(0.9)
      write(text, { size: 14, weight: 'bold', gap: 6 })
    },
    bullet(text: string, style: Style = {}): void {
      if (roomLeft() < 40) pdf.addPage()
      const { y } = pdf
      pdf.font('normal0').fontSize(10.5).fillColor(soft).text('•', margin, y, { lineBreak: false })
      pdf.y = y
      write(text, { indent: 14, ...style })
    },
    rule(): void {
      pdf
        .moveTo(margin, pdf.y)
        .lineTo(margin + width, pdf.y)
        .lineWidth(0.5)
        .strokeColor(line)
        .stroke()
      pdf.y += 6
    },
    row(columns: Column[], cells: string[], style: Style = {}): void {
      const { size = 9.5, weight = 'normal' } = style
      const widths = columns.map((c) => c.share * width - 8)
      const height = Math.max(...cells.map((cell, i) => heightOf(cell, size, weight, widths[i]!)))
      if (roomLeft() < height + 10) pdf.addPage()
      const top = pdf.y
      let x = margin
      let bottom = top + height
      for (const [i, { share, isNumber }] of columns.entries()) {
        pdf.y = top
        if (isNumber)
          pdf
            .font(`${weight}0`)
            .fontSize(size)
            .fillColor(style.color ?? ink)
            .text(cells[i]!, x, top, { width: widths[i]!, align: 'right' })
        else write(cells[i]!, { ...style, size, weight, gap: 0, width: widths[i]! }, x)
        bottom = Math.max(bottom, pdf.y)
        x += share * width
      }
      pdf.y = bottom + 5
    },
    /** Page numbers and the footer, once the number of pages is known. */
    async bytes(): Promise<Buffer> {
      const { count } = pdf.bufferedPageRange()
      for (let page = 0; page < count; page++) {
        pdf.switchToPage(page)
        const y = pdf.page.height - margin + 12
        pdf.page.margins.bottom = 0
        pdf.font('normal0').fontSize(8).fillColor(soft)
        pdf.text(footer, margin, y, { width: width - 60, lineBreak: false, ellipsis: true, height: 10 })
        pdf.text(`${page + 1} / ${count}`, margin + width - 60, y, { width: 60, align: 'right', lineBreak: false })
      }
      pdf.end()
      return done
    },
    soft,
  }
}

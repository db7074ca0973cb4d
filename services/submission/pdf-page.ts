import PDFDocument from 'pdfkit'
import { type Line, openType, type Weight } from './pdf-text.ts'

/** `indent` and `width` are in points, from the side where reading starts. */
export type Style = { size?: number; weight?: Weight; color?: string; gap?: number; indent?: number; width?: number }
/** `share` of the width; `isNumber` sets it to the side where reading ends. */
export type Column = { share: number; isNumber?: boolean }
/** Text of a cell, and smaller below it what explains it. */
export type Cell = string | { text: string; notes?: string[] }
export type Row = { cells: Cell[]; weight?: Weight; isTinted?: boolean }
export type Furniture = {
  title: string
  language: string
  isRtl: boolean
  /** Top of every page but the first. */
  running: [string, string]
  foot: string
  pageOf: (page: number, pages: number) => string
}

const ink = '#12211f'
const soft = '#51615e'
const hairline = '#c9d2d0'
const tint = '#eef3f1'
const margin = 56
const leading = 1.36
const cellGap = 10

/** A line as it is set. */
type Laid = { line: Line; size: number; color: string }
export type Page = ReturnType<typeof openPage>

/** An A4 document in one language: paragraphs, tables whose head returns on each page, and what stands on the edges of every page. */
export function openPage({ title, language, isRtl, running, foot, pageOf }: Furniture) {
  const pdf = new PDFDocument({
    size: 'A4',
    // No bottom margin: text placed near the edge would make pdfkit start pages of its own.
    margins: { top: margin, left: margin, right: margin, bottom: 0 },
    bufferPages: true,
    info: { Title: title, Producer: 'StateX' },
    lang: language,
  })
  const chunks: Buffer[] = []
  const done = new Promise<Buffer>((resolveBytes, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resolveBytes(Buffer.concat(chunks)))
    pdf.on('error', reject)
  })
  const type = openType(pdf, isRtl)
  const width = pdf.page.width - 2 * margin
  const bottom = pdf.page.height - margin - 20
  let y = margin

  const addPage = () => {
    pdf.addPage()
    y = margin + 14
  }
  /** Starts a page unless so many points are left on this one. */
  const room = (height: number): void => {
    if (bottom - y < height) addPage()
  }
  /** The left edge of something `wide` in a box that starts `from` points from where reading starts. */
  const leftOf = (from: number, box: number, wide: number, isNumber = false): number =>
    isRtl === isNumber
      ? margin + (isRtl ? width - from - box : from)
      : margin + (isRtl ? width - from - wide : from + box - wide)

  function write(
    text: string,
    { size = 10.5, weight = 'normal', color = ink, gap = 4, indent = 0, width: own }: Style = {},
  ): void {
    const box = own ?? width - indent
    for (const line of type.lines(text, { size, weight }, box)) {
      room(size * leading)
      type.draw(line, leftOf(indent, box, line.width), y, size, color)
      y += size * leading
    }
    y += gap
  }
  const rule = (): void => {
    pdf
      .moveTo(margin, y)
      .lineTo(margin + width, y)
      .lineWidth(0.5)
      .strokeColor(hairline)
      .stroke()
    y += 5
  }

  /** The lines of each cell of a row, and how high it will be. */
  function lay(columns: Column[], { cells, weight = 'normal' }: Row) {
    const laid = columns.map(({ share }, i): Laid[] => {
      const cell = cells[i] ?? ''
      const { text, notes = [] } = typeof cell === 'string' ? { text: cell } : cell
      const box = share * width - cellGap
      return [
        ...type.lines(text, { size: 9.5, weight }, box).map((line) => ({ line, size: 9.5, color: ink })),
        ...notes
          .flatMap((note) => type.lines(note, { size: 8.5, weight: 'normal' }, box))
          .map((line) => ({ line, size: 8.5, color: soft })),
      ]
    })
    const height = Math.max(...laid.map((lines) => lines.reduce((sum, { size }) => sum + size * leading, 0)))
    return { laid, height: height + 6 }
  }
  function drawCells(columns: Column[], laid: Laid[][]): void {
    const top = y
    let [from, lowest] = [0, y]
    for (const [i, { share, isNumber }] of columns.entries()) {
      y = top
      for (const { line, size, color } of laid[i]!) {
        const box = share * width - cellGap
        type.draw(line, leftOf(from + (isNumber ? cellGap : 0), box, line.width, isNumber), y, size, color)
        y += size * leading
      }
      lowest = Math.max(lowest, y)
      from += share * width
    }
    y = lowest + 6
  }

  return {
    text: write,
    room,
    rule,
    soft,
    heading(text: string): void {
      room(110)
      y += 14
      write(text, { size: 14, weight: 'bold', gap: 6 })
    },
    bullet(text: string, style: Style = {}): void {
      room(30)
      const [dot] = type.lines('•', { size: 10.5, weight: 'normal' }, 14)
      type.draw(dot!, leftOf(0, 14, dot!.width), y, 10.5, soft)
      write(text, { indent: 14, ...style })
    },
    /** A table; its head is set again at the top of each page it goes on. */
    table(columns: Column[], head: string[], rows: Row[]): void {
      const setHead = () => {
        drawCells(columns, lay(columns, { cells: head, weight: 'bold' }).laid)
        y -= 3
        rule()
      }
      room(70)
      setHead()
      for (const one of rows) {
        const { laid, height } = lay(columns, one)
        // What opens a group is not left alone at the end of a page, nor what is said about the table at the top of the next.
        if (bottom - y < height + (one.isTinted || one === rows.at(-1) ? 56 : 0)) {
          addPage()
          setHead()
        }
        if (one.isTinted) {
          pdf.rect(margin - 4, y - 4, width + 8, height)
          pdf.fillColor(tint).fill()
        }
        drawCells(columns, laid)
      }
      y -= 3
      rule()
    },
    /** Names and what they are, the names in a column of their own. */
    facts(pairs: [string, string][]): void {
      for (const [name, value] of pairs) {
        const columns = [{ share: 0.26 }, { share: 0.74 }]
        const { laid, height } = lay(columns, { cells: [name, value] })
        room(height)
        for (const line of laid[0]!) line.color = soft
        drawCells(columns, laid)
        y -= 3
      }
      y += 3
    },
    gap(points: number): void {
      y += points
    },
    /** Places to write by hand, beside one another: each a line with a caption below it. */
    blanks(captions: string[][]): void {
      room(60 * Math.max(...captions.map((column) => column.length)))
      const box = (width - 32) / captions.length
      const top = y
      for (const [i, column] of captions.entries()) {
        y = top
        for (const caption of column) {
          y += 34
          const left = leftOf(i * (box + 32), box, box)
          pdf
            .moveTo(left, y)
            .lineTo(left + box, y)
            .lineWidth(0.7)
            .strokeColor(soft)
            .stroke()
          y += 4
          for (const line of type.lines(caption, { size: 8.5, weight: 'normal' }, box)) {
            type.draw(line, leftOf(i * (box + 32), box, line.width), y, 8.5, soft)
            y += 8.5 * leading
          }
        }
      }
    },
    /** A box to tick before a text. */
    choice(text: string, isChosen: boolean): void {
      room(20)
      pdf
        .rect(leftOf(0, 9, 9), y + 1.5, 9, 9)
        .lineWidth(0.7)
        .strokeColor(soft)
        .stroke()
      write(text, { indent: 16, weight: isChosen ? 'bold' : 'normal', gap: 3 })
    },
    isMissing: type.isMissing,
    /** The edges of the pages, once their number is known. */
    async bytes(): Promise<Buffer> {
      const { count } = pdf.bufferedPageRange()
      const edge = (text: string, at: number, isNumber = false) => {
        const [line] = type.lines(text, { size: 8, weight: 'normal' }, width * 0.7)
        if (line) type.draw(line, leftOf(0, width, line.width, isNumber), at, 8, soft)
      }
      for (let page = 0; page < count; page++) {
        pdf.switchToPage(page)
        if (page > 0) {
          edge(running[0], margin - 24)
          edge(running[1], margin - 24, true)
        }
        edge(foot, pdf.page.height - margin + 8)
        edge(pageOf(page + 1, count), pdf.page.height - margin + 8, true)
      }
      pdf.end()
      return done
    },
  }
}

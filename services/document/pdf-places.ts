// Runs inside the sandbox; never imported by the server itself.
import type { Pdfium } from './pdfium.ts'

/** The edges of what is shown of a page, in points of the file, and by how many quarters of a circle it is turned clockwise. */
export type Sheet = { left: number; top: number; right: number; bottom: number; quarters: number }
type Point = [x: number, y: number]
type Box = [left: number, bottom: number, right: number, top: number]
/** `direction`: of text that lies across the page, a step of one point. */
export type Place = { x: number; y: number; width: number; height: number; direction?: Point }
export type Places = ReturnType<typeof openPlaces>

export function sheetOf(pdfium: Pdfium, page: number): Sheet {
  const { memory } = pdfium
  const at = memory.wasmExports.malloc(16)
  pdfium.FPDF_GetPageBoundingBox(page, at)
  const [left = 0, top = 0, right = 0, bottom = 0] = memory.HEAPF32.subarray(at >> 2, (at >> 2) + 4)
  memory.wasmExports.free(at)
  return { left, top, right, bottom, quarters: pdfium.FPDFPage_GetRotation(page) }
}

/** Where the letters of a page stand once it is upright, in points from its bottom left; letters are counted as PDFium does. `text`: handle of FPDFText_LoadPage. */
export function openPlaces(pdfium: Pdfium, text: number, sheet: Sheet) {
  const { memory } = pdfium
  const at = memory.wasmExports.malloc(32)
  const float = at >> 2
  const sides: Point = [sheet.right - sheet.left, sheet.top - sheet.bottom]
  const [pageWidth, pageHeight] = sheet.quarters % 2 === 1 ? [sides[1], sides[0]] : sides
  /** From the depth to the height of the typeface, and as wide as the letter's step. */
  const box = (letter: number): Box => {
    pdfium.FPDFText_GetLooseCharBox(text, letter, at)
    const { HEAPF32: of } = memory
    const [x1, y1] = upright(sheet, of[float] as number, of[float + 1] as number)
    const [x2, y2] = upright(sheet, of[float + 2] as number, of[float + 3] as number)
    return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)]
  }
  const origin = (letter: number): Point => {
    pdfium.FPDFText_GetCharOrigin(text, letter, at, at + 8)
    const { HEAPF64: of } = memory
    return upright(sheet, of[at >> 3] as number, of[(at >> 3) + 1] as number)
  }
  /** The height of letters, and their direction when that is not the one of the page. */
  const style = (letter: number): { height: number; direction?: Point } => {
    pdfium.FPDFText_GetMatrix(text, letter, at)
    const [a = 1, b = 0, c = 0, d = 1] = memory.HEAPF32.subarray(float, float + 4)
    // A size below zero turns the letters by half a circle.
    const size = pdfium.FPDFText_GetFontSize(text, letter)
    const [right, up] = along(sheet, Math.sign(size) * a, Math.sign(size) * b)
    const height = Math.abs(size) * Math.hypot(c, d)
    const length = Math.hypot(right, up)
    const isLevel = length === 0 || (right > 0 && Math.abs(up) < 0.1 * right)
    return { height, ...(!isLevel && { direction: [right / length, up / length] }) }
  }
  return {
    /** The gap between two letters is wider than half of the first one's box: it may part columns. */
    isWide(one: number, other: number): boolean {
      const [left, bottom, right, top] = box(one)
      const [left2, bottom2, right2, top2] = box(other)
      const gap = Math.max(left2 - right, left - right2, bottom2 - top, bottom - top2)
      return gap > 0.5 * Math.max(right - left, top - bottom)
    },
    /** Two letters were one on the page. */
    isSame(one: number, other: number): boolean {
      const [x, y] = origin(one)
      const [x2, y2] = origin(other)
      return x === x2 && y === y2
    },
    /** Something of a place is on the page; what lies beside it nobody sees. */
    isShown({ x, y, width, height, direction: [right, up] = [1, 0] }: Place): boolean {
      const [lastX, lastY] = [x + right * width, y + up * width]
      const isLeftOrBelow = Math.max(x, lastX) < 0 || Math.max(y, lastY) + height < 0
      return !isLeftOrBelow && Math.min(x, lastX) < pageWidth && Math.min(y, lastY) < pageHeight
    },
    /** The place of a run. What lies across the page is placed where it begins, and is as wide as it is long. */
    of(first: number, last: number, isRightToLeft: boolean): Place {
      const { height, direction } = style(first)
      const [x, y] = origin(first)
      if (direction) {
        const [left, bottom, right, top] = box(last)
        const [lastX, lastY] = origin(last)
        return {
          x,
          y,
          height,
          direction,
          width: Math.hypot(lastX - x, lastY - y) + Math.min(right - left, top - bottom),
        }
      }
      let [from, , to] = box(first)
      // Letters that are read from the right stand in any order between others.
      for (let letter = isRightToLeft ? first + 1 : last; letter <= last; letter++) {
        const [left, , right] = box(letter)
        from = Math.min(from, left)
        to = Math.max(to, right)
      }
      return { x: from, y, height, width: to - from }
    },
    close: () => memory.wasmExports.free(at),
  }
}

function upright({ left, top, right, bottom, quarters }: Sheet, x: number, y: number): Point {
  if (quarters === 1) return [y - bottom, right - x]
  if (quarters === 2) return [right - x, top - y]
  if (quarters === 3) return [top - y, x - left]
  return [x - left, y - bottom]
}

/** A direction, as the page is turned. */
function along({ quarters }: Sheet, x: number, y: number): Point {
  if (quarters === 1) return [y, -x]
  if (quarters === 2) return [-x, -y]
  if (quarters === 3) return [-y, x]
  return [x, y]
}

/** Largest turn that is looked for; a page that lies worse was not put on a scanner. */
const degreesMax = 10

/**
 * How far a page of text is turned, in degrees clockwise, between -10 and +10: lines of text that run straight give the projection on the vertical
 * axis its sharpest edges. First in whole degrees, then in quarters. 0 when nothing on the page stands out.
 *
 * @param grey one byte per pixel, 0 is black; some 600 pixels wide is enough
 */
export function skewOf(grey: Uint8Array, width: number, height: number): number {
  const dark = darkPixels(grey, width, height)
  if (dark.length < 200) return 0
  const sharpest = (candidates: number[]) => {
    const scored = candidates.map((degrees) => ({ degrees, score: sharpness(dark, degrees, width, height) }))
    return scored.reduce((best, one) => (one.score > best.score * 1.001 ? one : best))
  }
  const rough = sharpest([0, ...steps(0, degreesMax, 1)])
  const fine = sharpest([rough.degrees, ...steps(rough.degrees, 0.75, 0.25)])
  // A page without lines of text has an edge somewhere by chance; turning it would be a guess.
  return fine.score > 1.1 * sharpness(dark, 0, width, height) ? fine.degrees : 0
}

/** `steps(2, 1, 0.5)` → 1, 1.5, 2.5, 3 */
function steps(middle: number, reach: number, step: number): number[] {
  const offsets = Array.from({ length: Math.round(reach / step) }, (_, n) => (n + 1) * step)
  return offsets.flatMap((offset) => [middle - offset, middle + offset])
}

/** x and y of the pixels that are darker than their surroundings, every second one of a row. */
function darkPixels(grey: Uint8Array, width: number, height: number): Int32Array {
  let sum = 0
  for (const value of grey) sum += value
  const threshold = (sum / Math.max(1, grey.length)) * 0.75
  const found: number[] = []
  for (let y = 0; y < height; y++)
    for (let x = y & 1; x < width; x += 2) if ((grey[y * width + x] as number) < threshold) found.push(x, y)
  return Int32Array.from(found)
}

/** Sum of the squared differences between neighbouring rows of the projection. */
function sharpness(dark: Int32Array, degrees: number, width: number, height: number): number {
  const slope = Math.tan((degrees * Math.PI) / 180)
  const reach = Math.ceil(Math.abs(slope) * width) + 1
  const rows = new Int32Array(height + 2 * reach)
  for (let at = 0; at < dark.length; at += 2) {
    const row = Math.round((dark[at + 1] as number) - slope * (dark[at] as number)) + reach
    rows[row] = (rows[row] as number) + 1
  }
  let sum = 0
  for (let at = 1; at < rows.length; at++) sum += ((rows[at] as number) - (rows[at - 1] as number)) ** 2
  return sum
}

import { createCanvas, GlobalFonts } from '@napi-rs/canvas'

// The typeface of our own pages, so that a machine without fonts draws the same letters.
const file = '@fontsource-variable/schibsted-grotesk/files/schibsted-grotesk-latin-wght-normal.woff2'
GlobalFonts.registerFromPath(new URL(import.meta.resolve(file)).pathname, 'Fixture')

export type Written = [x: number, y: number, text: string]

/** A page as a scanner at 150 dpi would see it: black letters 32 pixels high at the given left ends of their baselines, as PNG. */
export async function writtenPage(lines: Written[], width = 1_240, height = 900): Promise<Buffer> {
  const canvas = createCanvas(width, height)
  const page = canvas.getContext('2d')
  page.fillStyle = '#fff'
  page.fillRect(0, 0, width, height)
  page.fillStyle = '#000'
  page.font = '32px Fixture'
  for (const [x, y, text] of lines) page.fillText(text, x, y)
  return canvas.encode('png')
}

import { hexOf, oklchOf } from './colour.ts'
import type { Paint } from './scheme.ts'

const edge = 64
const pixelsMax = 50_000_000
const bins = 24
const coloursMax = 2
/** Hues closer than this are one colour in two lights. */
const apartDegrees = 45

/** The colours of a small picture, RGBA of 8 bits, strongest first. White, paper and what is transparent do not count; a black logo is black. */
export function coloursOf(pixels: Uint8Array): Paint[] {
  const found = Array.from({ length: bins }, () => ({ weight: 0, l: 0, c: 0, x: 0, y: 0 }))
  const dark = { weight: 0, l: 0 }
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    const alpha = pixels[at + 3]! / 255
    const hex = `#${[0, 1, 2].map((one) => pixels[at + one]!.toString(16).padStart(2, '0')).join('')}`
    const { l, c, h } = oklchOf(hex)
    if (alpha < 0.5 || l > 0.95) continue
    if (c < 0.04) {
      if (l < 0.5) {
        dark.weight += alpha
        dark.l += l * alpha
      }
      continue
    }
    const bin = found[Math.floor((h % 360) / (360 / bins))]!
    const weight = alpha * c
    bin.weight += weight
    bin.l += l * weight
    bin.c += c * weight
    bin.x += Math.cos((h * Math.PI) / 180) * weight
    bin.y += Math.sin((h * Math.PI) / 180) * weight
  }
  const enough = (pixels.length / 4) * 0.001
  const colours: Paint[] = []
  for (const { weight, l, c, x, y } of found.sort((one, other) => other.weight - one.weight)) {
    if (weight < enough || colours.length >= coloursMax) break
    const h = ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360
    const isNear = colours.some((known) => Math.abs(((known.h - h + 540) % 360) - 180) < apartDegrees)
    if (!isNear) colours.push({ l: l / weight, c: c / weight, h })
  }
  if (dark.weight > (pixels.length / 4) * 0.02) colours.push({ l: dark.l / dark.weight, c: 0.005, h: 260 })
  // Through sRGB once, so that a stored recipe holds colours that exist.
  return colours.map(({ l, c, h }) => oklchOf(hexOf(l, c, h)))
}

/** Reads a picture and finds its colours. Runs inside the sandbox: the picture is a stranger's. */
export async function readLogo(path: string): Promise<Paint[]> {
  const { default: sharp } = await import('sharp')
  const pixels = await sharp(path, { limitInputPixels: pixelsMax, pages: 1 })
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer()
  return coloursOf(pixels)
}

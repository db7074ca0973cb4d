import { contrast } from '#platform/contrast'

/** sRGB as `#rrggbb`. */
export type Hex = string

export type Oklch = { l: number; c: number; h: number }

const toLinear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)
const fromLinear = (channel: number) => (channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055)

function linearOf({ l, c, h }: Oklch): [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
}

/**
 * Converts OKLCH to sRGB. Chroma is lowered until the colour exists in sRGB, because clipping channels instead would shift hue and
 * break the contrast that was computed for it. `l` is 0–1, `c` about 0–0.3, `h` in degrees. Matrices: Björn Ottosson, Oklab, 2020.
 */
export function hexOf(l: number, c: number, h: number): Hex {
  let chroma = c
  let channels = linearOf({ l, c: chroma, h })
  while (chroma > 0.001 && channels.some((channel) => channel < -0.0005 || channel > 1.0005)) {
    chroma -= 0.004
    channels = linearOf({ l, c: Math.max(0, chroma), h })
  }
  const byte = (channel: number) => Math.round(255 * fromLinear(Math.min(1, Math.max(0, channel))))
  return `#${channels.map((channel) => byte(channel).toString(16).padStart(2, '0')).join('')}`
}

/** Converts sRGB to OKLCH; hue is 0 for a grey. The inverse of `hexOf`. */
export function oklchOf(colour: Hex): Oklch {
  const [red, green, blue] = [1, 3, 5].map((at) => toLinear(Number.parseInt(colour.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ]
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  const l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short
  const a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short
  const b = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short
  const c = Math.hypot(a, b)
  return { l, c, h: c < 0.0005 ? 0 : (Math.atan2(b, a) * 180) / Math.PI + (b < 0 ? 360 : 0) }
}

/**
 * Moves a colour's lightness step by step (`step` negative to darken) until it stands out by `ratioMin` from every given background.
 * Ends at black or white at the latest.
 */
export function readable(l: number, c: number, h: number, backgrounds: Hex[], ratioMin: number, step: number): Hex {
  let lightness = l
  let colour = hexOf(lightness, c, h)
  while (lightness > 0 && lightness < 1 && backgrounds.some((background) => contrast(colour, background) < ratioMin)) {
    lightness = Math.min(1, Math.max(0, lightness + step))
    colour = hexOf(lightness, c, h)
  }
  return colour
}

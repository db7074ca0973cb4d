import { contrast, type Hex, hexOf, readable } from './colour.ts'
import { drawFrom } from './seed.ts'

/** Colours of one scheme. Every `on…` and `ink…` is readable (WCAG AA or better) on what it stands on. */
export type Scheme = {
  bg: Hex
  surface: Hex
  wash: Hex
  ink: Hex
  inkSoft: Hex
  line: Hex
  field: Hex
  brand: Hex
  onBrand: Hex
  brandInk: Hex
  deep: Hex
  onDeep: Hex
  onDeepSoft: Hex
  accent: Hex
  onAccent: Hex
  art1: Hex
  art2: Hex
  art3: Hex
  art4: Hex
}

/** Everything in which two prototypes of the same pack differ, apart from their words. */
export type Look = {
  light: Scheme
  dark: Scheme
  display: string
  body: string
  displayWeight: number
  tracking: string
  radius: number
  classes: string[]
  art: 'tiles' | 'hills' | 'rings' | 'leaves' | 'bands'
}

// System stacks only: a font file would need CORS, which a sandboxed page with an opaque origin does not get.
const sans = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"
const humanist = "Seravek, 'Gill Sans Nova', Ubuntu, Calibri, 'DejaVu Sans', sans-serif"
const geometric = "Avenir, 'Avenir Next', Montserrat, Corbel, 'URW Gothic', 'Liberation Sans', sans-serif"
const oldStyle = "'Iowan Old Style', 'Palatino Linotype', 'URW Palladio L', P052, 'Liberation Serif', serif"
const transitional = "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, 'Liberation Serif', serif"
const didone = "Didot, 'Bodoni MT', 'Noto Serif Display', 'URW Palladio L', 'Liberation Serif', serif"
const slab = "Rockwell, 'Rockwell Nova', 'Roboto Slab', 'DejaVu Serif', 'Sitka Small', serif"
const narrow = "'Avenir Next Condensed', 'Arial Narrow', 'Liberation Sans Narrow', 'Roboto Condensed', sans-serif"
const pairs = [
  { display: oldStyle, body: sans, weight: 600, tracking: '-0.015em' },
  { display: geometric, body: geometric, weight: 700, tracking: '-0.03em' },
  { display: didone, body: humanist, weight: 500, tracking: '-0.02em' },
  { display: slab, body: sans, weight: 700, tracking: '-0.025em' },
  { display: narrow, body: sans, weight: 700, tracking: '-0.005em' },
  { display: transitional, body: transitional, weight: 700, tracking: '-0.02em' },
  { display: sans, body: sans, weight: 800, tracking: '-0.035em' },
  { display: humanist, body: transitional, weight: 700, tracking: '-0.02em' },
] as const

// Hues that stay pleasant as large areas in both schemes; muddy olive and neon magenta are left out.
const hues = [18, 32, 48, 68, 128, 150, 172, 196, 222, 244, 264, 286, 308, 348, 4] as const
const relations = [150, 180, 210, 32, -36, 95] as const

function lightScheme(hue: number, other: number, warmth: number, chroma: number): Scheme {
  const bg = hexOf(0.985, warmth, hue)
  const surface = hexOf(0.998, warmth * 0.3, hue)
  const wash = hexOf(0.945, 0.012 + warmth * 1.6, hue)
  const grounds = [bg, surface, wash]
  const brand = readable(0.52, chroma, hue, ['#ffffff', ...grounds], 4.6, -0.01)
  const deep = hexOf(0.26, Math.min(0.07, chroma * 0.5), hue)
  const accent = hexOf(0.82, 0.14, other)
  return {
    bg,
    surface,
    wash,
    brand,
    deep,
    accent,
    ink: readable(0.24, 0.025, hue, grounds, 10, -0.01),
    inkSoft: readable(0.46, 0.02, hue, grounds, 5.2, -0.01),
    line: hexOf(0.9, 0.012 + warmth, hue),
    field: readable(0.64, 0.02, hue, grounds, 3.2, -0.01),
    onBrand: '#ffffff',
    brandInk: readable(0.5, chroma, hue, grounds, 5, -0.01),
    onDeep: hexOf(0.975, 0.012, hue),
    onDeepSoft: readable(0.82, 0.03, hue, [deep], 5.5, 0.01),
    onAccent: readable(0.26, 0.05, other, [accent], 7, -0.01),
    art1: hexOf(0.58, chroma, hue),
    art2: hexOf(0.84, 0.11, other),
    art3: hexOf(0.89, 0.045, hue),
    art4: hexOf(0.36, chroma * 0.7, hue),
  }
}

function darkScheme(hue: number, other: number, warmth: number, chroma: number): Scheme {
  const tint = 0.012 + warmth
  const bg = hexOf(0.185, tint, hue)
  const surface = hexOf(0.225, tint, hue)
  const wash = hexOf(0.26, tint * 1.3, hue)
  const grounds = [bg, surface, wash]
  const brand = readable(0.78, Math.min(chroma, 0.13), hue, grounds, 6, 0.01)
  const deep = hexOf(0.3, Math.min(0.08, chroma * 0.55), hue)
  const accent = hexOf(0.82, 0.13, other)
  return {
    bg,
    surface,
    wash,
    brand,
    deep,
    accent,
    ink: readable(0.95, 0.01, hue, grounds, 10, 0.01),
    inkSoft: readable(0.76, 0.018, hue, grounds, 5.2, 0.01),
    line: hexOf(0.34, tint, hue),
    field: readable(0.56, 0.02, hue, grounds, 3.2, 0.01),
    onBrand: readable(0.22, 0.04, hue, [brand], 7, -0.01),
    brandInk: readable(0.8, Math.min(chroma, 0.12), hue, grounds, 6, 0.01),
    onDeep: hexOf(0.97, 0.012, hue),
    onDeepSoft: readable(0.83, 0.03, hue, [deep], 5.5, 0.01),
    onAccent: readable(0.26, 0.05, other, [accent], 7, -0.01),
    art1: hexOf(0.62, chroma, hue),
    art2: hexOf(0.78, 0.12, other),
    art3: hexOf(0.36, 0.05, hue),
    art4: hexOf(0.84, 0.06, hue),
  }
}

/** Draws colours, type, corners and arrangement from the request id: 15 hues × 6 relations × 8 type pairs × 4 corners × 3 arrangements. */
export function lookFor(requestId: string): Look {
  const draw = drawFrom(requestId)
  const hue = draw.pick(hues) + draw.between(-6, 6)
  const other = hue + draw.pick(relations)
  const warmth = draw.pick([0.002, 0.006, 0.012])
  const chroma = draw.pick([0.09, 0.13, 0.17])
  const pair = draw.pick(pairs)
  return {
    light: lightScheme(hue, other, warmth, chroma),
    dark: darkScheme(hue, other, warmth, chroma),
    display: pair.display,
    body: pair.body,
    displayWeight: pair.weight,
    tracking: pair.tracking,
    radius: draw.pick([0, 6, 14, 22]),
    classes: [
      draw.pick(['hero-side', 'hero-stack', 'hero-inset']),
      draw.pick(['cards-line', 'cards-lift', 'cards-tint']),
    ],
    art: draw.pick(['tiles', 'hills', 'rings', 'leaves', 'bands'] as const),
  }
}

const dashed = (name: string) => name.replace(/[A-Z0-9]/g, (letter) => `-${letter.toLowerCase()}`)

/** The look as a style sheet of custom properties, light by default and dark where the visitor prefers it. */
export function lookCss(look: Look): string {
  const properties = (scheme: Scheme) =>
    Object.entries(scheme)
      .map(([name, value]) => `  --${dashed(name)}: ${value};`)
      .join('\n')
  const corner = look.radius
  return `:root {
  color-scheme: light dark;
${properties(look.light)}
  --display: ${look.display};
  --body: ${look.body};
  --display-weight: ${look.displayWeight};
  --tracking: ${look.tracking};
  --corner: ${corner}px;
  --corner-small: ${Math.round(corner * 0.55)}px;
  --corner-button: ${corner >= 22 ? 999 : Math.round(corner * 0.7)}px;
}
@media (prefers-color-scheme: dark) {
  :root {
${properties(look.dark).replaceAll('  --', '    --')}
  }
}
`
}

/** Pairs that carry text, with the ratio each must reach; the test walks them for many requests. */
export function textPairs(scheme: Scheme): { on: string; ratio: number; ratioMin: number }[] {
  const grounds = ['bg', 'surface', 'wash'] as const
  const inks = ['ink', 'inkSoft', 'brandInk'] as const
  const pair = (ink: keyof Scheme, ground: keyof Scheme, ratioMin: number) => ({
    on: `${ink} on ${ground}`,
    ratio: contrast(scheme[ink], scheme[ground]),
    ratioMin,
  })
  return [
    ...grounds.flatMap((ground) => inks.map((ink) => pair(ink, ground, 4.5))),
    ...grounds.map((ground) => pair('field', ground, 3)),
    pair('onBrand', 'brand', 4.5),
    pair('onDeep', 'deep', 4.5),
    pair('onDeepSoft', 'deep', 4.5),
    pair('onAccent', 'accent', 4.5),
  ]
}

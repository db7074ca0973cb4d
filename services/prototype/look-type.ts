// System stacks only: a font file would need CORS, which a sandboxed page with an opaque origin does not get.
const sans = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"
const humanist = "Seravek, 'Gill Sans Nova', Ubuntu, Calibri, 'DejaVu Sans', sans-serif"
const geometric = "Avenir, 'Avenir Next', Montserrat, Corbel, 'URW Gothic', 'Liberation Sans', sans-serif"
const oldStyle = "'Iowan Old Style', 'Palatino Linotype', 'URW Palladio L', P052, 'Liberation Serif', serif"
const transitional = "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, 'Liberation Serif', serif"
const didone = "Didot, 'Bodoni MT', 'Noto Serif Display', 'URW Palladio L', 'Liberation Serif', serif"
const slab = "Rockwell, 'Rockwell Nova', 'Roboto Slab', 'DejaVu Serif', 'Sitka Small', serif"
const narrow = "'Avenir Next Condensed', 'Arial Narrow', 'Liberation Sans Narrow', 'Roboto Condensed', sans-serif"
const rounded =
  "ui-rounded, 'Hiragino Maru Gothic ProN', Quicksand, Comfortaa, Manjari, 'Arial Rounded MT Bold', 'Liberation Sans', sans-serif"

/** What headings and text are set in. */
export type Pair = { display: string; body: string; weight: number; tracking: string }
export const familyNames = [
  'old style',
  'transitional',
  'didone',
  'slab',
  'grotesque',
  'geometric',
  'humanist',
  'narrow',
  'rounded',
] as const
export type Family = (typeof familyNames)[number]

/** Pairs by the family of their headings, each tried in Chromium with the fonts of Debian. */
export const families: Record<Family, readonly Pair[]> = {
  'old style': [{ display: oldStyle, body: sans, weight: 600, tracking: '-0.015em' }],
  transitional: [
    { display: transitional, body: transitional, weight: 700, tracking: '-0.02em' },
    { display: transitional, body: sans, weight: 700, tracking: '-0.02em' },
  ],
  didone: [{ display: didone, body: humanist, weight: 500, tracking: '-0.02em' }],
  slab: [{ display: slab, body: sans, weight: 700, tracking: '-0.025em' }],
  grotesque: [{ display: sans, body: sans, weight: 800, tracking: '-0.035em' }],
  geometric: [{ display: geometric, body: geometric, weight: 700, tracking: '-0.03em' }],
  humanist: [{ display: humanist, body: transitional, weight: 700, tracking: '-0.02em' }],
  narrow: [{ display: narrow, body: sans, weight: 700, tracking: '-0.005em' }],
  rounded: [{ display: rounded, body: sans, weight: 700, tracking: '-0.01em' }],
}
export const pairs: readonly Pair[] = Object.values(families).flat()

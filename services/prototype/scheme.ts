import { contrast } from '#platform/contrast'
import { type Hex, hexOf, readable } from './colour.ts'

/** A colour in OKLCH: lightness 0–1, chroma about 0–0.3, hue in degrees. */
export type Paint = { l: number; c: number; h: number }
/** `isAsked`: taken as it is where it can be, because somebody asked for it. */
export type Paints = {
  main: Paint & { isAsked: boolean }
  accent: Paint & { isAsked: boolean }
  paper?: Paint | undefined
  /** Chroma of the ground, 0 to about 0.012. */
  warmth: number
}

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

/** Text on a coloured ground: white where that is readable, else as dark as it must be. */
function inkOn(ground: Hex, hue: number): Hex {
  if (contrast('#ffffff', ground) >= 4.6) return '#ffffff'
  const dark = readable(0.3, 0.05, hue, [ground], 6, -0.01)
  return contrast(dark, ground) >= 4.6 ? dark : '#000000'
}

/** The accent on which a button stands; its text must be readable, and the accent seen against `deep`. */
function accentOf({ l, c, h, isAsked }: Paints['accent'], deep: Hex): Hex {
  if (!isAsked) return hexOf(l, c, h)
  const asked = hexOf(l, c, h)
  return contrast(asked, deep) >= 3 ? asked : readable(l, c, h, [deep], 3.2, 0.01)
}

function lightScheme({ main, accent: other, paper, warmth }: Paints): Scheme {
  const hue = main.h
  const chroma = main.c
  const [groundHue, groundChroma] = paper ? [paper.h, Math.min(0.022, paper.c * 0.8)] : [hue, warmth]
  const bg = hexOf(paper ? 0.978 : 0.985, groundChroma, groundHue)
  const surface = hexOf(0.998, groundChroma * 0.3, groundHue)
  const wash = hexOf(paper ? 0.94 : 0.945, (paper ? 0.008 : 0.012) + groundChroma * 1.6, groundHue)
  const grounds = [bg, surface, wash]
  const asked = hexOf(main.l, chroma, hue)
  // A colour that was asked for stays what it is; what stands on it is chosen to be readable.
  const brand =
    main.isAsked && contrast(asked, bg) >= 1.6
      ? asked
      : readable(0.52, chroma, hue, ['#ffffff', ...grounds], 4.6, -0.01)
  const deep = main.isAsked && main.l < 0.36 ? asked : hexOf(0.26, Math.min(0.07, chroma * 0.5), hue)
  const accent = accentOf(other, deep)
  return {
    bg,
    surface,
    wash,
    brand,
    deep,
    accent,
    ink: readable(0.24, 0.025, hue, grounds, 10, -0.01),
    inkSoft: readable(0.46, 0.02, hue, grounds, 5.2, -0.01),
    line: hexOf(0.9, 0.012 + groundChroma, groundHue),
    field: readable(0.64, 0.02, hue, grounds, 3.2, -0.01),
    onBrand: inkOn(brand, hue),
    brandInk: readable(Math.min(0.5, main.isAsked ? main.l : 0.5), chroma, hue, grounds, 5, -0.01),
    onDeep: hexOf(0.975, 0.012, hue),
    onDeepSoft: readable(0.82, 0.03, hue, [deep], 5.5, 0.01),
    onAccent: inkOn(accent, other.h),
    art1: main.isAsked ? asked : hexOf(0.58, chroma, hue),
    art2: hexOf(Math.max(0.6, other.l), Math.min(other.c, 0.13), other.h),
    art3: hexOf(0.89, Math.max(0.02, chroma * 0.3), paper ? paper.h : hue),
    art4: hexOf(main.isAsked && main.l < 0.45 ? 0.24 : 0.36, chroma * 0.7, hue),
  }
}

function darkScheme({ main, accent: other, warmth }: Paints): Scheme {
  const hue = main.h
  const chroma = main.c
  const tint = 0.012 + (main.c < 0.03 ? 0 : warmth)
  const bg = hexOf(0.185, tint, hue)
  const surface = hexOf(0.225, tint, hue)
  const wash = hexOf(0.26, tint * 1.3, hue)
  const grounds = [bg, surface, wash]
  const brand = readable(Math.max(0.72, main.isAsked ? main.l : 0.78), Math.min(chroma, 0.15), hue, grounds, 6, 0.01)
  const deep = hexOf(0.3, Math.min(0.08, chroma * 0.55), hue)
  const accent = readable(Math.max(0.72, other.l), Math.min(0.14, other.c), other.h, [deep, ...grounds], 4.5, 0.01)
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
    onBrand: readable(0.22, 0.04, hue, [brand], 6.5, -0.01),
    brandInk: readable(0.8, Math.min(chroma, 0.12), hue, grounds, 6, 0.01),
    onDeep: hexOf(0.97, 0.012, hue),
    onDeepSoft: readable(0.83, 0.03, hue, [deep], 5.5, 0.01),
    onAccent: inkOn(accent, other.h),
    art1: hexOf(0.62, chroma, hue),
    art2: hexOf(0.78, Math.min(0.12, other.c), other.h),
    art3: hexOf(0.36, Math.min(0.05, chroma), hue),
    art4: hexOf(0.84, Math.min(0.06, chroma), hue),
  }
}

/** All colours of the light or the dark scheme. Contrast is made sure of by computing it, and the test walks `textPairs`. */
export const schemeFor = (paints: Paints, kind: 'light' | 'dark'): Scheme =>
  kind === 'light' ? lightScheme(paints) : darkScheme(paints)

export type Band = Pick<
  Scheme,
  'bg' | 'surface' | 'ink' | 'inkSoft' | 'line' | 'brandInk' | 'brand' | 'onBrand' | 'deep' | 'onDeep' | 'onDeepSoft'
>

/** The colours of a part of the page that was asked to have a ground of its own, such as a green header. */
export function bandOn({ l, c, h }: Paint): Band {
  const bg = hexOf(l, c, h)
  const ink = inkOn(bg, h)
  const isLightInk = ink === '#ffffff'
  // On a middling ground there is room for one ink only.
  const soft = isLightInk ? readable(0.88, 0.02, h, [bg], 4.6, 0.01) : readable(0.36, 0.03, h, [bg], 4.6, -0.01)
  const inkSoft = contrast(soft, bg) >= 4.5 ? soft : ink
  return {
    bg,
    surface: bg,
    deep: bg,
    ink,
    onDeep: ink,
    brandInk: ink,
    inkSoft,
    onDeepSoft: inkSoft,
    line: hexOf(isLightInk ? Math.min(1, l + 0.12) : Math.max(0, l - 0.12), c * 0.6, h),
    brand: ink,
    onBrand: bg,
  }
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

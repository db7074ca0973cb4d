import type { Brand, Mood } from './brand.ts'
import { type Family, families, type Pair, pairs } from './look-type.ts'
import { type Band, bandOn, type Paint, type Scheme, schemeFor } from './scheme.ts'
import { drawFrom } from './seed.ts'

export const artStyles = ['tiles', 'hills', 'rings', 'leaves', 'bands', 'arches', 'pebbles', 'waves'] as const
export type ArtStyle = (typeof artStyles)[number]

/** Pictures that go well beside each other: six of one kind in a row look like wallpaper. */
const beside: Record<ArtStyle, [ArtStyle, ArtStyle]> = {
  tiles: ['rings', 'arches'],
  hills: ['leaves', 'waves'],
  rings: ['tiles', 'bands'],
  leaves: ['hills', 'pebbles'],
  bands: ['rings', 'tiles'],
  arches: ['rings', 'tiles'],
  pebbles: ['waves', 'leaves'],
  waves: ['pebbles', 'hills'],
}

/** Everything in which two prototypes of the same pack differ, apart from their words. */
export type Look = {
  light: Scheme
  dark: Scheme
  /** `auto` follows the visitor; the others are the same for everybody. */
  scheme: 'auto' | 'light' | 'dark'
  display: string
  body: string
  displayWeight: number
  tracking: string
  radius: number
  /** Size of the letters, 1 as designed. */
  scale: number
  /** Size of the headings beside that of the letters, 1 as designed. */
  headingScale: number
  /** Colours of the header, when it was asked to have its own. */
  header?: Band
  classes: string[]
  art: ArtStyle
  /** What the pictures of a row take turns in; one kind only where somebody asked for it. */
  arts: ArtStyle[]
  hasPictures: boolean
  /** Where colours and type come from, in sentences. */
  reasons: string[]
}

/** What somebody asked to be different from how it was drawn. */
export type LookWish = {
  colours?: Paint[]
  accent?: Paint
  paper?: Paint
  mood?: Mood
  header?: Paint
  scheme?: 'light' | 'dark'
  corners?: 'round' | 'sharp'
  type?: Family
  size?: 'larger' | 'smaller'
  headings?: 'larger' | 'smaller'
  art?: ArtStyle
  hasPictures?: boolean
  arrangement?: 'side' | 'stack' | 'inset'
  cards?: 'line' | 'lift' | 'tint'
}

// Hues that stay pleasant as large areas in both schemes; muddy olive and neon magenta are left out.
const hues = [18, 32, 48, 68, 128, 150, 172, 196, 222, 244, 264, 286, 308, 348, 4] as const
// Close neighbours twice: a loud opposite beside every other colour made half of the prototypes look like toys.
const relations = [150, 180, 210, 32, -36, 48, -52, 95] as const

/** What a mood narrows the draw to. */
const byMood: Record<
  Mood,
  { families: Family[]; radius: number[]; cards: string[]; art: ArtStyle[]; chroma: number[] }
> = {
  elegant: {
    families: ['old style', 'didone'],
    radius: [0, 2],
    cards: ['line'],
    art: ['arches', 'waves', 'leaves'],
    chroma: [0.07, 0.1],
  },
  playful: {
    families: ['rounded', 'geometric'],
    radius: [18, 24],
    cards: ['tint', 'lift'],
    art: ['pebbles', 'rings', 'tiles'],
    chroma: [0.15, 0.18],
  },
  modern: {
    families: ['grotesque', 'geometric'],
    radius: [0, 4, 8],
    cards: ['line', 'lift'],
    art: ['tiles', 'bands', 'rings'],
    chroma: [0.1, 0.15],
  },
  rustic: {
    families: ['slab', 'old style'],
    radius: [0, 4],
    cards: ['line', 'tint'],
    art: ['hills', 'leaves', 'arches'],
    chroma: [0.08, 0.11],
  },
  bold: {
    families: ['grotesque', 'narrow'],
    radius: [0, 14],
    cards: ['tint', 'line'],
    art: ['tiles', 'bands', 'rings'],
    chroma: [0.16, 0.19],
  },
  calm: {
    families: ['humanist', 'transitional', 'old style'],
    radius: [12, 18],
    cards: ['tint', 'lift'],
    art: ['hills', 'waves', 'leaves'],
    chroma: [0.06, 0.09],
  },
  serious: {
    families: ['transitional', 'grotesque', 'old style'],
    radius: [2, 6],
    cards: ['line', 'lift'],
    art: ['bands', 'waves', 'arches'],
    chroma: [0.07, 0.1],
  },
}

const isColour = ({ l, c }: Paint) => c >= 0.03 && l < 0.94
const isPaper = ({ l, c }: Paint) => l >= 0.88 && c >= 0.01 && c < 0.05

/** The paints of a palette: what was asked for first, the rest drawn. */
function paintsOf(asked: Paint[], seed: string, chromas: readonly number[]) {
  const draw = drawFrom(`${seed} colour`)
  const drawn = { h: draw.pick(hues) + draw.between(-6, 6), c: draw.pick(chromas), l: 0.52 }
  const turn = draw.pick(relations)
  const strength = draw.pick([0.07, 0.1, 0.14])
  const colours = asked.filter(isColour)
  const dark = asked.find(({ l, c }) => c < 0.03 && l < 0.7)
  const main = colours[0] ?? dark ?? drawn
  const other = colours[1] ?? (dark && colours[0] ? dark : undefined)
  const hue = main.c >= 0.03 ? main.h : drawn.h
  return {
    main: { ...main, isAsked: asked.includes(main) },
    accent: other ? { ...other, isAsked: true } : { l: 0.84, c: strength, h: hue + turn, isAsked: false },
    paper: asked.find(isPaper),
    warmth: draw.pick([0.002, 0.006, 0.012]),
  }
}

function reasonsOf(brand: Brand | undefined, wish: LookWish, logo: string | undefined): string[] {
  const quoted = (brand?.colours ?? []).map(({ said }) => `"${said.text}"`)
  const colours = wish.colours
    ? 'The colours are those you asked for in your change.'
    : quoted.length > 0
      ? `The colours come from your words: ${quoted.join(', ')}.`
      : logo
        ? `The colours are those of your picture "${logo}".`
        : 'The colours are drawn for this request; it names none.'
  return [
    colours,
    wish.mood
      ? `Type and shapes are those you asked for in your change: ${wish.mood}.`
      : brand?.mood
        ? `Type and shapes follow your word "${brand.mood.said.text}".`
        : 'Type and shapes are drawn for this request.',
    ...(brand?.scheme ? [`It is dark because of your word "${brand.scheme.said.text}".`] : []),
  ]
}

/**
 * The look of a request: colours, type, corners and arrangement. What the customer said comes first, then the colours of their logo; the rest is
 * drawn from the seed, so that the same request always looks the same and hardly any two look alike.
 *
 * @param logo colours of an uploaded picture, strongest first, and its name
 */
export function lookFor(
  seed: string,
  brand?: Brand,
  wish: LookWish = {},
  logo?: { name: string; colours: Paint[] },
): Look {
  const draw = drawFrom(seed)
  const moodAsked = wish.mood ?? brand?.mood?.value
  const mood = moodAsked && byMood[moodAsked]
  const said = brand?.colours ?? []
  const asked = wish.colours ?? (said.some(isColour) || !logo ? said : logo.colours)
  const drawn = paintsOf(asked, seed, mood?.chroma ?? [0.09, 0.13, 0.16])
  const paints = {
    ...drawn,
    ...(wish.accent && { accent: { ...wish.accent, isAsked: true } }),
    ...(wish.paper && { paper: wish.paper }),
  }
  const pair: Pair = draw.pick(
    wish.type ? families[wish.type] : mood ? mood.families.flatMap((one) => families[one]) : pairs,
  )
  const corners =
    wish.corners === 'round' ? [18, 24] : wish.corners === 'sharp' ? [0] : (mood?.radius ?? [0, 6, 14, 22])
  const look: Omit<Look, 'arts'> = {
    light: schemeFor(paints, 'light'),
    dark: schemeFor(paints, 'dark'),
    scheme: wish.scheme ?? brand?.scheme?.value ?? 'auto',
    display: pair.display,
    body: pair.body,
    displayWeight: pair.weight,
    tracking: pair.tracking,
    radius: draw.pick(corners),
    scale: wish.size === 'larger' ? 1.12 : wish.size === 'smaller' ? 0.92 : 1,
    headingScale: wish.headings === 'larger' ? 1.2 : wish.headings === 'smaller' ? 0.82 : 1,
    ...(wish.header && { header: bandOn(wish.header) }),
    classes: [
      `hero-${wish.arrangement ?? draw.pick(['side', 'stack', 'inset'])}`,
      `cards-${wish.cards ?? draw.pick(mood?.cards ?? ['line', 'lift', 'tint'])}`,
    ],
    art: wish.art ?? draw.pick(mood?.art ?? artStyles),
    hasPictures: wish.hasPictures ?? true,
    reasons: reasonsOf(brand, wish, said.some(isColour) ? undefined : logo?.name),
  }
  return { ...look, arts: wish.art ? [look.art] : [look.art, ...beside[look.art]] }
}

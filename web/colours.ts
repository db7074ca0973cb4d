/** Colours of buttons and of what is chosen: the ground, the ground under the pointer, and what stands on it. */
export type Colours = { brand: string; strong: string; on: string }

const [white, black] = ['#ffffff', '#000000']
const channelsOf = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [r, g, b] = channelsOf(colour).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** A colour with some of another in it, channel by channel. */
function mixed(colour: string, other: string, share: number): string {
  const [from, to] = [channelsOf(colour), channelsOf(other)]
  const mix = from.map((value, at) => Math.round(value + (to[at]! - value) * share))
  return `#${mix.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** What an organisation's colour `#rrggbb` becomes on our pages. Words on it have a contrast of at least 4.5, whatever it is: black or white always has. */
export function coloursOf(primary: string): Colours {
  const on = contrast(primary, white) >= contrast(primary, black) ? white : black
  // Away from the words, so that they are read as well under the pointer.
  return { brand: primary, strong: mixed(primary, on === white ? black : white, 0.2), on }
}

const [white, black] = ['#ffffff', '#000000'] as const

/** Relative luminance of sRGB as `#rrggbb`, 0 to 1 (WCAG 2.2). */
function luminance(colour: string): number {
  const channel = (at: number) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/** Contrast ratio of two colours as `#rrggbb`, 1–21, as WCAG 2.2 defines it. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/**
 * The colour `#rrggbb` as it is where it can be read on every one of the grounds, else as little darker or lighter as makes it so.
 *
 * @param towards black for light grounds, white for dark ones
 * @param least contrast ratio; 4.5 for text, 3 for the frame of a control (WCAG 2.2)
 */
export function readableOn(colour: string, grounds: string[], towards: 'black' | 'white', least = 4.5): string {
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = mix(colour, towards === 'black' ? black : white, share)
    if (grounds.every((ground) => contrast(mixed, ground) >= least)) return mixed
  }
  return towards === 'black' ? black : white
}

function mix(one: string, other: string, share: number): string {
  const part = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16)
  const mixed = [1, 3, 5].map((at) => Math.round(part(one, at) * (1 - share) + part(other, at) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** Black or white, whichever words on the colour `#rrggbb` can be read better in: by at least 4.58, since the two contrasts multiply to 21. */
export const wordsOn = (colour: string): string => (contrast(colour, white) >= contrast(colour, black) ? white : black)

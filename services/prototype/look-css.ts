import type { Look } from './look.ts'
import type { Band, Scheme } from './scheme.ts'

const dashed = (name: string) => name.replace(/[A-Z0-9]/g, (letter) => `-${letter.toLowerCase()}`)
const properties = (scheme: Scheme | Band, indent: string) =>
  Object.entries(scheme)
    .map(([name, value]) => `${indent}--${dashed(name)}: ${value};`)
    .join('\n')

/** The look as a style sheet of custom properties, light by default and dark where the visitor prefers it or the customer asked for it. */
export function lookCss(look: Look): string {
  const corner = look.radius
  const first = look.scheme === 'dark' ? look.dark : look.light
  const isAuto = look.scheme === 'auto'
  return `:root {
  color-scheme: ${isAuto ? 'light dark' : look.scheme};
${properties(first, '  ')}
  --display: ${look.display};
  --body: ${look.body};
  --display-weight: ${look.displayWeight};
  --tracking: ${look.tracking};
  --scale: ${look.scale};
  --corner: ${corner}px;
  --corner-small: ${Math.round(corner * 0.55)}px;
  --corner-button: ${corner >= 22 ? 999 : Math.round(corner * 0.7)}px;
}
${
  isAuto
    ? `@media (prefers-color-scheme: dark) {
  :root {
${properties(look.dark, '    ')}
  }
}
`
    : ''
}${look.header ? headerCss(look.header) : ''}${look.hasPictures ? '' : withoutPictures}${look.headingScale === 1 ? '' : headingsCss(look.headingScale)}`
}

// Twice the class: a pack may set the ground of its header in a rule of two classes.
const headerCss = (band: Band) => `:is(.top, .mast, .side):is(.top, .mast, .side) {
${properties(band, '  ')}
  background: var(--bg);
  color: var(--ink);
}
`

// Each pack has sizes of its own, which this multiplies; words break where they would not fit.
const headingsCss = (scale: number) => `main :is(h1, h2) {
  zoom: ${scale};
}
`

const withoutPictures = `.photo,
.player .art,
.thumb {
  display: none;
}
`

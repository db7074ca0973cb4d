import { readableOn, wordsOn } from '#platform/contrast'
import type { Branding } from './settings.contract.ts'

/** Of all grounds of our pages (web/styles.css) on which a link may stand, those that are hardest to read on. */
const hardest = { light: '#e8eeeb', dark: '#33270f' }

/** What follows from the colours that an organisation has chosen, so that everything in them can be read: by 4.5 or more (WCAG 2.2). */
export const looksOf = ({ primary, accent }: Branding) => ({
  ...(primary && { onPrimary: wordsOn(primary) }),
  ...(accent && {
    links: {
      light: readableOn(accent, [hardest.light], 'black'),
      dark: readableOn(accent, [hardest.dark], 'white'),
    },
  }),
})

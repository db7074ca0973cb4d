import type { Source } from '#contracts/nlp'
import { hexOf, oklchOf } from './colour.ts'
import { darkWords, lightWords, namedColours } from './colour-names.ts'
import { part, type Said, sentencesOf } from './said.ts'

/** A colour the customer named, and the words. */
export type BrandColour = { l: number; c: number; h: number; said: Said }
export const moods = ['elegant', 'playful', 'modern', 'rustic', 'bold', 'calm', 'serious'] as const
export type Mood = (typeof moods)[number]
/** What the customer said about looks; empty where they said nothing. */
export type Brand = {
  colours: BrandColour[]
  mood?: { value: Mood; said: Said }
  scheme?: { value: 'dark' | 'light'; said: Said }
}

const aboutLooks = new RegExp(
  [
    String.raw`\b(?:our|brand|corporate|company|house|logo|club|team)(?:['’]s)? (?:own )?colou?rs?\b|colou?r (?:scheme|palette)|\bpalette\b|\blogo\b|\bbranding\b|\b(?:look|style|design|theme|appearance|mood|feel)\b|\b(?:keep|make) (?:it|everything)\b`,
    String.raw`\b(?:site|website|page|pages|shop|app|header|design) (?:should|must|could) be\b|\bin (?:our|the) (?:\p{L}+ ){0,3}(?:and \p{L}+ )?(?:colou?rs)\b`,
    String.raw`(?:unsere|firmen|haus|marken|vereins)[\p{L} ]{0,12}farben?\b|\bfarbe (?:ist|sind)\b|\b(?:logo|stil|gestaltung|aussehen|erscheinungsbild|optik|wirken|auftritt)\b`,
    String.raw`(?:naše|firemní|naši|klubové) barv|barv[ay] (?:je|jsou|značky|loga)|\b(?:vzhled|styl|design|logo|ladění|působit)`,
    String.raw`\b(?:nos|notre|la) couleurs?\b|couleurs? (?:est|sont|de la marque)|charte graphique|\b(?:logo|allure|apparence|ambiance)\b`,
    'ألوان|لوننا|شعار|تصميم|مظهر|أسلوب',
  ].join('|'),
  'iu',
)
// "Colours: sea blue, oat" are a product's, whatever the sentence says besides.
const productChoice = /(?:^|[^\p{L}])(?:colou?rs?|farben|barvy|couleurs|ألوان المنتج)\s*:/iu
const ownColours = /\b(?:our|brand|corporate|company|logo)\b|unsere|firmen|naše|firemní|nos |notre/iu
const not =
  /(?:\bno|\bnot|\bnever|without|\bkeine?n?|\bnicht|\bohne|\bžádn\p{L}*|\bbez|\bne|\bpas (?:de |du )?|\bsans|\bبدون|\bلا)\s+(?:\p{L}+\s+)?$/iu

const word = (stems: string) => String.raw`(?<![\p{L}\p{N}#-])(?:${stems})(?![\p{L}\p{N}])`
const colourWords = new RegExp(
  namedColours
    .map(({ stems }, index) => `(?<c${index}>${word(`(?:(?<d${index}>${darkWords}|${lightWords})[ -])?(?:${stems})`)})`)
    .join('|'),
  'giu',
)
const hexWord = /#[0-9a-f]{6}\b/giu
const isDark = new RegExp(`^(?:${darkWords})$`, 'iu')
const coloursMax = 3

function namedIn(sentence: Said): (BrandColour & { at: number })[] {
  return [...sentence.text.matchAll(colourWords)].flatMap((found) => {
    const index = namedColours.findIndex((_, at) => found.groups?.[`c${at}`] !== undefined)
    const said = part(sentence, found.index, found.index + found[0].length)
    if (!said || not.test(sentence.text.slice(Math.max(0, found.index - 24), found.index))) return []
    const { l, c, h } = namedColours[index]!
    const shade = found.groups?.[`d${index}`]
    const shift = !shade ? 0 : isDark.test(shade) ? -0.14 : 0.14
    // A shade of white or black is still white or black.
    return [
      {
        l: c < 0.03 ? l : Math.min(0.9, Math.max(0.26, l + shift)),
        c: shift > 0 ? c * 0.8 : c,
        h,
        said,
        at: found.index,
      },
    ]
  })
}

function writtenIn(sentence: Said): (BrandColour & { at: number })[] {
  return [...sentence.text.matchAll(hexWord)].flatMap((found) => {
    const said = part(sentence, found.index, found.index + found[0].length)
    return said ? [{ ...oklchOf(found[0].toLowerCase()), said, at: found.index }] : []
  })
}

/** The colours a sentence names, in its order, whatever it is about. */
export const coloursIn = (sentence: Said): BrandColour[] =>
  [...namedIn(sentence), ...writtenIn(sentence)]
    .sort((one, other) => one.at - other.at)
    .map(({ at, ...colour }) => colour)

const moodWords: Record<Mood, string> = {
  elegant:
    'elegant\\p{L}*|luxur\\p{L}*|refined|classy|noble|sophisticated|edel\\p{L}*|vornehm\\p{L}*|luxus\\p{L}*|luxe|raffinée?|élégant\\p{L}*|أنيق\\p{L}*|فاخر\\p{L}*',
  playful:
    'playful|fun|cheerful|colou?rful|friendly|bunt\\p{L}*|fröhlich\\p{L}*|verspielt\\p{L}*|hrav\\p{L}*|vesel\\p{L}*|barevn\\p{L}*|ludique|joyeu\\p{L}*|coloré\\p{L}*|مرح\\p{L}*',
  modern:
    'modern\\p{L}*|minimal\\p{L}*|simple|simpl(?:er|est)?|clean|technical|sleek|futuristic|schlicht\\p{L}*|klar\\p{L}{0,2}|technisch\\p{L}*|minimalis\\p{L}*|čist\\p{L}{1,2}|moderní\\p{L}*|jednoduch\\p{L}*|moderne|épuré\\p{L}*|sobre|عصري\\p{L}*|حديث\\p{L}*|بسيط\\p{L}*',
  rustic:
    'rustic|earthy|traditional|vintage|old-fashioned|retro|handmade look|rustikal\\p{L}*|traditionell\\p{L}*|nostalgi\\p{L}*|rustikální|tradiční|retro|rustique|traditionnel\\p{L}*|ancien|تقليدي\\p{L}*',
  bold: 'bold|strong|striking|loud|kräftig\\p{L}*|auffallend\\p{L}*|mutig\\p{L}*|výrazn\\p{L}*|odvážn\\p{L}*|audacieu\\p{L}*|fort|جريء\\p{L}*',
  calm: 'calm|gentle|soft|warm|quiet|cosy|cozy|airy|natural|ruhig\\p{L}*|sanft\\p{L}*|warme?\\p{L}?|gemütlich\\p{L}*|klidn\\p{L}*|jemn\\p{L}*|útuln\\p{L}*|tepl\\p{L}{1,2}|doux|douce|calme|chaleureu\\p{L}*|هادئ\\p{L}*|دافئ\\p{L}*',
  serious:
    'serious|professional|trustworthy|formal|corporate look|seriös\\p{L}*|professionell\\p{L}*|vertrauen\\p{L}*|seriózn\\p{L}*|profesionáln\\p{L}*|důvěryhodn\\p{L}*|sérieu\\p{L}*|professionnel\\p{L}*|رسمي\\p{L}*|مهني\\p{L}*',
}
const moodOf = Object.entries(moodWords).map(([value, stems]) => ({
  value: value as Mood,
  pattern: new RegExp(word(stems), 'iu'),
}))
const schemeWords = new RegExp(word('dark(?: mode| theme)?|dunkle?\\p{L}*|tmav\\p{L}*|sombre|داكن\\p{L}*'), 'iu')

/** The first mood a sentence names. */
export function moodIn(sentence: Said): Brand['mood'] {
  const found = moodOf
    .flatMap(({ value, pattern }) => {
      const match = pattern.exec(sentence.text)
      return match && !not.test(sentence.text.slice(0, match.index)) ? [{ value, match }] : []
    })
    .sort((one, other) => one.match.index - other.match.index)[0]
  const said = found && part(sentence, found.match.index, found.match.index + found.match[0].length)
  return said && { value: found.value, said }
}

/** "A dark look", but not "dark blue": the word must not belong to a colour. */
function darkIn(sentence: Said, colours: BrandColour[]): Brand['scheme'] {
  const match = schemeWords.exec(sentence.text)
  const at = match && sentence.start + match.index
  if (!match || colours.some(({ said }) => said.start <= at! && at! < said.end)) return undefined
  if (not.test(sentence.text.slice(0, match.index))) return undefined
  const said = part(sentence, match.index, match.index + match[0].length)
  return said && { value: 'dark', said }
}

const bareFiller =
  /(?<!\p{L})(?:and|but|with|or|a|an|the|very|bit|of|please|pls|colou?rs?|tones?|fresh|und|mit|farben|bitte|a|barvy|prosím|et|avec|couleurs)(?!\p{L})|[^\p{L}]+/giu
const bareCharsMax = 80
/** "Natural, airy, sage green.": a sentence of nothing but looks is about looks without saying so. */
function isBareLook(sentence: Said): boolean {
  if (sentence.text.length > bareCharsMax) return false
  const words = [
    ...coloursIn(sentence).map(({ said }) => said.text),
    ...moodOf.flatMap(({ pattern }) => sentence.text.match(new RegExp(pattern, 'giu')) ?? []),
  ]
  const rest = words.reduce((text, word) => text.replace(word, ' '), sentence.text).replace(bareFiller, '')
  return words.length > 1 && rest === ''
}

/**
 * Colours, mood and darkness that the customer asked for, with the words. Reads only sentences about looks, so that "blue mugs" do not paint the
 * page blue. At most three colours, in the order in which they are named.
 */
export function brandIn(sources: Source[]): Brand {
  const isProduct = ({ text }: Said) => productChoice.test(text) && !ownColours.test(text)
  const sentences = sources.flatMap((source) =>
    sentencesOf(source).filter(
      (said) => (aboutLooks.test(said.text) || (source.kind !== 'document' && isBareLook(said))) && !isProduct(said),
    ),
  )
  const seen = new Set<string>()
  const colours = sentences
    .flatMap(coloursIn)
    .filter(({ l, c, h }) => !seen.has(hexOf(l, c, h)) && seen.add(hexOf(l, c, h)))
    .slice(0, coloursMax)
  const mood = sentences.map(moodIn).find(Boolean)
  const scheme = sentences.map((sentence) => darkIn(sentence, colours)).find(Boolean)
  return { colours, ...(mood && { mood }), ...(scheme && { scheme }) }
}

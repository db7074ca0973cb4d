import { type BrandColour, coloursIn, type Mood, moodIn } from './brand.ts'
import { look, quoted, type Reading, type Rule } from './change.ts'
import { size, type } from './change-type.ts'
import { artStyles } from './look.ts'
import type { Said } from './said.ts'
import type { Paint } from './scheme.ts'

const header = String.raw`header|top(?: bar)?|head|menu bar|navigation(?: bar)?|kopf(?:zeile|bereich)?|hlavičk\p{L}*|záhlaví|navigac\p{L}*|en-tête|haut de page`
const ground = `(?:page )?background|hintergrund|pozadí|fond|arrière-plan`
const accent = String.raw`accents?(?: colou?r)?|second colou?r|akzent(?:farbe)?|doplňkov\p{L}+ barv\p{L}+|couleur d['’]accent`
const main = String.raw`buttons?|links?|main colou?r|brand colou?r|colou?rs?(?: scheme)?|palette|site|website|pages?|everything|all of it|whole (?:site|thing)|look|design|it|knöpfe|schaltflächen|hauptfarbe|farben?|seiten?|alles|es|tlačítk\p{L}*|hlavní barv\p{L}+|barv\p{L}{1,2}|web|stránk\p{L}*|vš(?:e|echno)|boutons?|couleurs?|tout`
const what = `(?:(?<header>${header})|(?<ground>${ground})|(?<accent>${accent})|(?<main>${main}))`
const article = String.raw`(?:sie\s+)?(?:(?:the|our|my|its|all|die|den|das|alle|le|la|les|l['’])\s*)?`
const fill = String.raw`(?:colou?rs?\s+)?(?:to be|(?:should|must|shall)(?: all)? be|sollen?|soll|ať jsou|ať je|mají být|má být|doivent être|doit être|to|in|into|with|as|auf|zu|na|do|en|au|à|:)?\s*(?:a |an |the )?`
const make = String.raw`(?:make|turn|paint|colou?r|change|set|give|have|mach(?:en|e|t)?|färbe\p{L}*|änder\p{L}*|setz\p{L}*|stell\p{L}*|udělej\p{L}*|změň\p{L}*|nastav\p{L}*|obarv\p{L}*|mets|mettez|mettre|rends|rendez|rendre|passe[rz]?|change[rz]?)`
const use = String.raw`(?:use|take|choose|nimm|nehmen|verwend\p{L}*|použij\p{L}*|utilise[rz]?|prends|prenez)`

const filler =
  /\b(?:and|with|or|our|these|new|sein|unsere|nos|a|an|the|more|bit|of|instead|please|colou?rs?|und|mit|farben?|a|s|barv\p{L}*|et|avec|couleurs?)\b|[,.&:!]/giu

/** Colours, when the words say nothing but colours: "blue like the sea we love" is more than can be done. */
function onlyColours(said: Said | undefined): BrandColour[] {
  if (!said) return []
  const colours = coloursIn(said)
  const rest = colours.reduce((text, colour) => text.replace(colour.said.text, ''), said.text).replace(filler, '')
  return /[\p{L}\p{N}]/u.test(rest) ? [] : colours
}
const plain = ({ l, c, h }: BrandColour): Paint => ({ l, c, h })

function groundWish(colour: BrandColour): Reading {
  const { l, c, h } = colour
  const name = quoted(colour.said.text)
  if (l < 0.4) return look({ scheme: 'dark' }, `The whole site is dark, as a background in ${name} asks for.`)
  if (l > 0.97) return look({ scheme: 'light' }, 'The site is light, whatever the visitor prefers.')
  const paper = { l: 0.95, c: Math.min(0.045, Math.max(0.015, c)), h }
  return look(
    { paper, scheme: 'light' },
    `The ground is a light ${name}; a stronger one would make the text hard to read.`,
  )
}

const colour: Rule = {
  id: 'colour',
  does: 'Colours the header, the ground, the second colour, or everything that has the main colour. Text on it stays readable.',
  examples: [
    'Make the header green',
    'Change the main colour to #0b5d57',
    'Use navy and gold',
    'Make the background cream',
    'The buttons should be orange',
    'Use our colours: navy blue and orange',
    'Mach die Kopfzeile dunkelblau',
    'Die Knöpfe sollen orange sein',
    'Změňte barvu na zelenou',
    'Mettez le fond en beige',
  ],
  patterns: [
    new RegExp(String.raw`^(?:${make}\s+)?${article}${what}\s+${fill}(?<rest>.+)$`, 'iud'),
    new RegExp(
      String.raw`^${use}\s+(?:sie\s+)?(?<rest>.+?)(?:\s+(?:for|as|für|pro|pour)\s+${article}${what})?$`,
      'iud',
    ),
  ],
  read({ group }) {
    const colours = onlyColours(group('rest'))
    const [first] = colours
    if (!first) return undefined
    const names = colours.map(({ said }) => quoted(said.text)).join(' and ')
    if (group('header')) return look({ header: plain(first) }, `The header is ${names}.`)
    if (group('ground')) return groundWish(first)
    if (group('accent')) return look({ accent: plain(first) }, `The second colour is ${names}.`)
    return look({ colours: colours.map(plain) }, `The main colour, which buttons and signs have, is ${names}.`)
  },
}

const darkness: Rule = {
  id: 'dark-or-light',
  does: 'Makes the site dark or light for everybody. Without it, the site follows what the visitor prefers.',
  examples: [
    'Use a darker look',
    'Make it lighter',
    'Switch to dark mode',
    'The colours are too dark',
    'Mach die Seite dunkler',
    'Použijte tmavší vzhled',
    'Rendez le site plus sombre',
  ],
  patterns: [
    /^(?:(?:use|make|switch|turn|have|choose|want|mach\p{L}*|verwend\p{L}*|wähl\p{L}*|použij\p{L}*|udělej\p{L}*|přepn\p{L}*|rends|rendez|utilise[rz]?|passe[rz]?)\s+)?(?:to\s+|sie\s+|it\s+|everything\s+|(?:the|die|das|le|la)\s+(?:whole\s+)?(?:site|website|page|look|design|colou?rs|seite|website|farben|site|page)\s+|web\s+|stránk\p{L}*\s+|es\s+|alles\s+)*(?:a |an |ein(?:en|e)? |au |en |un |na |do |more |plus |a bit |viel |etwas |mehr )*(?:(?<dark>dark(?:er)?|dunkl?er\p{L}*|dunkel|tmav\p{L}*|sombre)|(?<light>light(?:er)?|bright(?:er)?|hell(?:er)?\p{L}*|světl\p{L}*|clair\p{L}*))(?:\s+(?:look|theme|mode|version|design|colou?rs|style|modus|farben|vzhled|režim|barvy|thème|mode))?$/diu,
    /^(?:it|everything|(?:the|our|die|der|le|la|les)\s+(?:site|website|page|look|design|colou?rs?|background|seite|website|farben|hintergrund|couleurs?|fond)|barvy|pozadí)\s+(?:is|are|looks?|ist|sind|je|jsou|est|sont)\s+(?:much |a bit |viel |etwas |moc |příliš )?(?:too|zu|trop)?\s*(?:(?<light>dark|dunkel|tmav\p{L}*|sombres?)|(?<dark>light|bright|hell|světl\p{L}*|clairs?))$/diu,
  ],
  read: ({ group }) =>
    group('dark')
      ? look({ scheme: 'dark' }, 'The site is dark for everybody.')
      : look({ scheme: 'light' }, 'The site is light for everybody.'),
}

const corners: Rule = {
  id: 'corners',
  does: 'Makes corners round or sharp.',
  examples: [
    'Make the corners rounder',
    'Use sharp corners',
    'Mach die Ecken eckig',
    'Udělejte kulaté rohy',
    'Mettez des coins arrondis',
  ],
  patterns: [
    /^(?:\p{L}+\s+)?(?:(?:the|die|les|des)\s+)?(?:corners|edges|buttons|ecken|kanten|rohy|coins|angles)\s+(?:(?<round>round(?:er|ed)?|rund(?:er)?|kulat\p{L}*|arrondis)|(?<sharp>sharp(?:er)?|square|eckig(?:er)?|scharf|ostr\p{L}*|hranat\p{L}*|droits|carrés))$/diu,
    /^(?:\p{L}+\s+)?(?:(?:more|des|die)\s+)?(?:(?<round>round(?:er|ed)?|runde?r?|kulat\p{L}*|arrondis)|(?<sharp>sharp(?:er)?|square|eckige?|scharfe|ostr\p{L}*|hranat\p{L}*))\s+(?:corners|edges|buttons|ecken|kanten|rohy)$/diu,
    /^(?:\p{L}+\s+)?des\s+coins\s+(?:(?<round>arrondis)|(?<sharp>droits|carrés))$/diu,
  ],
  read: ({ group }) =>
    group('round')
      ? look({ corners: 'round' }, 'Corners are round.')
      : look({ corners: 'sharp' }, 'Corners are sharp.'),
}

const moodNames: Record<Mood, string> = {
  elegant: 'elegant',
  playful: 'playful',
  modern: 'modern',
  rustic: 'rustic',
  bold: 'bold',
  calm: 'calm',
  serious: 'serious',
}
const mood: Rule = {
  id: 'mood',
  does: `Chooses type, corners and pictures anew for a mood: ${Object.keys(moodNames).join(', ')}.`,
  examples: [
    'Make it more elegant',
    'Use a playful look',
    'Mach es moderner',
    'Udělejte to veselejší',
    'Rendez le site plus chaleureux',
  ],
  patterns: [
    /^(?:make|use|give|have|mach\p{L}*|verwend\p{L}*|udělej\p{L}*|použij\p{L}*|rends|rendez|utilise[rz]?)\s+(?:it|the (?:site|website|look|design|page)|everything|es|alles|die seite|das design|to|web|stránk\p{L}*|le (?:site|design)|la page)?\s*(?:look |a |an |ein(?:en)? |un )?(?:more |mehr |plus |víc )?(?<mood>\p{L}+)(?:\s+(?:look|style|design|feel|stil|vzhled|styl|allure))?$/diu,
  ],
  read({ group }) {
    const said = group('mood')
    const found =
      said && moodIn({ ...said, text: said.text.replace(/(?<=^\p{L}{4,})(?:ere[rns]?|er|ější|ejší)$/iu, '') })
    return (
      found &&
      look({ mood: found.value }, `Type, corners and pictures are chosen for ${quoted(moodNames[found.value])}.`)
    )
  },
}

const pictures: Rule = {
  id: 'pictures',
  does: `Leaves the drawn pictures out, or draws others: ${artStyles.join(', ')}.`,
  examples: [
    'Remove the pictures',
    'Use waves for the pictures',
    'Entferne die Bilder',
    'Odstraňte obrázky',
    'Supprimez les images',
  ],
  patterns: [
    /^(?:(?<none>remove|delete|hide|drop|leave out|no|without|entfern\p{L}*|lösch\p{L}*|odstraň\p{L}*|odeber\p{L}*|smaž\p{L}*|supprime[rz]?|enlève[rz]?))\s+(?:all |the |die |alle |les )*(?:pictures|images|patterns|drawings|bilder|muster|obrázky|vzory|images|motifs)$/diu,
    /^(?:use|draw|take|choose|verwend\p{L}*|použij\p{L}*|utilise[rz]?)\s+(?<style>\p{L}+)(?:\s+(?:for|as|in|für|als|pro|pour|comme)\s+(?:the |all |die |les )*(?:pictures|images|patterns|bilder|muster|obrázky|images|motifs))$/diu,
  ],
  read({ group }) {
    if (group('none')) return look({ hasPictures: false }, 'The drawn pictures are left out.')
    const style = artStyles.find((one) => one === group('style')?.text.toLowerCase())
    return style
      ? look({ art: style, hasPictures: true }, `The pictures are ${style}.`)
      : `The pictures that can be drawn are: ${artStyles.join(', ')}.`
  },
}

const cards: Rule = {
  id: 'arrangement',
  does: 'Puts the large picture beside the heading, above it, or into a coloured field.',
  examples: [
    'Put the picture above the heading',
    'Put the picture beside the heading',
    'Setze das Bild neben die Überschrift',
  ],
  patterns: [
    /^(?:put|move|place|setz\p{L}*|stell\p{L}*|dej\p{L}*|mets|mettez)\s+(?:the |das |le |la |l['’])?(?:large |big |main |hero )?(?:picture|image|photo|bild|obrázek|image)\s+(?:(?<stack>above|on top of|over|über|nad|au-dessus d\p{L}*)|(?<side>beside|next to|neben|vedle|à côté d\p{L}*)|(?<inset>in(?:to|side)?|im|do|dans))\s+(?:the |die |den |der |le |la |un |a )?(?:\p{L}+\s+)?(?:heading|headline|title|text|field|überschrift|titel|feld|nadpis\p{L}*|titre|champ)$/diu,
  ],
  read({ group }) {
    const arrangement = group('stack') ? 'stack' : group('side') ? 'side' : 'inset'
    const where = { stack: 'above the heading', side: 'beside the heading', inset: 'in a coloured field' }
    return look({ arrangement }, `The large picture is ${where[arrangement]}, where the template has one.`)
  },
}

export const lookRules: Rule[] = [colour, darkness, corners, size, pictures, cards, type, mood]

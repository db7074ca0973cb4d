import { look, type Rule } from './change.ts'
import type { Family } from './look-type.ts'

const families: [Family, RegExp][] = [
  ['slab', /^slab(?:[- ]serif)?$/iu],
  ['rounded', /^(?:round(?:ed)?|runde?|kulat\p{L}*|arrondie?)$/iu],
  ['narrow', /^(?:narrow|condensed|schmale?|úzk\p{L}*|étroite?)$/iu],
  ['geometric', /^(?:geometric|geometrische?|geometrick\p{L}*|géométrique)$/iu],
  [
    'grotesque',
    /^(?:sans(?:[- ]serif)?|grotes\p{L}*|serifenlose?|bezpatk\p{L}*|moderne?|moderní|clean|sans empattements?)$/iu,
  ],
  [
    'old style',
    /^(?:serif|serifen|classic(?:al)?|klassische?|klasick\p{L}*|patkov\p{L}*|elegante?|traditional|classique|à empattements?)$/iu,
  ],
]
export const type: Rule = {
  id: 'type',
  does: 'Sets headings in another kind of type: serif, sans serif, slab, rounded, narrow, geometric. Types that visitors would have to download are not offered.',
  examples: [
    'Use a serif font',
    'Use a rounded font for the headings',
    'Verwenden Sie eine serifenlose Schrift',
    'Použijte patkové písmo',
    'Utilisez une police classique',
  ],
  patterns: [
    /^(?:use|choose|take|set|verwend\p{L}*|nimm|nehmen|použij\p{L}*|utilise[rz]?|prenez)\s+(?:sie\s+)?(?:a |an |the |eine |un |une )?(?:police\s+)?(?<kind>.{3,40}?)\s*(?:fonts?|type(?:face)?|letters|schrift(?:art)?|písmo|police)?(?:\s+(?:for|für|pro|pour)\s+.{3,30})?$/diu,
  ],
  read({ clause, group }) {
    if (!/font|type|letter|schrift|písm|police/iu.test(clause.text)) return undefined
    const kind = group('kind')
    const family = kind && families.find(([, words]) => words.test(kind.text))?.[0]
    if (!family)
      return 'Only types that every device has are used: serif, sans serif, slab, rounded, narrow or geometric.'
    return look({ type: family }, `Headings are set in a ${family} type.`)
  },
}

const larger = String.raw`larger|bigger|größer\p{L}*|groß\p{L}*|větší|zvětš\p{L}*|agrandi\p{L}*|plus grande?s?|grand`
const smaller = String.raw`smaller|kleiner\p{L}*|klein|menší|zmenš\p{L}*|rédui\p{L}*|plus petite?s?|petit`
const text = 'text|font|letters|type|schrift|texte?|písmo'
const heading = 'headlines?|headings?|titles?|überschrift(?:en)?|titel|nadpisy?|titres?'
const thing = String.raw`(?:(?:the|all|my|our|an?|die|das|der|eine?n?|le|la|les|tout le|une?)\s+)*(?:(?<heading>${heading})|${text})(?:\s+size)?`
const verb = String.raw`(?:(?:make|use|set|have|mach\p{L}*|verwend\p{L}*|udělej\p{L}*|použij\p{L}*|rends|rendez|mets|mettez)\s+(?:sie\s+)?)?`
export const size: Rule = {
  id: 'size',
  does: 'Makes all text larger or smaller, or the headings alone.',
  examples: [
    'Make the text larger',
    'Smaller text',
    'Use a bigger headline',
    'The text is too small',
    'Mach die Schrift größer',
    'Machen Sie die Überschrift kleiner',
    'Zvětšete písmo',
    'Větší nadpis',
    'Agrandissez le texte',
    'Un titre plus grand',
  ],
  patterns: [
    new RegExp(
      String.raw`^${verb}${thing}\s+(?:a bit |much |etwas |viel )?(?:(?<large>${larger})|(?<small>${smaller}))$`,
      'diu',
    ),
    new RegExp(
      String.raw`^${verb}(?:an?\s+|eine?n?\s+)?(?:a bit |much )?(?:(?<large>${larger})|(?<small>${smaller}))\s+${thing}$`,
      'diu',
    ),
    new RegExp(
      String.raw`^${thing}\s+(?:is|are|ist|sind|je|jsou|est|sont)\s+(?:much |a bit |viel )?(?:too|zu|příliš|moc|trop)\s+(?:(?<large>small|little|klein|mal\p{L}*|petite?s?)|(?<small>large|big|groß|velk\p{L}*|grande?s?))$`,
      'diu',
    ),
  ],
  read({ group }) {
    const wish = group('large') ? 'larger' : 'smaller'
    return group('heading')
      ? look({ headings: wish }, `Headings are ${wish}.`)
      : look({ size: wish }, `Text is ${wish}.`)
  },
}

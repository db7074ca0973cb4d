import {
  change,
  type Found,
  isMarked,
  lengthMax,
  quoted,
  type Reading,
  type Rule,
  type Scene,
  same,
  stated,
  the,
  to,
  tooLong,
  value,
} from './change.ts'
import { offerRules } from './change-offer.ts'
import type { Contact } from './edits.ts'

function textRule(
  slot: 'name' | 'headline' | 'lead',
  does: string,
  words: string,
  examples: string[],
  effect: string,
  further: string[] = [],
): Rule {
  return {
    id: slot,
    does,
    examples,
    patterns: [
      String.raw`${change}\s+${the}(?:${words})${to}${value}`,
      String.raw`${the}(?:${words})${stated}${value}(?:\s+(?:sein|lauten|heißen))?`,
      ...further,
    ].map((pattern) => new RegExp(`^${pattern}$`, 'iud')),
    read(found) {
      const said = found.group('value')
      // "The title is too long" gives no title: a text that is only said has quotation marks or a capital.
      const isText = said && (isMarked(found, said) || (slot === 'name' ? /^\p{Lu}/u : /^\p{Lu}.*\s/u).test(said.text))
      if (!said || (found.group('stated') && !isText)) return undefined
      if (said.text.length > lengthMax[slot]) return tooLong(said, lengthMax[slot])
      return { edits: [{ kind: 'text', slot, said }], effect: `${effect} ${quoted(said.text)}.` }
    },
  }
}

const title = textRule(
  'headline',
  'Changes the large heading of the first page.',
  `title|headline|(?:main |large |big )?heading|slogan|überschrift|titel|schlagzeile|nadpis|titulek|titre|slogan`,
  [
    'Change the title to "Mugs for slow mornings"',
    'Ändere die Überschrift auf "Tassen aus Ton"',
    'Změňte nadpis na "Hrnky z hlíny"',
    'Changez le titre en "Des tasses en argile"',
    'The headline should be "Mugs made by hand"',
    'Write "Mugs made by hand" as the headline',
  ],
  'The heading is',
  [String.raw`(?:put|write|use|show)\s+${value}\s+(?:as|for|instead of)\s+${the}(?:title|headline|heading)`],
)
const name = textRule(
  'name',
  'Changes the name of the site.',
  `(?:(?:business|company|site|shop|brand|store|website)(?:['’]s)? )?name|name of the (?:site|shop|business|company)|logo text|namen?|firmennamen?|název|jméno|nom`,
  [
    'Change the name to "Ember & Clay"',
    'Ändere den Namen auf "Ember & Clay"',
    'Změňte název na "Hlína"',
    'Changez le nom en "Argile"',
    "Change the shop's name to Clay & Co",
    'Call us Ember Studio',
    'Der Name soll "Ton & Feuer" sein',
  ],
  'The name is',
  [
    String.raw`(?:call|name|rename)\s+(?:us|it|(?:the|our)\s+(?:site|website|shop|store|business|company))\s+(?:to\s+|into\s+)?${value}`,
  ],
)
const lead = textRule(
  'lead',
  'Changes the sentence below the heading.',
  `intro(?:duction)?|subtitle|sub-?heading|lead|first (?:sentence|paragraph)|text (?:below|under) the (?:title|heading|headline)|einleitung|untertitel|úvod|podtitul(?:ek)?|introduction|sous-titre`,
  [
    'Change the subtitle to "Thrown, glazed and fired by two people."',
    'Ändere die Einleitung auf "Von Hand gedreht."',
    'Změňte podtitulek na "Točeno ručně."',
    'Put "Free delivery over £50" under the headline',
  ],
  'The sentence below the heading is',
  [
    String.raw`(?:put|write|add|show|schreib\p{L}*|napiš\p{L}*)\s+(?:sie\s+)?${value}\s+(?:below|under|underneath|beneath|unter|pod)\s+${the}(?:title|headline|heading|überschrift|titel|nadpis(?:em)?)`,
  ],
)

const fields: [Contact | 'hours', RegExp, RegExp, string][] = [
  ['email', /e-?mail|courriel/iu, /^[^\s@]+@[^\s@]+\.[^\s@]+$/u, 'e-mail address'],
  ['phone', /phone|number|telefon|nummer|číslo|téléphone|numéro/iu, /^\+?[\d\s()./-]{6,30}$/u, 'telephone number'],
  ['hours', /hours|opening|öffnungszeit|otevír|horaires/iu, /\d/u, 'opening hours'],
  ['place', /address|place|location|town|city|adresse|ort|stadt|adres|místo|lieu|ville/iu, /\p{L}/u, 'place'],
]
const contactField = String.raw`(?<field>(?:tele)?phone(?: number)?|number|e-?mail(?: address)?|opening hours|hours|address|place|location|town|city|telefon(?:nummer|ní číslo)?|nummer|e-?mail-?adresse|öffnungszeiten|adresse|ort|stadt|otevírací dob\p{L}+|adres[auy]|místo|téléphone|numéro(?: de téléphone)?|courriel|horaires|lieu|ville)`
const contact: Rule = {
  id: 'contact',
  does: 'Changes telephone, e-mail address, place or opening hours.',
  examples: [
    'Change the phone number to +44 117 496 0999',
    'Set the opening hours to Monday to Friday 9:00-17:00',
    'Ändere die Telefonnummer auf +43 316 123456',
    'Změňte adresu na Dlouhá 5, Kolín',
    'Changez le courriel en bonjour@example.com',
    'Our new phone number is 0117 496 0555',
    'We are open on Saturdays from 10 to 4',
    'Unsere neue Telefonnummer ist 0316 123456',
    'Náš telefon je 777 123 456',
    'Notre téléphone est le 04 78 00 00 00',
  ],
  patterns: [
    new RegExp(String.raw`^${change}\s+${the}${contactField}${to}${value}$`, 'iud'),
    new RegExp(String.raw`^${the}${contactField}${stated}(?:le\s+|die\s+)?${value}$`, 'iud'),
    /^(?:we|(?:the|our) (?:shop|studio|restaurant|office|store))(?:['’]re| are| is)\s+(?:now\s+)?(?<hours>open\s.*\d.*)$/diu,
    /^(?:wir haben\s+(?:jetzt\s+)?(?<hours>\S.*\d.*\sgeöffnet))$|^(?:máme\s+(?<czechHours>otevřeno\s.*\d.*))$|^(?:nous sommes\s+(?<frenchHours>ouverts?\s.*\d.*))$/diu,
  ],
  read({ group }, scene) {
    const hours = group('hours') ?? group('czechHours') ?? group('frenchHours')
    const [field, said] = [group('field'), hours ?? group('value')]
    const row = fields.find(([kind, words]) => (hours ? kind === 'hours' : field && words.test(field.text)))
    if (!row || !said) return undefined
    const [kind, , shape, called] = row
    // "The place is lovely" is no address.
    if (kind === 'place' && group('stated') && !/^\p{Lu}|\d/u.test(said.text)) return undefined
    if (!scene.hasContact) return 'The pages of this prototype show no contact.'
    if (said.text.length > lengthMax.detail) return tooLong(said, lengthMax.detail)
    if (!shape.test(said.text))
      return `${quoted(said.text)} does not look like ${kind === 'email' ? 'an' : 'a'} ${called}.`
    const edit = kind === 'hours' ? { kind, said } : { kind: 'contact' as const, field: kind, said }
    return { edits: [edit], effect: `The ${called} ${kind === 'hours' ? 'are' : 'is'} ${quoted(said.text)}.` }
  },
}

const between = `["“„«‚‘'](?<from>[^"”“»’]+)["”“»‘’']`
function replaced({ group }: Found, scene: Scene): Reading | undefined {
  const [from, said] = [group('from'), group('value')]
  if (!from || !said) return undefined
  const found = scene.texts.find((text) => same(text, from.text))
  if (!found)
    return `No text of the prototype is exactly ${quoted(from.text)}; only whole texts can be replaced, so that each can still be traced.`
  if (said.text.length > lengthMax.lead) return tooLong(said, lengthMax.lead)
  return { edits: [{ kind: 'replace', from: found, said }], effect: `${quoted(found)} now reads ${quoted(said.text)}.` }
}
const replace: Rule = {
  id: 'replace',
  does: 'Replaces one whole text, wherever it stands: a label, a heading, a sentence. Both go in quotation marks.',
  examples: [
    'Replace "Add to order" with "Into the basket"',
    'Ersetze "Products" durch "Mugs"',
    'Nahraďte "Products" za "Hrnky"',
    'Remplacez "Products" par "Tasses"',
  ],
  patterns: [
    new RegExp(
      String.raw`^(?:replace|change|ersetz\p{L}*|änder\p{L}*|nahraď\p{L}*|změň\p{L}*|remplace[rz]?|change[rz]?)\s+${between}\s+(?:with|by|to|durch|auf|zu|za|na|par|en)\s+${value}$`,
      'iud',
    ),
    new RegExp(
      String.raw`^(?:write|schreib\p{L}*|napiš\p{L}*|écri\p{L}*)\s+["“„«‚‘'](?<value>[^"”“»’]+)["”“»‘’']\s+(?:instead of|statt|místo|au lieu de)\s+${between}$`,
      'iud',
    ),
  ],
  read: replaced,
}

export const textRules: Rule[] = [replace, title, lead, contact, ...offerRules, name]

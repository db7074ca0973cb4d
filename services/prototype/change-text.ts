import { type Found, quoted, type Reading, type Rule, type Scene, same, value } from './change.ts'
import type { Contact } from './edits.ts'
import type { Said } from './said.ts'

const lengthMax = { name: 60, headline: 150, lead: 320, detail: 160, price: 40 }
const tooLong = (said: Said, most: number) => `At most ${most} characters fit there; this has ${said.text.length}.`

const change = String.raw`(?:change|set|make|rename|put|write|update|correct|änder\p{L}*|setz\p{L}*|schreib\p{L}*|změň\p{L}*|nastav\p{L}*|uprav\p{L}*|change[rz]?|mets|mettez|modifie[rz]?)`
const the = String.raw`(?:(?:the|our|my|main|den|die|das|unsere?n?|le|la|les|notre|nos)\s+|l['’])*`
const to = String.raw`\s*(?:to (?:say |read )?|into |be |as |in |auf |zu |na |en |par |à |:|=)\s*`

function textRule(
  slot: 'name' | 'headline' | 'lead',
  does: string,
  words: string,
  examples: string[],
  effect: string,
): Rule {
  return {
    id: slot,
    does,
    examples,
    patterns: [new RegExp(String.raw`^${change}\s+${the}(?:${words})${to}${value}$`, 'iud')],
    read({ group }) {
      const said = group('value')
      if (!said) return undefined
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
  ],
  'The heading is',
)
const name = textRule(
  'name',
  'Changes the name of the site.',
  `(?:business |company |site |shop |brand )?name|name of the (?:site|shop|business|company)|logo text|namen?|firmennamen?|název|jméno|nom`,
  [
    'Change the name to "Ember & Clay"',
    'Ändere den Namen auf "Ember & Clay"',
    'Změňte název na "Hlína"',
    'Changez le nom en "Argile"',
  ],
  'The name is',
)
const lead = textRule(
  'lead',
  'Changes the sentence below the heading.',
  `intro(?:duction)?|subtitle|sub-?heading|lead|first (?:sentence|paragraph)|text (?:below|under) the (?:title|heading|headline)|einleitung|untertitel|úvod|podtitul(?:ek)?|introduction|sous-titre`,
  [
    'Change the subtitle to "Thrown, glazed and fired by two people."',
    'Ändere die Einleitung auf "Von Hand gedreht."',
    'Změňte podtitulek na "Točeno ručně."',
  ],
  'The sentence below the heading is',
)

const fields: [Contact | 'hours', RegExp, RegExp, string][] = [
  ['email', /e-?mail|courriel/iu, /^[^\s@]+@[^\s@]+\.[^\s@]+$/u, 'e-mail address'],
  ['phone', /phone|number|telefon|nummer|číslo|téléphone|numéro/iu, /^\+?[\d\s()./-]{6,30}$/u, 'telephone number'],
  ['hours', /hours|opening|öffnungszeit|otevír|horaires/iu, /\d/u, 'opening hours'],
  ['place', /address|place|location|town|city|adresse|ort|stadt|adres|místo|lieu|ville/iu, /\p{L}/u, 'place'],
]
const contact: Rule = {
  id: 'contact',
  does: 'Changes telephone, e-mail address, place or opening hours.',
  examples: [
    'Change the phone number to +44 117 496 0999',
    'Set the opening hours to Monday to Friday 9:00-17:00',
    'Ändere die Telefonnummer auf +43 316 123456',
    'Změňte adresu na Dlouhá 5, Kolín',
    'Changez le courriel en bonjour@example.com',
  ],
  patterns: [
    new RegExp(
      String.raw`^${change}\s+${the}(?<field>(?:tele)?phone(?: number)?|number|e-?mail(?: address)?|opening hours|hours|address|place|location|town|city|telefon(?:nummer|ní číslo)?|nummer|e-?mail-?adresse|öffnungszeiten|adresse|ort|stadt|otevírací dob\p{L}+|adres[uy]|místo|téléphone|numéro(?: de téléphone)?|courriel|horaires|lieu|ville)${to}${value}$`,
      'iud',
    ),
  ],
  read({ group }, scene) {
    const [field, said] = [group('field'), group('value')]
    const row = field && fields.find(([, words]) => words.test(field.text))
    if (!row || !said) return undefined
    const [kind, , shape, called] = row
    if (!scene.hasContact) return 'The pages of this prototype show no contact.'
    if (said.text.length > lengthMax.detail) return tooLong(said, lengthMax.detail)
    if (!shape.test(said.text))
      return `${quoted(said.text)} does not look like ${kind === 'email' ? 'an' : 'a'} ${called}.`
    const edit = kind === 'hours' ? { kind, said } : { kind: 'contact' as const, field: kind, said }
    return { edits: [edit], effect: `The ${called} ${kind === 'hours' ? 'are' : 'is'} ${quoted(said.text)}.` }
  },
}

const price = String.raw`(?<price>(?:€|£|\$|CHF|EUR|USD|GBP|CZK)\s?[\d.,' ]*\d|\d[\d.,' ]*(?:,-)?\s?(?:€|£|\$|Kč|CZK|EUR|USD|GBP|CHF|euros?|pounds?|dollars?|korun\p{L}*))`
const itemIn = (scene: Scene, said: Said) =>
  scene.items.find(
    (item) => !item.isPlace && same(item.name, said.text.replace(/^(?:the|die|der|das|le|la|les)\s+/iu, '')),
  )
const known = (scene: Scene) => {
  const names = scene.items.filter(({ isPlace }) => !isPlace).map((item) => quoted(item.name))
  return names.length > 0 ? `There are: ${names.join(', ')}.` : 'None is named yet.'
}

const itemPrice: Rule = {
  id: 'price',
  does: 'Changes the price of something that is offered.',
  examples: [
    'Change the price of Latte mug to £26',
    'Latte mug should cost £26',
    'Ändere den Preis von Latte mug auf 26 €',
    'Změňte cenu Latte mug na 690 Kč',
    'Changez le prix de Latte mug en 26 €',
  ],
  patterns: [
    new RegExp(
      String.raw`^${change}\s+${the}(?:price|preis|cenu|prix)\s+(?:of |for |von |für |de |za )?${the}(?<item>.+?)${to}${price}$`,
      'iud',
    ),
    new RegExp(
      String.raw`^${the}(?<item>.+?)\s+(?:should cost|must cost|costs?|is now|soll|kostet|má stát|stojí|doit coûter|coûte)\s+${price}(?:\s+kosten)?$`,
      'iud',
    ),
  ],
  read({ group }, scene) {
    const [item, amount] = [group('item'), group('price')]
    if (!item || !amount) return undefined
    const found = itemIn(scene, item)
    if (!found) return `Nothing called ${quoted(item.text)} is offered. ${known(scene)}`
    return {
      edits: [{ kind: 'item-price', name: found.name, price: amount }],
      effect: `${quoted(found.name)} costs ${amount.text}.`,
    }
  },
}

const things = String.raw`products?|dish(?:es)?|services?|courses?|items?|topics?|treatments?|plans?|produkte?|gerichte?|leistung(?:en)?|kurse?|themen?|produkt\p{L}*|jídl\p{L}*|služb\p{L}*|kurz\p{L}*|položk\p{L}*|produits?|plats?|prestations?|cours`
const add = String.raw`(?:add|offer|füge|füg\p{L}*|ergänz\p{L}*|přidej\p{L}*|ajoute[rz]?)`
const addItem: Rule = {
  id: 'add-item',
  does: 'Adds something that is offered, with or without a price.',
  examples: [
    'Add Sugar bowl for £18',
    'Add the product "Sugar bowl"',
    'Füge das Produkt Zuckerdose für 18 € hinzu',
    'Přidejte produkt cukřenka za 320 Kč',
    'Ajoutez le produit sucrier pour 18 €',
  ],
  patterns: [
    new RegExp(
      String.raw`^${add}\s+(?:an? |the |das |den |die |le |la |un |une )?(?:(?:${things})\s+(?:called\s+)?)?${value}\s+(?:for|at|für|um|za|pour|à)\s+${price}(?:\s+hinzu)?(?:\s+to (?:the )?\p{L}+)?$`,
      'iud',
    ),
    new RegExp(
      String.raw`^${add}\s+(?:an? |the |das |den |die |le |la |un |une )?(?:${things})\s+(?:called\s+)?${value}(?:\s+hinzu)?$`,
      'iud',
    ),
  ],
  read({ group }, scene) {
    const [said, amount] = [group('value'), group('price')]
    if (!said || /\b(?:page|seite|stránk\p{L}*)\b/iu.test(said.text)) return undefined
    if (!scene.hasItems) return 'The pages of this prototype show no list of things that are offered.'
    if (said.text.length > lengthMax.name) return tooLong(said, lengthMax.name)
    if (itemIn(scene, said)) return `${quoted(said.text)} is there already.`
    if (scene.items.filter(({ isPlace }) => !isPlace).length >= 12) return 'Twelve things are shown at most.'
    const edit = { kind: 'item-add' as const, name: said, ...(amount && { price: amount }) }
    return {
      edits: [edit],
      effect: `${quoted(said.text)} is added${amount ? ` for ${amount.text}` : ', without a price'}.`,
    }
  },
}

const removing = String.raw`(?:remove|delete|drop|hide|take out|leave out|entfern\p{L}*|lösch\p{L}*|streich\p{L}*|odstraň\p{L}*|odeber\p{L}*|smaž\p{L}*|supprime[rz]?|enlève[rz]?|retire[rz]?)`
const removeItem: Rule = {
  id: 'remove-item',
  does: 'Removes something that is offered.',
  examples: [
    'Remove Serving plate',
    'Remove the product "Serving plate"',
    'Entferne Serving plate',
    'Odstraňte Serving plate',
    'Supprimez Serving plate',
  ],
  patterns: [new RegExp(String.raw`^${removing}\s+${the}(?:(?<kind>${things})\s+)?${value}$`, 'iud')],
  read({ group }, scene) {
    const said = group('value')
    if (!said) return undefined
    const found = itemIn(scene, said)
    // Without the word "product" it may still be a page.
    if (!found) return group('kind') ? `Nothing called ${quoted(said.text)} is offered. ${known(scene)}` : undefined
    return { edits: [{ kind: 'item-remove', name: found.name }], effect: `${quoted(found.name)} is removed.` }
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

export const textRules: Rule[] = [replace, title, lead, contact, itemPrice, addItem, removeItem, name]

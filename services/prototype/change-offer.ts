import { change, lengthMax, quoted, type Rule, type Scene, same, the, to, tooLong, value } from './change.ts'
import type { Said } from './said.ts'

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
    'The Latte mug is now £26',
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
      String.raw`^${the}(?<item>.+?)\s+(?:should cost|must cost|costs?|is|are|soll|sollen|kostet|kosten|má stát|stojí|doit coûter|coûtent?)\s+(?:now\s+|jetzt\s+|nun\s+|teď\s+|nyní\s+|maintenant\s+)?${price}(?:\s+kosten)?$`,
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
    'We also sell sugar bowls for £18',
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
      String.raw`^(?:we|i|wir|ich|nous|je)?\s*(?:now\s+|also\s+)*(?:sell|offer|make|have|verkaufen?|bieten?|prodáváme|nabízíme|vendons|vends|proposons)\s+(?:(?:now|also|jetzt|auch|teď|také|i|aussi)\s+)*${value}\s+(?:for|at|für|um|za|pour|à)\s+${price}(?:\s+an)?$`,
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
    'Delete the last product',
    'Entferne Serving plate',
    'Odstraňte Serving plate',
    'Supprimez Serving plate',
  ],
  patterns: [
    new RegExp(
      String.raw`^${removing}\s+${the}(?:(?<first>first|erste[nrs]?|první|premi(?:er|ère))|(?<last>last|letzte[nrs]?|poslední|derni(?:er|ère)))\s+(?:${things})$`,
      'iud',
    ),
    new RegExp(String.raw`^${removing}\s+${the}(?:(?<kind>${things})\s+)?${value}$`, 'iud'),
  ],
  read({ group }, scene) {
    const named = scene.items.filter(({ isPlace }) => !isPlace)
    const meant = group('first') ? named[0] : group('last') ? named.at(-1) : undefined
    if (meant)
      return { edits: [{ kind: 'item-remove', name: meant.name }], effect: `${quoted(meant.name)} is removed.` }
    const said = group('value')
    if (!said) return undefined
    const found = itemIn(scene, said)
    // Without the word "product" it may still be a page.
    if (!found) return group('kind') ? `Nothing called ${quoted(said.text)} is offered. ${known(scene)}` : undefined
    return { edits: [{ kind: 'item-remove', name: found.name }], effect: `${quoted(found.name)} is removed.` }
  },
}

export const offerRules: Rule[] = [itemPrice, addItem, removeItem]

import type { Rule } from './change.ts'

/** Words that tell what a wish is about, and the rules that come nearest to it. */
const near: [RegExp, string[]][] = [
  [/\b(?:undo|revert|back to|go back|rückgängig|zurück|vrátit|annuler)\b/iu, []],
  [/font|\btype|\bletters\b|schrift|písm|police/iu, ['type', 'size']],
  [/colou?r|dark|light|bright|farbe|dunk|hell|barv|tmav|couleur|sombre/iu, ['colour', 'dark-or-light']],
  [
    /headline|heading|title|überschrift|titel|nadpis|titre|top of|at the top|oben|nahoře|en haut/iu,
    ['headline', 'lead', 'size'],
  ],
  [/logo|name|jméno|název|nom\b/iu, ['name', 'colour']],
  [/pric|cost|preis|cen[auyě]|prix|£|€|\$/iu, ['price', 'add-item']],
  [
    /sold out|ausverkauft|vyprodán|épuisé|product|dish|service|course|produkt|produit/iu,
    ['add-item', 'remove-item', 'price'],
  ],
  [/photo|picture|image|bild|foto|obrázk/iu, ['pictures', 'arrangement']],
  [/phone|mail|address|hours|open|telefon|adresse|öffnung|otev|téléphone|horaire/iu, ['contact']],
  [
    /instagram|facebook|social|newsletter|map|blog|video|chat|form|section|page|seite|stránk|karte|mapa|carte/iu,
    ['add-page', 'rename-page', 'remove-page'],
  ],
  [/look|style|design|stil|vzhled|allure/iu, ['mood', 'type', 'corners']],
  [/write|text|word|sentence|say|schreib|satz|napiš|větu|écri|phrase/iu, ['replace', 'headline', 'lead']],
]
const examplesMax = 3
const general = ['replace', 'colour', 'add-page']

/** What a wish that is not understood can be answered with: that it is not, and what can be asked instead, nearest first. */
export function insteadOf(sentence: string, rules: Rule[]): string {
  const refusal = 'This is not one of the changes that are understood here.'
  const found = near.find(([words]) => words.test(sentence))?.[1]
  if (found?.length === 0) return `${refusal} An earlier version is taken back in the list of versions.`
  const examples = (found ?? general).flatMap((id) => rules.find((rule) => rule.id === id)?.examples[0] ?? [])
  const list = examples.slice(0, examplesMax).map((example) => `“${example}”`)
  return `${refusal} What can be asked: ${list.join(', ')}.`
}

import { terms } from './text.ts'
import type { Priority, Verdict } from './verdict.ts'

/** Words that announce a wish in languages without full rules; the strongest first. Our own lists. */
const cues: Record<string, [Priority, string][]> = {
  cs: [
    ['wont', 'nechci|nechceme|nepotřebuj\\p{L}*|nepotrebuj\\p{L}*|není (?:nutn\\p{L}*|potřeba)|nemusí'],
    [
      'could',
      'bylo by (?:hezké|dobré|fajn|super|pěkné|hezke|dobre)|případně|pripadne|možná|mozna|volitelně|do budoucna|časem|výhodou',
    ],
    [
      'must',
      'musí|musíme|musi|musime|nutně|nezbytn\\p{L}*|povinn\\p{L}*|(?:je|jsou) nutn\\p{L}*|je (?:nutné|potřeba|třeba)|je (?:nutne|potreba|treba)|potřebuj\\p{L}*|potrebuj\\p{L}*',
    ],
    [
      'should',
      'chci|chceme|chtěl\\p{L}* (?:by|bych|bychom)|(?:bych|bychom) (?:rád\\p{L}?|chtěl\\p{L}*|chtel\\p{L}*|potřeboval\\p{L}*)|chtel\\p{L}* (?:by|bych|bychom)|má být|mají být|měl\\p{L}? by|mel\\p{L}? by|by měl\\p{L}?|hledám\\p{L}*|hledáme|přejeme|prosíme o|aby (?:si |se )?(?:zákazní\\p{L}*|klient\\p{L}*|lidé|uživatel\\p{L}*|pacient\\p{L}*|host\\p{L}*|šl\\p{L}*|bylo|mohl\\p{L}*)|kde si (?:zákazní\\p{L}*|lidé|host\\p{L}*)|(?:zákazníci|klienti|pacienti|hosté|uživatelé|lidé) (?:si |se )?(?:můžou|mohou|budou)|možnost',
    ],
  ],
  de: [
    [
      'wont',
      '(?:brauchen?|benötigen?|wollen|will|möchten?) (?:wir |ich )?(?:kein\\p{L}*|nicht)|nicht (?:nötig|notwendig|erforderlich)|kein\\p{L}* \\p{L}+ nötig',
    ],
    [
      'could',
      '(?:schön|gut|toll|nett|super|hilfreich) wäre|wäre (?:schön|gut|toll|nett|super|hilfreich)|könnten?|eventuell|vielleicht|optional|später einmal|nice to have|in zukunft|idealerweise',
    ],
    ['must', 'muss|müssen|zwingend|unbedingt|notwendig|erforderlich|pflicht|brauchen?|benötigen?'],
    [
      'should',
      'möchten?|wollen|will|sollen?|sollten?|soll|wünschen?|hätten? gern\\p{L}*|suchen?|damit (?:kunden|kundinnen|patienten|gäste|nutzer|mitarbeiter|die)|(?:kunden|patienten|gäste|nutzer|mitarbeiter) können|können (?:kunden|patienten|gäste|nutzer|mitarbeiter)',
    ],
  ],
  fr: [
    [
      'wont',
      "n[’']avons pas besoin|n[’']ai pas besoin|ne (?:veux|voulons|souhaitons|souhaite) pas|pas (?:nécessaire|obligatoire|besoin)|inutile",
    ],
    [
      'could',
      "serait (?:bien|bon|agréable|utile|sympa|idéal|un plus)|éventuellement|peut-être|optionnel\\p{L}*|plus tard|à l[’']avenir|idéalement|pourrait|pourraient",
    ],
    [
      'must',
      'doit|doivent|devons|il faut|faudra|faudrait|obligatoire\\p{L}*|indispensable\\p{L}*|nécessaire\\p{L}*|essentiel\\p{L}*|besoin',
    ],
    [
      'should',
      'voudrais|voudrions|veux|voulons|souhaite|souhaitons|aimerais|aimerions|cherche|cherchons|devrait|devraient|recherchons|afin que|pour que|(?:les|nos|des) (?:clients|patients|utilisateurs|visiteurs) (?:peuvent|puissent|pourront)',
    ],
  ],
  // Arabic writes "and" and "so" as the first letter of the word.
  ar: [
    ['wont', '[وف]?لا (?:نريد|أريد|نحتاج|أحتاج|نرغب|حاجة)'],
    ['could', '[وف]?(?:ربما|لاحقا|لاحقًا|مستقبلا|مستقبلًا)|[وف]?(?:يستحسن|من الجيد|من الجميل)'],
    ['must', '[وف]?(?:يجب|لابد|لا بد|يلزم|نحتاج|أحتاج|ضروري)'],
    ['should', '[وف]?(?:نريد|أريد|نرغب|أرغب|نود|أود|ينبغي|نطمح|نبحث عن|أبحث عن)'],
  ],
}
const compiled = Object.fromEntries(
  Object.entries(cues).map(([code, list]) => [
    code,
    list.map(([priority, words]) => ({ priority, pattern: terms(words, 'iu') })),
  ]),
)
/** Polite openings and calls to the reader, which hold a modal verb but no wish about the product. */
const polite =
  /^\W*(?:spustit|otevřít|spuštění|eröffnung|ouverture)\b|^\W*(?:\p{L}+ )?(?:rozpočet|budget|termín dodání)\b|(?:würden? (?:uns|mich) freuen|freuen? (?:uns|mich)|können sie (?:mir|uns)|melden sie sich|rufen sie|mohli byste (?:mi|nám)|můžete (?:mi|nám)|těším|ozvěte|zavolejte|děkuj|pourriez-vous (?:me|nous)|pouvez-vous (?:me|nous)|contactez|merci)/iu

/** Whether a clause of a language without full rules holds a cue of a wish. `null` also for languages without a list. */
export function judgeBasic(clause: string, language: string, hasProduct = false): Verdict | null {
  if (polite.test(clause)) return null
  for (const { priority, pattern } of compiled[language] ?? []) {
    const found = pattern.exec(clause)
    if (found) return { priority, rule: 'cue', from: found.index + found[0].length }
  }
  const acts = hasProduct ? capable[language]?.exec(clause) : undefined
  return acts ? { priority: 'should', rule: 'capability', from: acts[0].length - acts[1]!.length } : null
}

/** What people do with a product, once one is named: "zákazníci si vyberou glazuru", "die Gäste buchen", "les clients paient". */
const capable: Record<string, RegExp> = {
  cs: /^\W*(?:zákazní\p{L}+|klient\p{L}*|pacient\p{L}*|host(?:é|i)|uživatel\p{L}*|student\p{L}*|rodič\p{L}*|lidé|zaměstnanc\p{L}*)\s(?:si\s|se\s|pak\s)*((?:vyber|vybír|zaplat|objedn|rezerv|uvid|vid|dostan|pošl|nahra|přihlás|zad|sprav|najd)\p{L}*)(?=\P{L})/iu,
  de: /^\W*(?:die\s|unsere\s)?(?:kund(?:en|innen)|gäste|patienten|nutzer|mitarbeiter|mitglieder|besucher|eltern|mandanten|schüler)\s(?:dann\s)?((?:wählen|buchen|bestellen|bezahlen|laden|sehen|erhalten|bekommen|verwalten|finden|reservieren|melden))(?=\P{L})/iu,
  fr: /^\W*(?:les\s|nos\s)?(?:clients|patients|visiteurs|utilisateurs|lecteurs|membres|élèves|parents|employés)\s((?:choisissent|réservent|commandent|paient|payent|voient|reçoivent|gèrent|téléchargent|trouvent|envoient))(?=\P{L})/iu,
}

/** Languages with a list of cues. */
export const basicLanguages = Object.keys(cues)

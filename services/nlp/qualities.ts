import type { Analysis } from './contract.ts'
import type { Need } from './needs.ts'
import { quotePart, type Sentence, terms } from './text.ts'

type Qualities = NonNullable<Analysis['qualities']>
type Constraints = NonNullable<Analysis['constraints']>

/** Words of a wish that ask how well it must work rather than what it does. English, with the plainest of cs, de, fr. */
const qualityWords: [Qualities[number]['kind'], RegExp][] = [
  [
    'privacy',
    terms(
      'gdpr|dsgvo|rgpd|privacy|personal data|data protection|only (?:see|show) their own|to its owner only|(?:must|should|may) (?:not|never|only) (?:be )?(?:see|seen|show|shown|visible)|nobody (?:\\p{L}+ ){0,4}(?:may|should|must|can) see|osobní\\p{L}* údaj\\p{L}*|datenschutz\\p{L}*|données personnelles',
      'iu',
    ),
  ],
  [
    'security',
    terms(
      'secure\\p{L}*|security|encrypt\\p{L}*|two-?factor|2fa|back-?ups?|audit (?:log|trail)|access rights|zabezpeč\\p{L}*|šifrov\\p{L}*|verschlüssel\\p{L}*|sicherheit|sicher|sécuris\\p{L}*|chiffr\\p{L}*',
      'iu',
    ),
  ],
  [
    'performance',
    terms(
      'fast|quick(?:ly)?|within (?:a|one|two|\\d+) (?:milli)?seconds?|in under (?:a|one|two|\\d+) seconds?|response time|load(?:s|ing)? time|concurrent|at the same time|not be slow|rychl\\p{L}*|schnell\\p{L}*|rapide\\p{L}*',
      'iu',
    ),
  ],
  [
    'accessibility',
    terms(
      'accessib(?:le|ility)|wcag(?: \\d\\.\\d)?|screen ?readers?|cannot see well|blind|visually impaired|large print|letters big|big letters|colou?r-?blind|přístupn\\p{L}*|nevidom\\p{L}*|barrierefrei\\p{L}*|accessible\\p{L}*|malvoyant\\p{L}*',
      'iu',
    ),
  ],
  [
    'offline',
    terms(
      'off-?line|without (?:an? )?(?:internet|connection|network|signal|wi-?fi|reception)|even without|no (?:internet|signal|connection|reception)|bez internetu|ohne internet|hors ligne',
      'iu',
    ),
  ],
  [
    'localisation',
    terms(
      '(?:in|into|speak) (?:english|german|czech|french|polish|spanish|italian|slovak|ukrainian|russian|arabic|welsh|dutch)|(?:two|three|four|five|six|several|more) languages|multilingual|bilingual|second language|translat(?:e|ed|ion)s?|anglicky|česky|německy|v angličtině|auf (?:englisch|deutsch|französisch|tschechisch)|mehrsprachig\\p{L}*|en (?:français|anglais|allemand)|multilingue',
      'iu',
    ),
  ],
  [
    'usability',
    terms(
      '(?:easy|simple|simply|intuitive) to|(?:really|very|dead|as) (?:simple|easy)|user[- ]friendly|be (?:simple|easy|calm)|without (?:a manual|training|a programmer|calling anybody)|on (?:a |their )?(?:phones?|tablets?|mobile)|jednoduch\\p{L}*|einfach\\p{L}*|simple à|facile\\p{L}*',
      'iu',
    ),
  ],
]
const constraintWords: [Constraints[number]['kind'], RegExp][] = [
  [
    'hosting',
    terms(
      '(?:stored|kept|hosted|stay|remain|servers?) (?:only )?(?:in|within|on) (?:the )?(?:eu|european union|uk|united kingdom|germany|switzerland|austria|france|czech republic|country|our own servers?|premises)|on our own servers?|on[- ]premises?|in (?:deutschland|der schweiz|österreich|der eu) (?:gespeichert|gehostet)|hébergé\\p{L}* en|uložen\\p{L}* v',
      'iu',
    ),
  ],
  [
    'legal',
    terms(
      'gdpr|dsgvo|rgpd|hipaa|wcag(?: \\d\\.\\d)?(?: aa)?|by law|legal(?:ly)? required|regulation|age check|podle zákona|gesetzlich\\p{L}*|obligation légale',
      'iu',
    ),
  ],
  [
    'technology',
    terms(
      '(?:integrat\\p{L}*|connect\\p{L}*|work|interface|sync\\p{L}*|run|based|built) (?:with|to|on|in|inside|for) (?:our |the |their |an? |my )*(?:\\p{Lu}[\\p{L}\\d]+|till|erp|accounting|back office|booking software|warehouse system|cms|existing (?:system|software|database)|old laptops|android|ios)|export (?:it )?to (?:excel|\\p{Lu}\\p{L}+)|import from (?:our |the )?(?:old )?(?:excel|\\p{Lu}\\p{L}+)',
      'u',
    ),
  ],
]
const perKindMax = 5

/** Wishes that say how well it must work. A wish may ask for several things at once. */
export function findQualities(needs: readonly Need[]): Qualities {
  return qualityWords.flatMap(([kind, pattern]) =>
    needs
      .filter((n) => n.priority !== 'wont' && pattern.test(n.evidence.text))
      .slice(0, perKindMax)
      .map(({ evidence }) => ({ kind, evidence })),
  )
}

/** What is fixed: wishes that name a law, a place or a system, and sentences that name an amount or a date as limit. */
export function findConstraints(
  needs: readonly Need[],
  sentences: readonly Sentence[],
  { cues, entities }: Pick<Analysis, 'cues' | 'entities'>,
): Constraints {
  const ofWishes = constraintWords.flatMap(([kind, pattern]) =>
    needs
      .filter((n) => n.priority !== 'wont' && pattern.test(n.evidence.text))
      .slice(0, perKindMax)
      .map(({ evidence }) => ({ kind, evidence })),
  )
  const limits = [
    ['budget', 'budget', 'money'],
    ['time', 'deadline', 'date'],
  ] as const
  const ofCues = limits.flatMap(([kind, cue, entity]) =>
    sentences
      .map((sentence) => quotePart(sentence))
      .filter(
        (q) =>
          cues.some((c) => c.kind === cue && c.evidence.source === q.source && c.evidence.start === q.start) &&
          entities.some(
            (e) =>
              e.kind === entity &&
              e.evidence.source === q.source &&
              e.evidence.start >= q.start &&
              e.evidence.end <= q.end,
          ),
      )
      .slice(0, perKindMax)
      .map((evidence) => ({ kind, evidence })),
  )
  return [...ofWishes, ...ofCues]
}

import { readFileSync } from 'node:fs'
import type { Results } from '#contracts/orchestrator'
import { apart } from './pdf-text.ts'

/** A new language is a new file in `offer-texts/` and one word here. */
export const languages = ['en', 'cs', 'de', 'fr', 'ar'] as const
export type Language = (typeof languages)[number]
type Frame = typeof import('./offer-texts/en.json')
export type Texts = Pick<Frame, 'locale' | 'frame' | 'kind' | 'complexity'> & { phrases: Record<string, string> }

const read = new Map<Language, Texts>()
export function textsOf(language: Language): Texts {
  let texts = read.get(language)
  if (!texts) {
    texts = JSON.parse(readFileSync(new URL(`./offer-texts/${language}.json`, import.meta.url), 'utf8')) as Texts
    read.set(language, texts)
  }
  return texts
}

/** The language the request was answered in, or English where the offer has no words for it. */
export function languageOf(asked: string | undefined, analysis: Results['analysis']): Language {
  const wanted = asked ?? analysis?.language.code
  return languages.find((language) => language === wanted) ?? 'en'
}

const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
const patterns = new Map<string, RegExp>()
function patternOf(phrase: string): RegExp {
  const known = patterns.get(phrase)
  if (known) return known
  const escaped = phrase.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
  const pattern = new RegExp(`^${escaped.replace(/\{(\w+)\}/g, '(?<$1>.+?)')}$`, 'su')
  patterns.set(phrase, pattern)
  return pattern
}

export type Words = ReturnType<typeof openWords>

/** Everything the offer says in one language: its own sentences, numbers and dates, and what other services wrote in English. */
export function openWords(language: Language, currency: string) {
  const { locale, frame, kind, complexity, phrases } = textsOf(language)
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const digits = money.resolvedOptions().maximumFractionDigits ?? 2
  const long = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const short = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const number = new Intl.NumberFormat(locale)
  const currencyName = new Intl.DisplayNames(locale, { type: 'currency' })
  let isWhole = true
  const isRtl = language === 'ar'
  /** In a line from right to left a currency such as US$ would fall apart into $US: its sign follows the line and its letters do not. */
  const inOrder = (parts: { type: string; value: string }[]): string =>
    parts.map(({ type, value }) => (isRtl && type === 'currency' ? apart(value) : value)).join('')

  /** Our own sentences of other services, by their English text; what is not among them is somebody's words and stays as it is. */
  function phrase(text: string, values: Record<string, string> = {}): string {
    const same = phrases[text]
    if (same) return same
    for (const [english, own] of Object.entries(phrases)) {
      if (!english.includes('{')) continue
      const groups = patternOf(english).exec(text)?.groups
      if (groups) {
        const inner = Object.entries(groups).map(([name, value]) => [name, apart(value)])
        return fill(own, { ...Object.fromEntries(inner), ...values })
      }
    }
    return apart(text)
  }

  return {
    language,
    isRtl,
    say: (key: keyof Texts['frame'], values: Record<string, string> = {}): string => fill(frame[key], values),
    kind: (of: keyof Texts['kind']): string => kind[of],
    complexity: (of: keyof Texts['complexity']): string => complexity[of],
    phrase,
    /** A sentence of ours that has to be in the language of the offer: where it is not, the offer says so. */
    ours(text: string, values?: Record<string, string>): string {
      const said = phrase(text, values)
      if (language !== 'en' && said === apart(text)) isWhole = false
      return said
    },
    quote: (text: string): string => {
      const [open, close] = { en: '“”', cs: '„“', de: '„“', fr: '«»', ar: '«»' }[language]
      const gap = language === 'fr' ? '\u00a0' : ''
      return `${open}${gap}${apart(text)}${gap}${close}`
    },
    /** A name cut out of somebody's sentence, as the beginning of a line. */
    name: (text: string): string => apart(text.replace(/^\p{Ll}/u, (first) => first.toLocaleUpperCase(locale))),
    money: (minor: number): string => inOrder(money.formatToParts(minor / 10 ** digits)),
    /** Both ends of a range in whole units, the currency once where the language writes it so. */
    span: (from: number, to: number): string =>
      inOrder(
        new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 }).formatRangeToParts(
          from / 10 ** digits,
          to / 10 ** digits,
        ),
      ),
    currency: () => `${currencyName.of(currency)} (${currency})`,
    number: (value: number): string => number.format(value),
    day: (date: string): string => long.format(new Date(date)),
    shortDay: (date: string): string => short.format(new Date(date)),
    isWhole: () => isWhole,
  }
}

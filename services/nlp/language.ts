import type { Analysis, Source } from './contract.ts'
import { functionWords, type KnownLanguage } from './lexicon-function-words.ts'
import { wordsOf } from './text.ts'

export type Language = Analysis['language']

/** Languages that the n-gram detector may answer; fewer candidates make short texts safer. */
const candidates = ['en', 'cs', 'de', 'fr', 'es', 'ru', 'uk', 'pl']
/** Languages written in Arabic letters. Only Arabic is answered; the others stand beside it so that they are not taken for it. */
const arabicScript = ['ar', 'fa', 'ur', 'ku']
const sampleChars = 6_000
const round = (n: number): number => Math.round(n * 100) / 100

/**
 * The language of a text. Function words decide when they speak clearly, which is the usual case and needs no model;
 * otherwise the n-gram detector `eld` is loaded (some 130 MB, a quarter of a second). Below three words the confidence stays ≤ 0.3,
 * and a hint (the language of the page the visitor used) wins.
 */
export async function detectLanguage(text: string, hint?: string): Promise<Language> {
  const words = wordsOf(text.slice(0, sampleChars)).filter((w) => /\p{L}/u.test(w.text))
  const code = hint?.slice(0, 2).toLowerCase()
  const hinted = code && /^[a-z]{2}$/.test(code) ? code : undefined
  if (words.length === 0)
    return { code: hinted ?? 'other', confidence: 0, method: hinted ? 'hint, no words to read' : 'no words to read' }
  const counted = byFunctionWords(words.map((w) => w.lower))
  if (counted) return counted
  const guessed = await byNgrams(text.slice(0, sampleChars), words.length)
  if (words.length < 3 && hinted) return { code: hinted, confidence: 0.3, method: 'hint, fewer than three words' }
  if (guessed.code === 'other' && hinted && !isOtherScript(text))
    return { code: hinted, confidence: 0.3, method: 'hint, the text does not tell' }
  return guessed
}

/** The language of the source that weighs most: the description before the voice before documents, if it has words enough. */
export function mainSource(sources: readonly Source[]): Source | undefined {
  const order = { description: 0, voice: 1, document: 2 }
  const byWeight = [...sources].sort((a, b) => order[a.kind] - order[b.kind])
  return byWeight.find((s) => wordsOf(s.text.slice(0, 400)).length >= 6) ?? byWeight.find((s) => /\p{L}/u.test(s.text))
}

function byFunctionWords(lower: string[]): Language | undefined {
  const ranked = Object.entries(functionWords)
    .map(([code, set]) => ({ code: code as KnownLanguage, hits: lower.reduce((n, w) => n + (set.has(w) ? 1 : 0), 0) }))
    .sort((a, b) => b.hits - a.hits)
  const [first, second] = ranked
  const isClear =
    first && second && first.hits >= 3 && first.hits >= 1.6 * second.hits && first.hits >= 0.18 * lower.length
  if (!isClear) return undefined
  const lead = (first.hits - second.hits) / first.hits
  const confidence = Math.min(0.99, 0.6 + 0.3 * lead + Math.min(0.09, lower.length / 500))
  return { code: first.code, confidence: round(confidence), method: 'function words' }
}

async function byNgrams(text: string, words: number): Promise<Language> {
  const { eld } = await import('eld/small')
  const detector = eld.newInstance()
  const isArabic = isMostly(/\p{Script=Arabic}/gu, text)
  const subset = isArabic ? arabicScript : candidates
  detector.setLanguageSubset(subset)
  const result = detector.detect(text)
  const method = `eld/small 2.1.0, ${isArabic ? 'four languages in Arabic letters' : 'eight languages'}`
  const isForeign = isArabic ? result.language !== 'ar' : isOtherScript(text)
  if (!result.language || isForeign) return { code: 'other', confidence: 0, method }
  const scores = Object.values(result.getScores()).sort((a, b) => b - a)
  const margin = scores[0] ? (scores[0] - (scores[1] ?? 0)) / scores[0] : 0
  const most = words < 3 ? 0.3 : result.isReliable() ? 0.9 : 0.5
  return { code: result.language, confidence: round(Math.min(most, 0.35 + margin)), method }
}

/** Mostly letters of a script that none of the candidates uses. */
const isOtherScript = (text: string): boolean => !isMostly(/[\p{Script=Latin}\p{Script=Cyrillic}]/gu, text)

/** Whether half of the letters, or more, are of a script. */
function isMostly(script: RegExp, text: string): boolean {
  const sample = text.slice(0, sampleChars)
  const letters = sample.match(/\p{L}/gu) ?? []
  return (sample.match(script) ?? []).length >= letters.length / 2
}

import { rateComplexity } from './complexity.ts'
import type { Analysis, Source } from './contract.ts'
import { findCues, sentimentOf } from './cues.ts'
import { findEntities } from './entities.ts'
import { findFeatures } from './features.ts'
import { findIndustry } from './industry.ts'
import { findKeywords } from './keywords.ts'
import { findKind } from './kind.ts'
import { detectLanguage, type Language, mainSource } from './language.ts'
import { findNeeds } from './needs.ts'
import { basicLanguages } from './needs-basic.ts'
import { findConstraints, findQualities } from './qualities.ts'
import { findQuestions } from './questions.ts'
import { splitSentences } from './sentences.ts'
import { summarise } from './summary.ts'
import type { Sentence } from './text.ts'
import { findUsers } from './users.ts'

export type AnalyseInput = { language?: string; sources: Source[] }

/** Name and version of the rule set, raised whenever the same input may give another result. */
export const rules = 'statex-rules/2'
/** Text beyond this is not read; a novel is no request. The result says so. In UTF-16 code units, all sources together. */
export const charsMax = 400_000

/**
 * Reads all sources of a request and returns what they say, every statement with the words it comes from. Uses rules and
 * word lists only: no network, no clock, no chance; the same input gives the same result. English gets full depth, other
 * languages `basic`. Little text gives a thin result with low confidence, never padding.
 */
export async function analyse(input: AnalyseInput): Promise<Analysis> {
  return (await analyseCounting(input)).analysis
}

/** The same, with the number of statements that are not listed, and the sources as they were read. */
export async function analyseCounting(
  input: AnalyseInput,
): Promise<{ analysis: Analysis; leftOut: number; sources: Source[] }> {
  const { sources, isCut } = readable(input.sources)
  const language = await languageOf(sources, input.language)
  const sentences = await sentencesOf(sources, language)
  const { needs, leftOut: needsLeftOut } = findNeeds(sentences)
  const { features, leftOut: featuresLeftOut } = findFeatures(needs)
  const leftOut = needsLeftOut + featuresLeftOut
  const [entities, cues] = [findEntities(sources), findCues(sentences)]
  const read = {
    language,
    depth: language.code === 'en' ? ('full' as const) : ('basic' as const),
    summary: summarise(sentences, needs),
    industry: findIndustry(sentences),
    kind: findKind(sentences, needs),
    targetUsers: findUsers(sentences, needs),
    needs: needs.map(({ priority, evidence }) => ({ text: tidy(evidence.text), priority, evidence })),
    features,
    entities,
    qualities: findQualities(needs),
    constraints: findConstraints(needs, sentences, { cues, entities }),
    keywords: findKeywords(sentences),
    cues,
    sentiment: sentimentOf(sentences),
  }
  const text = sources.map((s) => s.text).join('\n')
  const openQuestions = findQuestions({ ...read, text, leftOut })
  const method = `${rules}, ${read.depth}${isCut ? `, read the first ${charsMax} characters` : ''}`
  const confidence = confidenceIn(read, sentences)
  return {
    analysis: { ...read, complexity: rateComplexity(read), openQuestions, method, confidence },
    leftOut,
    sources,
  }
}

const sourceOrder = { description: 0, voice: 1, document: 2 }

/** The description weighs first, so it is read first; where two sources say the same, its words are the ones quoted. */
function readable(all: readonly Source[]): { sources: Source[]; isCut: boolean } {
  const sources: Source[] = []
  let left = charsMax
  let isCut = false
  for (const source of [...all].sort((a, b) => sourceOrder[a.kind] - sourceOrder[b.kind])) {
    // Cutting keeps offsets true, because it only drops the end.
    const text = source.text.length > left ? source.text.slice(0, left) : source.text
    isCut ||= text.length < source.text.length
    left -= text.length
    if (text.trim()) sources.push({ ...source, text })
  }
  return { sources, isCut }
}

async function languageOf(sources: Source[], hint: string | undefined): Promise<Language> {
  return detectLanguage(mainSource(sources)?.text ?? '', hint)
}

async function sentencesOf(sources: Source[], main: Language): Promise<Sentence[]> {
  const lists: Sentence[][] = []
  for (const source of sources) {
    const own = source === mainSource(sources) ? main : await detectLanguage(source.text, main.code)
    lists.push(splitSentences(source, own.code))
  }
  return lists.flat()
}

/** One line, with single spaces; the words stay as they are. */
const tidy = (text: string): string => text.replace(/\s+/gu, ' ').trim()

/** How far the result may be trusted: enough text, wishes found, a language we read in depth, a clear line of business. */
function confidenceIn(
  read: Pick<Analysis, 'needs' | 'depth' | 'features' | 'industry' | 'kind' | 'language'>,
  sentences: readonly Sentence[],
): number {
  const words = sentences.reduce((n, s) => n + s.words.length, 0)
  if (words === 0 || read.needs.length === 0) return words === 0 ? 0 : 0.1
  const text = Math.min(1, words / 80)
  const found = Math.min(1, read.features.length / 5)
  const clear = (read.industry.confidence + read.kind.confidence) / 2
  const most = read.depth === 'full' ? 0.9 : basicLanguages.includes(read.language.code) ? 0.55 : 0.3
  return Math.round(most * (0.35 * text + 0.4 * found + 0.25 * clear) * 100) / 100
}

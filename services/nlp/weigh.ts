import type { Claims } from './claims.ts'
import { rateComplexity } from './complexity.ts'
import type { Analysis, Feature, ModelPart, Quote } from './contract.ts'
import { featuresMax } from './features.ts'
import { type Material, quoteIn, withinQuote } from './material.ts'
import { findQuestions } from './questions.ts'
import { strangersIn } from './strangers.ts'

type Dropped = ModelPart['dropped'][number]['what']
type Claim = { source: string; quote: string }
const quoteCharsMax = 600
const nameCharsMax = 64
const perListMax = 80
const questionsMax = 12
const model = { foundBy: 'model' as const }

/** Counts what is taken over and what is not. */
function openTally() {
  const dropped = new Map<Dropped, number>()
  let kept = 0
  return {
    keep: () => void kept++,
    drop: (what: Dropped) => void dropped.set(what, (dropped.get(what) ?? 0) + 1),
    result: () => ({ kept, dropped: [...dropped].map(([what, count]) => ({ what, count })) }),
  }
}

/** How a model's claims are checked: each keeps the place its words have in the input, or is dropped and counted. */
function openCheck(material: Material) {
  const tally = openTally()
  const verified = (claim: Claim, what: Dropped): Quote | undefined => {
    const found = claim.quote.length <= quoteCharsMax ? quoteIn(material, claim.quote, claim.source) : undefined
    if (found) tally.keep()
    else tally.drop(what)
    return found
  }
  return { ...tally, verified }
}
type Check = ReturnType<typeof openCheck>

const isSame = (a: Quote, b: Quote) => a.source === b.source && a.start < b.end && b.start < a.end
const tidy = (text: string) => text.replace(/\s+/gu, ' ').trim()

/** What the rules found, and what a model found beside it. Where both speak of the same words, full rules go first and basic rules give way. */
function joined<R extends { evidence: Quote }>(
  byRules: readonly R[],
  byModel: readonly R[],
  isFull: boolean,
  overlap: (a: R, b: R) => boolean,
): R[] {
  const alone: R[] = []
  for (const item of byModel.slice(0, perListMax)) if (!alone.some((a) => overlap(a, item))) alone.push(item)
  return isFull
    ? [...byRules, ...alone.filter((item) => !byRules.some((r) => overlap(r, item)))]
    : [...byRules.filter((r) => !alone.some((item) => overlap(r, item))), ...alone]
}
const sameWords = (a: { evidence: Quote }, b: { evidence: Quote }) => isSame(a.evidence, b.evidence)

type Wish = { need: Analysis['needs'][number]; feature?: Omit<Feature, 'id'> & { nameQuote: Quote } }

function wishes(claims: Claims['statements'], material: Material, check: Check): Wish[] {
  return claims.flatMap((claim) => {
    const evidence = check.verified(claim, 'statement')
    if (!evidence) return []
    const { category, priority } = claim
    const need = { text: tidy(evidence.text), priority, evidence, ...model }
    const nameQuote = claim.name.length <= nameCharsMax ? withinQuote(material, claim.name, evidence) : undefined
    if (!nameQuote) {
      check.drop('name')
      return [{ need }]
    }
    return [{ need, feature: { name: tidy(nameQuote.text), category, priority, evidence, nameQuote, ...model } }]
  })
}

/** Where the name of a feature stands: two features of one sentence have one quote, but two names. */
const namePlace = (material: Material, feature: { name: string; evidence: Quote; nameQuote?: Quote }): Quote =>
  feature.nameQuote ?? withinQuote(material, feature.name, feature.evidence) ?? feature.evidence

function joinedFeatures(rules: Analysis, found: Wish[], material: Material, isFull: boolean): Feature[] {
  type Draft = Omit<Feature, 'id'> & { nameQuote?: Quote }
  const byModel: Draft[] = found.flatMap(({ feature }) => feature ?? [])
  const all = joined<Draft>(rules.features, byModel, isFull, (a, b) =>
    isSame(namePlace(material, a), namePlace(material, b)),
  )
  return all.slice(0, featuresMax).map(({ nameQuote: _, ...feature }, i) => ({ ...feature, id: `f${i + 1}` }))
}

/** Whether words can be what a model calls them at all. */
const couldBe: Partial<Record<Analysis['entities'][number]['kind'], RegExp>> = {
  email: /^\S+@\S+\.\S+$/u,
  url: /^\S+\.\S+$/u,
  phone: /(?:\d.*){6}/su,
  money: /\p{N}|\p{L}{3}/u,
  quantity: /\p{N}|\p{L}{3}/u,
  date: /\p{N}|\p{L}{3}/u,
}

function entitiesIn(claims: Claims['entities'], check: Check): Analysis['entities'] {
  return claims.flatMap((claim) => {
    if (couldBe[claim.kind] && !couldBe[claim.kind]!.test(claim.quote)) {
      check.drop('entity')
      return []
    }
    const evidence = check.verified(claim, 'entity')
    return evidence ? [{ kind: claim.kind, text: tidy(evidence.text), evidence, ...model }] : []
  })
}

function questionsIn(claims: Claims['questions'], material: Material, check: Check): Analysis['openQuestions'] {
  const known = material.parts.map((p) => p.source.text)
  return claims.flatMap((claim) => {
    const isOwn = claim.question.length > 300 || strangersIn(claim.question, known).length > 0
    if (isOwn || !claim.question.trim()) {
      check.drop('question')
      return []
    }
    const because = check.verified(claim, 'question')
    if (!because) return []
    return [{ question: tidy(claim.question), why: `“${tidy(because.text)}”`, ...model }]
  })
}

/** A judgement of a model is worth something between certain and open: it names its words, but nobody measured how often it is right. */
const modelConfidence = 0.6

function judged<J extends { value: string; confidence: number; evidence: Quote[] }>(
  rules: J,
  claim: Claim & { value: string },
  open: string,
  check: Check,
): J {
  // Without words behind it, "unknown" is no claim and anything else is none that counts.
  if (claim.value === open) return rules
  const evidence = check.verified(claim, 'judgement')
  if (!evidence || claim.value === rules.value) return rules
  return rules.confidence >= modelConfidence
    ? rules
    : { ...rules, value: claim.value, confidence: modelConfidence, evidence: [evidence] }
}

/** What the rules thought stays in sight. */
function withAlternative(rules: Analysis['industry'], now: Analysis['industry']): Analysis['industry'] {
  if (now.value === rules.value || rules.value === 'other') return now
  const { value, confidence } = rules
  return { ...now, alternatives: [{ value, confidence }, ...now.alternatives.filter((a) => a.value !== now.value)] }
}

export type Weighed = { analysis: Analysis; kept: number; dropped: ModelPart['dropped'] }

/**
 * Joins what a model claims with what the rules found. Only claims whose words stand in the input are taken over; offsets are found here, never believed. What follows from
 * the findings, complexity and open questions, is worked out anew.
 */
export function weigh(rules: Analysis, claims: Claims, material: Material, leftOut: number): Weighed {
  const check = openCheck(material)
  const isFull = rules.depth === 'full'
  const found = wishes(claims.statements, material, check)
  const summary = claims.summary.slice(0, 3).flatMap((claim) => check.verified(claim, 'summary') ?? [])
  const users = claims.users.flatMap((claim) => {
    const whole = check.verified(claim, 'user')
    const name = whole && withinQuote(material, claim.name, whole)
    if (whole && !name) check.drop('name')
    return name ? [{ name: tidy(name.text), evidence: whole, ...model }] : []
  })
  const kinds = <K>(list: (Claim & { kind: K })[], what: Dropped) =>
    list.flatMap((claim) => {
      const evidence = check.verified(claim, what)
      return evidence ? [{ kind: claim.kind, evidence, ...model }] : []
    })
  const sameKind = (a: { kind: unknown; evidence: Quote }, b: { kind: unknown; evidence: Quote }) =>
    a.kind === b.kind && isSame(a.evidence, b.evidence)
  const { openQuestions: _, complexity: __, confidence, method, ...before } = rules
  const read = {
    ...before,
    summary: summary.length > 0 && (!isFull || rules.summary.length === 0) ? summary : rules.summary,
    kind: judged(rules.kind, claims.kind, 'general', check),
    industry: withAlternative(rules.industry, judged(rules.industry, claims.industry, 'other', check)),
    targetUsers: joined<Analysis['targetUsers'][number]>(
      rules.targetUsers,
      users,
      true,
      (a, b) => a.name.toLowerCase() === b.name.toLowerCase(),
    ),
    needs: joined<Analysis['needs'][number]>(
      rules.needs,
      found.map((w) => w.need),
      isFull,
      sameWords,
    ),
    features: joinedFeatures(rules, found, material, isFull),
    entities: joined<Analysis['entities'][number]>(rules.entities, entitiesIn(claims.entities, check), true, sameWords),
    qualities: joined(rules.qualities ?? [], kinds(claims.qualities, 'quality'), true, sameKind),
    constraints: joined(rules.constraints ?? [], kinds(claims.constraints, 'constraint'), true, sameKind),
  }
  const text = material.parts.map((p) => p.source.text).join('\n')
  const openQuestions = [
    ...findQuestions({ ...read, text, leftOut }),
    ...questionsIn(claims.questions, material, check),
  ].slice(0, questionsMax)
  const analysis = { ...read, complexity: rateComplexity(read), openQuestions, method, confidence }
  return { analysis, ...check.result() }
}

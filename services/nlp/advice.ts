import { opportunities, type Rule, risks, technology } from './advice-rules.ts'
import type { Analysis, Insights, Quote } from './contract.ts'

export const adviceRules = 'statex-advice/1'
const quotesMax = 3
const perListMax = 8

/**
 * Proposals that follow from an analysis: technology, risks with a mitigation, opportunities. Each is ours and marked
 * as such, and carries the words of the input that called for it; without such words there is no advice.
 */
export function advise(analysis: Analysis): Insights {
  const apply = <R extends Rule>(rules: readonly R[]) =>
    rules
      .map((rule) => ({ rule, because: distinct(rule.because(analysis)) }))
      .filter(({ because }) => because.length > 0)
      .slice(0, perListMax)
  return {
    technology: apply(technology).map(({ rule, because }) => ({ text: rule.text, because, source: 'proposal' })),
    risks: apply(risks).map(({ rule, because }) => ({
      text: rule.text,
      mitigation: rule.mitigation,
      because,
      source: 'proposal',
    })),
    opportunities: apply(opportunities).map(({ rule, because }) => ({ text: rule.text, because, source: 'proposal' })),
    method: adviceRules,
  }
}

function distinct(quotes: readonly Quote[]): Quote[] {
  const seen = new Map(quotes.map((q) => [`${q.source} ${q.start} ${q.end}`, q]))
  return [...seen.values()].slice(0, quotesMax)
}

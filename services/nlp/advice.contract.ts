import { type Static, T } from '#platform/contract'
import { Quote } from './terms.contract.ts'

/** Advice is a proposal of ours, marked as such, and says which words of the input led to it. */
export const Advice = T.Object({ text: T.String(), because: T.Array(Quote), source: T.Literal('proposal') })

export const Insights = T.Object({
  technology: T.Array(Advice),
  risks: T.Array(
    T.Object({ text: T.String(), mitigation: T.String(), because: T.Array(Quote), source: T.Literal('proposal') }),
  ),
  opportunities: T.Array(Advice),
  method: T.String(),
})
export type Insights = Static<typeof Insights>

import { type AnalyseInput, analyseCounting } from './analyse.ts'
import type { Claims } from './claims.ts'
import type { Analysis, Source } from './contract.ts'
import { type MaterialOptions, materialOf } from './material.ts'
import { type Weighed, weigh as weighClaims } from './weigh.ts'

export { joinInputs } from './summary-page.ts'

// All run in the sandbox: they search in texts of strangers.

export type ByRules = {
  analysis: Analysis
  leftOut: number
  sources: Source[]
  material?: { text: string; charsRead: number }
}

/** The analysis by rules, and what a model may be shown of the input when one is to be asked. */
export async function readByRules({
  input,
  options,
}: {
  input: AnalyseInput
  options?: MaterialOptions
}): Promise<ByRules> {
  const read = await analyseCounting(input)
  if (!options) return read
  const { text, charsRead } = materialOf(read.sources, read.analysis.entities, options)
  return { ...read, material: { text, charsRead } }
}

/** The analysis with what a model claimed, as far as its words stand in the input. The material is made again, as it was. */
export async function weigh({
  read,
  claims,
  options,
}: {
  read: ByRules
  claims: Claims
  options: MaterialOptions
}): Promise<Weighed> {
  const { analysis, leftOut, sources } = read
  return weighClaims(analysis, claims, materialOf(sources, analysis.entities, options), leftOut)
}

import { type Asked, amountsOf, askModel } from '#platform/ask-model'
import { runInSandbox, type SandboxLimits } from '#platform/sandbox'
import type { TaskRun, Work } from '#platform/service'
import type { AnalyseInput } from '../analyse.ts'
import { Claims } from '../claims.ts'
import type { Analysis, ModelPart, nlp } from '../contract.ts'
import type { MaterialOptions } from '../material.ts'
import { prompts } from '../prompts.ts'
import type { ByRules } from '../read-request.ts'
import type { Needs } from '../service-needs.ts'
import type { Weighed } from '../weigh.ts'

/** Node.js, our word lists and, for texts whose language is not plain, the n-gram tables (measured: 95 MB, with them 222 MB). A child above half of this is not kept warm. */
const memoryMbMax = 512
const room = new URL('../read-request.ts', import.meta.url)
const bounds = (tenant: string, { signal, key }: TaskRun): SandboxLimits => ({
  timeoutMs: 45_000,
  memoryMbMax,
  signal,
  party: [tenant, key],
})
/** Share of a question's tokens that the material may have, at four characters each: the rest is for the answer and one repair. */
const materialShare = 0.4

/**
 * Analyses the text by rules, in a process of its own, so that neither a hostile text nor the memory of the word lists burdens the platform. Where models are
 * configured, one is asked then; what it claims is checked against the input in the same kind of process, and the result by rules stands when it gives nothing.
 */
export const analyse: Work<typeof nlp, 'analyse', Needs> = async (input, ctx, run) => {
  const { models } = ctx.adapters
  const { modelTokensMax, modelRedact } = ctx.config
  const options: MaterialOptions = {
    charsMax: Math.floor(modelTokensMax * 4 * materialShare),
    isRedacted: modelRedact,
  }
  const read = await runInSandbox<{ input: AnalyseInput; options?: MaterialOptions }, ByRules>(
    room,
    'readByRules',
    { input, ...(models && { options }) },
    bounds(ctx.tenant, run),
  )
  const { material } = read
  if (!models || !material?.text.trim()) return read.analysis
  run.progress(0.3, 'by rules')
  const question = { prompt: prompts.analyse, material: material.text, schema: Claims }
  const asked = await askModel(models, question, ctx, {
    signal: run.signal,
    onProgress: (characters) => run.progress(0.5, `${characters} characters of the answer`),
    onUse: (use) => run.spend(amountsOf(use)),
  })
  if ('without' in asked) return { ...read.analysis, analysedWithoutModel: asked.without }
  const weighed = await runInSandbox<{ read: ByRules; claims: Claims; options: MaterialOptions }, Weighed>(
    room,
    'weigh',
    { read, claims: asked.answer.value as Claims, options },
    bounds(ctx.tenant, run),
  )
  return withModel(weighed, asked, { charsRead: material.charsRead, isRedacted: modelRedact })
}

function withModel(
  { analysis, kept, dropped }: Weighed,
  { answer, use, isCached }: Exclude<Asked, { without: string }>,
  shown: Pick<ModelPart, 'charsRead' | 'isRedacted'>,
): Analysis {
  const { model, rung, failures } = answer
  const method = `${model}, ${prompts.analyse.name}`
  return {
    ...analysis,
    method: `${analysis.method}; ${method}`,
    model: { method, rung, failures, kept, dropped, isCached, ...shown, ...use },
  }
}

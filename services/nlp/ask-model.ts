import { createHash } from 'node:crypto'
import type { TSchema } from '#platform/contract'
import { type ModelAnswer, type Models, ModelUnusable, type ModelUse } from '#platform/ports'
import type { Ctx, TaskRun } from '#platform/service'
import type { nlp } from './contract.ts'
import type { Prompt } from './prompts.ts'
import type { Needs } from './service-needs.ts'
import { findAnswer, keepAnswer, reserve, settle } from './store.ts'

type OwnCtx = Ctx<typeof nlp, Needs>
type Kept = Omit<ModelAnswer, 'use'>
export type Asked = { answer: Kept; use: ModelUse; isCached: boolean } | { without: string }

const nothing: ModelUse = { tokensIn: 0, tokensOut: 0, isEstimated: false }

/**
 * Asks the models of this installation, within the limits of one question and of the tenant's day, and never twice the same. What it may cost at most is reserved
 * before and settled after: a process that dies in between leaves the reservation, so the limit of a day holds whatever happens. Every way in which
 * there is no answer is told as `without`, for the caller has a result that needs none.
 * @throws the reason of the signal, and failures of the database
 */
export async function askModel(
  models: Models,
  { prompt, material, schema }: { prompt: Prompt; material: string; schema: TSchema },
  ctx: OwnCtx,
  run: TaskRun,
): Promise<Asked> {
  const { modelTokensMax, modelTimeoutMs, modelCostMicrosMax } = ctx.config
  const key = keyOf(prompt.name, prompt.text, models.method, JSON.stringify(schema), material)
  const known = await findAnswer<Kept>(ctx.db, key, ctx.now())
  if (known) return { answer: known, use: nothing, isCached: true }

  const day = ctx.now().toISOString().slice(0, 10)
  const most = { tokens: modelTokensMax, costMicros: modelCostMicrosMax }
  const max = { tokens: ctx.config.modelDayTokensMax, costMicros: ctx.config.modelDayCostMicrosMax }
  if (!(await reserve(ctx.db, day, most, max))) return { without: 'what may be spent on models today is used up.' }
  const settled = (use: ModelUse) => ({ tokens: use.tokensIn + use.tokensOut, costMicros: use.costMicros ?? 0 })
  try {
    const limits = { tokensMax: modelTokensMax, timeoutMs: modelTimeoutMs, costMicrosMax: modelCostMicrosMax }
    const { use, ...answer } = await models.answer({
      instructions: prompt.text,
      material,
      schema,
      limits,
      signal: run.signal,
      onProgress: (characters) => run.progress(0.5, `${characters} characters of the answer`),
    })
    await ctx.transaction(async (tx) => {
      await settle(tx.db, day, most, settled(use))
      await keepAnswer(tx.db, key, answer, ctx.now())
    })
    run.spend(amountsOf(use))
    return { answer, use, isCached: false }
  } catch (error) {
    if (run.signal.aborted || !(error instanceof ModelUnusable)) throw error
    await settle(ctx.db, day, most, settled(error.use))
    run.spend(amountsOf(error.use))
    return { without: error.message }
  }
}

const keyOf = (...parts: string[]): string => {
  const hash = createHash('sha256')
  // The length keeps two parts from being read as one.
  for (const part of parts) hash.update(`${part.length}:${part}`)
  return hash.digest('hex')
}

const amountsOf = ({ tokensIn, tokensOut, costMicros, currency }: ModelUse): Record<string, number> => ({
  tokens_in: tokensIn,
  tokens_out: tokensOut,
  ...(costMicros !== undefined && currency && { [`${currency}_micro`]: costMicros }),
})

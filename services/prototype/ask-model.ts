import { createHash } from 'node:crypto'
import type { TSchema } from '#platform/contract'
import { type ModelAnswer, type Models, ModelUnusable, type ModelUse } from '#platform/ports'
import type { Ctx } from '#platform/service'
import type { prototype } from './contract.ts'
import type { Needs } from './needs.ts'
import type { Prompt } from './prompts.ts'
import { findAnswer, keepAnswer, reserve, settle } from './spending.sql.ts'

type Kept = Omit<ModelAnswer, 'use'>
export type Asked = { answer: Kept } | { without: string }

const keyOf = (...parts: string[]): string => {
  const hash = createHash('sha256')
  // The length keeps two parts from being read as one.
  for (const part of parts) hash.update(`${part.length}:${part}`)
  return hash.digest('hex')
}

/**
 * Asks the models of this installation, within the limits of one question and of the tenant's day, and never twice the same. What it may cost at most is
 * reserved before and settled after, as for analyses: a process that dies in between leaves the reservation, so the limit of a day holds.
 * @throws the reason of the signal, and failures of the database
 */
export async function askModel(
  models: Models,
  { prompt, material, schema }: { prompt: Prompt; material: string; schema: TSchema },
  ctx: Ctx<typeof prototype, Needs>,
): Promise<Asked> {
  const { modelTokensMax, modelTimeoutMs, modelCostMicrosMax, modelDayTokensMax, modelDayCostMicrosMax } = ctx.config
  const key = keyOf(prompt.name, prompt.text, models.method, JSON.stringify(schema), material)
  const known = await findAnswer<Kept>(ctx.db, key, ctx.now())
  if (known) return { answer: known }

  const day = ctx.now().toISOString().slice(0, 10)
  const most = { tokens: modelTokensMax, costMicros: modelCostMicrosMax }
  const max = { tokens: modelDayTokensMax, costMicros: modelDayCostMicrosMax }
  if (!(await reserve(ctx.db, day, most, max))) return { without: 'what may be spent on models today is used up.' }
  const settled = (use: ModelUse) => ({ tokens: use.tokensIn + use.tokensOut, costMicros: use.costMicros ?? 0 })
  const limits = { tokensMax: modelTokensMax, timeoutMs: modelTimeoutMs, costMicrosMax: modelCostMicrosMax }
  try {
    const { use, ...answer } = await models.answer({
      instructions: prompt.text,
      material,
      schema,
      limits,
      signal: ctx.signal,
    })
    await ctx.transaction(async (tx) => {
      await settle(tx.db, day, most, settled(use))
      await keepAnswer(tx.db, key, answer, ctx.now())
    })
    ctx.log.info({ model: answer.model, ...settled(use) }, 'a model was asked what a wish means')
    return { answer }
  } catch (error) {
    if (ctx.signal.aborted || !(error instanceof ModelUnusable)) throw error
    await settle(ctx.db, day, most, settled(error.use))
    return { without: error.message }
  }
}

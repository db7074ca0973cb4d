import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { T, type TSchema } from './contract.ts'
import { findAnswer, keepAnswer, reserve, settle } from './model-spending.sql.ts'
import { type ModelAnswer, type Models, ModelUnusable, type ModelUse } from './ports.ts'
import type { Ctx } from './service.ts'

/** Instructions to a model. `name` carries the version: a changed text is a new file, since answers are kept under the name. */
export type Prompt = { name: string; text: string }

/**
 * Reads a prompt from a folder, where it is a file `<name>.md`.
 *
 * @example
 * export const prompt = readPrompt(new URL('./prompts/', import.meta.url), 'sort-v1')
 */
export const readPrompt = (folder: URL, name: string): Prompt => ({
  name,
  text: readFileSync(new URL(`${name}.md`, folder), 'utf8').trim(),
})

/** What a question may use, and what a tenant may use on one day: tokens in and out, time in ms, money in millionths of the currency of the prices. */
export type ModelSettings = {
  modelTokensMax: number
  modelTimeoutMs: number
  modelCostMicrosMax: number
  modelDayTokensMax: number
  modelDayCostMicrosMax: number
}

/**
 * The settings of a service that asks models, for its `needs.config`.
 *
 * @param one what a question is about, such as `summary`
 * @param models what is limited for a day, such as `models for summaries`
 * @example
 * config: T.Object({ ...modelSettings('summary', 'models for summaries', defaults, 60_000) })
 */
export const modelSettings = (one: string, models: string, defaults: ModelSettings, timeoutMsMax: number) => ({
  modelTokensMax: T.Integer({
    default: defaults.modelTokensMax,
    minimum: 1_000,
    description: `Tokens one ${one} may use of a model, in and out, all attempts together.`,
  }),
  modelTimeoutMs: T.Integer({
    default: defaults.modelTimeoutMs,
    minimum: 100,
    maximum: timeoutMsMax,
    description: `Time one ${one} may wait for a model.`,
  }),
  modelCostMicrosMax: T.Integer({
    default: defaults.modelCostMicrosMax,
    minimum: 0,
    description: `Money one ${one} may use of a model, in millionths of the currency of the prices in \`MODELS\`.`,
  }),
  modelDayTokensMax: T.Integer({
    default: defaults.modelDayTokensMax,
    minimum: 0,
    description: `Tokens one tenant may use of ${models} on one day (UTC). 0: no model is asked.`,
  }),
  modelDayCostMicrosMax: T.Integer({
    default: defaults.modelDayCostMicrosMax,
    minimum: 0,
    description: `Money one tenant may use of ${models} on one day (UTC), in millionths of the currency.`,
  }),
})

type Kept = Omit<ModelAnswer, 'use'>
export type Asked = { answer: Kept; use: ModelUse; isCached: boolean } | { without: string }
type Asking = {
  signal: AbortSignal
  /** Told how many characters of the answer have come. */
  onProgress?: (characters: number) => void
  /** Told once what a question has used, whether or not it was answered; not when the answer was kept from an earlier one. */
  onUse?: (use: ModelUse) => void
}
const nothing: ModelUse = { tokensIn: 0, tokensOut: 0, isEstimated: false }

/**
 * Asks the models of this installation, within the limits of one question and of the tenant's day, and never twice the same. What it may cost at most is reserved
 * before and settled after: a process that dies in between leaves the reservation, so the limit of a day holds whatever happens. Every way in which
 * there is no answer is told as `without`, for the caller has a result that needs none. The service has the tables `model_answers` and `model_days`.
 *
 * @throws the reason of the signal, and failures of the database
 * @example
 * const asked = await askModel(models, { prompt, material, schema: Sorted }, ctx, { signal: run.signal })
 * if ('without' in asked) return byRules
 */
export async function askModel(
  models: Models,
  { prompt, material, schema }: { prompt: Prompt; material: string; schema: TSchema },
  ctx: Pick<Ctx<any, any>, 'db' | 'now' | 'transaction'> & { config: ModelSettings },
  { signal, onProgress, onUse }: Asking,
): Promise<Asked> {
  const { modelTokensMax, modelTimeoutMs, modelCostMicrosMax, modelDayTokensMax, modelDayCostMicrosMax } = ctx.config
  const key = keyOf(prompt.name, prompt.text, models.method, JSON.stringify(schema), material)
  const known = await findAnswer<Kept>(ctx.db, key, ctx.now())
  if (known) return { answer: known, use: nothing, isCached: true }

  const day = ctx.now().toISOString().slice(0, 10)
  const most = { tokens: modelTokensMax, costMicros: modelCostMicrosMax }
  const max = { tokens: modelDayTokensMax, costMicros: modelDayCostMicrosMax }
  if (!(await reserve(ctx.db, day, most, max))) return { without: 'what may be spent on models today is used up.' }
  const settled = (use: ModelUse) => ({ tokens: use.tokensIn + use.tokensOut, costMicros: use.costMicros ?? 0 })
  const limits = { tokensMax: modelTokensMax, timeoutMs: modelTimeoutMs, costMicrosMax: modelCostMicrosMax }
  try {
    const question = { instructions: prompt.text, material, schema, limits, signal, ...(onProgress && { onProgress }) }
    const { use, ...answer } = await models.answer(question)
    await ctx.transaction(async (tx) => {
      await settle(tx.db, day, most, settled(use))
      await keepAnswer(tx.db, key, answer, ctx.now())
    })
    onUse?.(use)
    return { answer, use, isCached: false }
  } catch (error) {
    if (signal.aborted || !(error instanceof ModelUnusable)) throw error
    await settle(ctx.db, day, most, settled(error.use))
    onUse?.(error.use)
    return { without: error.message }
  }
}

const keyOf = (...parts: string[]): string => {
  const hash = createHash('sha256')
  // The length keeps two parts from being read as one.
  for (const part of parts) hash.update(`${part.length}:${part}`)
  return hash.digest('hex')
}

/** What was used, by unit, for the costs of a task: see `TaskRun.spend`. */
export const amountsOf = ({ tokensIn, tokensOut, costMicros, currency }: ModelUse): Record<string, number> => ({
  tokens_in: tokensIn,
  tokens_out: tokensOut,
  ...(costMicros !== undefined && currency && { [`${currency}_micro`]: costMicros }),
})

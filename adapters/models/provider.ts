import type { LanguageModelMiddleware, ModelMessage, wrapLanguageModel } from 'ai'
import type { TSchema } from '#platform/contract'
import { type Prices, type Purse, tokensIn } from './spent.ts'

export type ProviderSettings = {
  /** `openai`: any server with OpenAI's `POST /chat/completions`, Ollama too; `anthropic`: its own API. */
  kind: 'openai' | 'anthropic'
  /** Up to and including the version, such as `http://127.0.0.1:11434/v1`. Needed for `openai`. */
  url?: string
  key?: string
  model: string
  prices?: Prices
}
type LanguageModel = Exclude<Parameters<typeof wrapLanguageModel>[0]['model'], string>

/** The provider cannot be asked this way (400, 422), so another way is worth a try. */
export class WayRefused extends Error {}
/** The provider cannot be asked at all now: key refused, gone, too slow, broken. */
export class ProviderFailed extends Error {}
/** The question has used what it may. Ends the whole question. */
export class LimitReached extends Error {}

export type Asked = { messages: ModelMessage[]; schema?: TSchema | undefined; wantsJson?: boolean }
export type Provider = {
  name: string
  prices: Prices | undefined
  /** Whether it can be asked for JSON without a schema. */
  hasJsonMode: boolean
  ask(asked: Asked, purse: Purse, signal: AbortSignal, onText: (text: string) => void): Promise<string>
}

// What customers wrote and the key are for the address that the settings name, and for no other.
const directly: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'error' })

/** One provider over the AI SDK, which is loaded with the first question. Streams, so that limits end an answer while it is being written. */
export function openProvider({ kind, url, key, model, prices }: ProviderSettings): Provider {
  const models = { strict: undefined as LanguageModel | undefined, loose: undefined as LanguageModel | undefined }
  const open = async (isStrict: boolean): Promise<LanguageModel> => {
    if (kind === 'anthropic') {
      const { createAnthropic } = await import('@ai-sdk/anthropic')
      return createAnthropic({ apiKey: key ?? '', fetch: directly, ...(url && { baseURL: url }) })(model)
    }
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    // Some servers want a key of any kind.
    const settings = { name: 'openai', baseURL: url!, apiKey: key || 'none', includeUsage: true, fetch: directly }
    return createOpenAICompatible({ ...settings, supportsStructuredOutputs: isStrict })(model)
  }
  return {
    name: model,
    prices,
    hasJsonMode: kind === 'openai',
    async ask(asked, purse, signal, onText) {
      const way = asked.schema ? 'strict' : 'loose'
      models[way] ??= await open(way === 'strict')
      return stream(models[way], prices, asked, purse, signal, onText)
    },
  }
}

async function stream(
  model: LanguageModel,
  prices: Prices | undefined,
  { messages, schema, wantsJson }: Asked,
  purse: Purse,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<string> {
  const sdk = await import('ai')
  const sent = tokensIn(JSON.stringify(messages))
  const tooMuch = purse.objection(prices, sent, 1)
  if (tooMuch) throw new LimitReached(`the question needs ${tooMuch}`)
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new LimitReached('the time is up')), purse.leftMs())
  let failure: unknown
  let text = ''
  let counted: { inputTokens?: number | undefined; outputTokens?: number | undefined } = {}
  try {
    // Not through `output`: then the SDK holds text back until it parses, and an answer that never does could not be limited.
    const format =
      schema || wantsJson ? { type: 'json' as const, ...(schema && { schema: schema as object }) } : undefined
    const middleware: LanguageModelMiddleware = {
      specificationVersion: 'v4',
      transformParams: async ({ params }) => ({ ...params, ...(format && { responseFormat: format }) }),
    }
    const answer = sdk.streamText({
      model: sdk.wrapLanguageModel({ model, middleware }),
      messages,
      allowSystemInMessages: true,
      // A broken server gets one more try here; further ones belong to the engine.
      maxRetries: 1,
      maxOutputTokens: Math.max(1, purse.tokensLeft() - sent),
      abortSignal: AbortSignal.any([signal, limit.signal]),
      telemetry: { isEnabled: false },
      onError: ({ error }) => {
        failure ??= error
      },
    })
    for await (const part of answer.fullStream) {
      if (part.type === 'error') failure ??= part.error
      if (part.type === 'finish') counted = part.totalUsage
      if (part.type !== 'text-delta') continue
      text += part.text
      onText(text)
      const objection = purse.objection(prices, sent, tokensIn(text))
      // Leaving the loop would wait for the rest of the answer; an abort does not.
      if (objection) limit.abort(new LimitReached(`the answer needs ${objection}`))
    }
    signal.throwIfAborted()
    limit.signal.throwIfAborted()
    if (failure !== undefined) throw failure
    return text
  } catch (error) {
    throw signal.aborted ? signal.reason : limit.signal.aborted ? limit.signal.reason : classified(error)
  } finally {
    clearTimeout(timer)
    limit.abort()
    // What was sent is paid for, also when the answer came to nothing.
    const { inputTokens, outputTokens } = counted
    purse.add(prices, inputTokens ?? sent, outputTokens ?? tokensIn(text), inputTokens === undefined)
  }
}

function classified(error: unknown): unknown {
  if (error instanceof LimitReached) return error
  const last = (error as { lastError?: unknown }).lastError ?? error
  const { statusCode: status, message = String(last) } = last as { statusCode?: number; message?: string }
  if (status === 400 || status === 422) return new WayRefused(message)
  return new ProviderFailed(status ? `${status}: ${message}` : message)
}

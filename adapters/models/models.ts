import { type ModelAnswer, type Models, ModelUnusable } from '#platform/ports'
import { climbDown } from './ladder.ts'
import { LimitReached, openProvider, ProviderFailed, type ProviderSettings } from './provider.ts'
import { openPurse } from './spent.ts'

/**
 * Language models behind one question, over the AI SDK. The first provider is asked, and the next when it fails or gives nothing usable; limits hold
 * over all of them together. Whoever asks keeps a way that needs no model.
 * @example
 * const models = openModels([{ kind: 'openai', url: 'http://127.0.0.1:11434/v1', model: 'llama3.2' }])
 */
export function openModels(settings: ProviderSettings[]): Models {
  const providers = settings.map(openProvider)
  return {
    method: settings[0]!.model,
    async answer(question): Promise<ModelAnswer> {
      const purse = openPurse(question.limits)
      const failures: string[] = []
      for (const provider of providers) {
        try {
          const won = await climbDown(provider, question, purse, failures)
          if (won) return { ...won, model: provider.name, failures, use: purse.use }
        } catch (error) {
          if (!(error instanceof ProviderFailed || error instanceof LimitReached)) throw error
          failures.push(`${provider.name}: ${error.message}`)
          if (error instanceof LimitReached) break
        }
      }
      throw new ModelUnusable(`No model gave a usable answer (${failures.at(-1)}).`, failures, purse.use)
    },
  }
}

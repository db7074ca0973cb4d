import { readPrompt } from '#platform/ask-model'

export const prompts = { analyse: readPrompt(new URL('./prompts/', import.meta.url), 'analyse-v1') }

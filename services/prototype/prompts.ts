import { readPrompt } from '#platform/ask-model'

export const changePrompt = readPrompt(new URL('./prompts/', import.meta.url), 'change-v1')

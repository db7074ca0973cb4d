import { readFileSync } from 'node:fs'

/** Instructions to a model. `name` carries the version: a changed text is a new file, since answers are kept under the name. */
export type Prompt = { name: string; text: string }

const read = (name: string): Prompt => ({
  name,
  text: readFileSync(new URL(`./prompts/${name}.md`, import.meta.url), 'utf8').trim(),
})

export const changePrompt = read('change-v1')

import type { AuthCtx } from './needs.ts'
import { named } from './organisations.ts'
import { findPerson } from './people.sql.ts'

/** Names of this product, which everybody who knows a sign-in page knows. */
export const productWords = ['statex', 'state-x']
const wordMin = 4
export const leftMin = 8

/** The signs that count when a password is compared with words: letters and figures, in lower case and without accents. */
const bare = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** A text, its words, and the words of an address, as they are looked for in a password. Short ones are in every sentence and say nothing. */
export function wordsIn(texts: readonly string[]): string[] {
  const all = texts.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).map(bare)
  return [...new Set(all)].filter((word) => word.length >= wordMin).sort((a, b) => b.length - a.length)
}

/**
 * Whether a password is little more than words that whoever knows the person or the organisation would try: fewer than eight letters and figures are left
 * without them. A sentence may hold such a word.
 */
export function isGuessable(password: string, texts: readonly string[]): boolean {
  const whole = bare(password)
  const rest = wordsIn(texts).reduce((left, word) => left.replaceAll(word, ''), whole)
  return rest !== whole && rest.length < leftMin
}

/** What the product and the bound organisation are called. An organisation that nobody can name right now is left out. */
export async function wordsHere(ctx: AuthCtx): Promise<string[]> {
  const [organisation] = await named(ctx, [{ tenant: ctx.tenant, role: '' }])
  return [...productWords, organisation?.name ?? '', new URL(organisation?.url ?? ctx.publicUrl).hostname]
}

/** Name and addresses of a person. */
export async function wordsOf(ctx: AuthCtx, personId: string): Promise<string[]> {
  const person = await findPerson(ctx.db, personId)
  return person ? [person.name, ...person.addresses.map(({ address }: { address: string }) => address)] : []
}

/** Refuses a new password that is made of such words; `texts` are theirs, and the address and name of the person. */
export function refuseGuessable(ctx: AuthCtx, password: string, texts: readonly string[]): void {
  if (isGuessable(password, texts))
    ctx.fail(
      'weak_password',
      'This password is little more than a name that others would try here: of the product, the organisation, or yours. Please choose another.',
    )
}

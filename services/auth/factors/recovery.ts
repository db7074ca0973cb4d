import { randomBytes } from 'node:crypto'
import { hashOf } from '../sessions.ts'

const count = 10
const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * Ten new codes of 120 random bits each, in Crockford's base 32, which has no letters that are mistaken for digits. From 112 bits on nobody guesses a code from its hash,
 * so that a fast one will do (ASVS 6.5.2). Codes of 80 bits that people have from before hold until they are used.
 */
export const newRecoveryCodes = (): string[] => Array.from({ length: count }, newCode)

const newCode = (): string =>
  Array.from(randomBytes(24), (byte) => letters[byte & 31])
    .join('')
    .replace(/.{4}(?=.)/g, '$&-')

/** What is kept of a code. Capitals, blanks and hyphens do not matter, and i, l and o are read as the digits they look like. */
export const recoveryHash = (code: string): string =>
  hashOf(
    code
      .toLowerCase()
      .replace(/[^0-9a-z]/g, '')
      .replace(/[il]/g, '1')
      .replaceAll('o', '0'),
  )

import type { Db } from '#platform/database'
import { type Keyring, rewrap } from '#platform/envelope'
import { replaceSealed, type SealedText, sealedTexts } from './store.ts'

const rowsAtOnce = 500

/** Where a text was sealed for: table, tenant and row. Whoever seals into a table that `sealed_texts` lists uses the same. */
export const sealContext = ({ place, tenant, id }: Omit<SealedText, 'sealed'>): string => `${place} ${tenant} ${id}`

/**
 * Wraps the data keys of all sealed texts of the installation with the current key. Those that do not open, because their key is not there, are counted and
 * left: with none left, the old keys may go. May be interrupted and repeated.
 */
export async function rewrapAll(db: Db, keyring: Keyring): Promise<{ rewrapped: number; left: number }> {
  let rewrapped = 0
  for (;;) {
    const texts = await sealedTexts(db, keyring.current, rowsAtOnce)
    let left = 0
    for (const text of texts) {
      const renewed = attempt(keyring, text)
      if (!renewed) left++
      else if (await replaceSealed(db, text, renewed)) rewrapped++
    }
    if (texts.length < rowsAtOnce || left === texts.length) return { rewrapped, left }
  }
}

function attempt(keyring: Keyring, text: SealedText): string | undefined {
  try {
    return rewrap(keyring, text.sealed, sealContext(text))
  } catch {
    return undefined
  }
}

import type { RequestSnapshot } from './contract.ts'

type ContactType = RequestSnapshot['contactType']
const rules: Record<ContactType, { pattern: RegExp; hint: string }> = {
  // Deliberately loose: only a mail that arrives proves an address. No spaces, no control characters, one @, a dot or localhost after it.
  email: {
    pattern: /^[^\s@<>(),;:"\\]{1,64}@[^\s@<>(),;:"\\]{1,255}$/,
    hint: 'an e-mail address such as name@example.com',
  },
  telegram: { pattern: /^(@?[A-Za-z]\w{4,31}|\d{5,15})$/, hint: 'a Telegram name such as @name, or a chat id' },
  whatsapp: { pattern: /^\+?[\d\s().-]{7,20}$/, hint: 'a telephone number with the country code' },
  phone: { pattern: /^\+?[\d\s().-]{5,20}$/, hint: 'a telephone number' },
  linkedin: {
    pattern: /^(https:\/\/([a-z]+\.)?linkedin\.com\/)?[\w\-/%]{3,200}$/i,
    hint: 'a LinkedIn profile address or name',
  },
  webhook: { pattern: /^https:\/\/[^\s]{4,300}$/, hint: 'an https address' },
}

/** Why a contact value cannot be right for its type, as a sentence; undefined when it can. */
export function contactProblem(type: ContactType, value: string): string | undefined {
  const { pattern, hint } = rules[type]
  return pattern.test(value.trim()) ? undefined : `Please give ${hint}.`
}

import type { Submission } from '#contracts/submission'

export type ContactType = Submission['contactType']
/** In the order the form offers them. */
export const contactTypes: ContactType[] = ['email', 'phone', 'whatsapp', 'telegram', 'linkedin', 'webhook']

/** Attributes of the input that suit a contact type: the right keyboard on a phone, the right autofill. */
export const contactInput: Record<
  ContactType,
  { type: string; inputMode: 'email' | 'tel' | 'url' | 'text'; autoComplete: string }
> = {
  email: { type: 'email', inputMode: 'email', autoComplete: 'email' },
  phone: { type: 'tel', inputMode: 'tel', autoComplete: 'tel' },
  whatsapp: { type: 'tel', inputMode: 'tel', autoComplete: 'tel' },
  telegram: { type: 'text', inputMode: 'text', autoComplete: 'off' },
  linkedin: { type: 'url', inputMode: 'url', autoComplete: 'url' },
  webhook: { type: 'url', inputMode: 'url', autoComplete: 'off' },
}

/** E.164 with the usual separators: at most 15 digits. */
const isPhone = (value: string) => {
  const digits = value.replace(/[\s().-]/g, '')
  return /^(\+|00)?[1-9]\d{6,14}$/.test(digits)
}

const urlOf = (value: string) => {
  try {
    return new URL(value)
  } catch {
    return undefined
  }
}

/**
 * Whether a value could be an address on its channel. It catches slips, nothing more: the server decides, and only a delivered message
 * proves an address.
 */
export function isContact(type: ContactType, raw: string): boolean {
  const value = raw.trim()
  if (value === '' || value.length > 320) return false
  if (type === 'email') return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)
  if (type === 'phone' || type === 'whatsapp') return isPhone(value)
  if (type === 'telegram') return /^@?[a-z]\w{4,31}$/i.test(value) || isPhone(value)
  const url = urlOf(value)
  if (type === 'webhook') return url?.protocol === 'https:' || url?.protocol === 'http:'
  return url !== undefined && /(^|\.)linkedin\.com$/.test(url.hostname)
}

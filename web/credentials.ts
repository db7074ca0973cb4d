import { amountIn } from './amount.ts'
import { isContact } from './contact.ts'
import { isSlug } from './slug.ts'

/** Fewest characters of a new password, as the contract of `auth` has it. */
export const passwordMin = 10

export type Fault =
  | 'name'
  | 'slug'
  | 'address'
  | 'password'
  | 'password_short'
  | 'current'
  | 'scopes'
  | 'code'
  | 'rate'
  | 'days'
  | 'colour'
  | 'missing'
export type Faults = Partial<Record<string, Fault>>

/** What is wrong with the fields of a form, so that slips show before anything is sent. The server decides. */
export function faultsOf(values: Record<string, string>): Faults {
  const faults: Faults = {}
  for (const [field, value] of Object.entries(values)) {
    const fault = faultOf(field, value)
    if (fault) faults[field] = fault
  }
  return faults
}

function faultOf(field: string, value: string): Fault | undefined {
  if (field === 'rate') return value.trim() === '' || amountIn(value) !== undefined ? undefined : 'rate'
  if (field === 'retentionDays') return /^\d{0,5}$/.test(value.trim()) && value.trim() !== '0' ? undefined : 'days'
  if (field === 'primary' || field === 'accent')
    return value === '' || /^#[0-9a-f]{6}$/i.test(value) ? undefined : 'colour'
  if (field === 'replyTo') return value.trim() === '' || isContact('email', value) ? undefined : 'address'
  if (['issuer', 'clientId', 'domains'].includes(field)) return value.trim() ? undefined : 'missing'
  if (field === 'code') return value.trim() ? undefined : 'code'
  if (field === 'slug') return isSlug(value) ? undefined : 'slug'
  if (['name', 'keyName', 'passkeyName', 'organisation', 'providerName', 'projectName'].includes(field))
    return value.trim() ? undefined : 'name'
  if (['address', 'invited', 'ownAddress'].includes(field)) return isContact('email', value) ? undefined : 'address'
  if (field === 'newPassword')
    return value === '' ? 'password' : [...value].length < passwordMin ? 'password_short' : undefined
  if (field === 'scopes') return value ? undefined : 'scopes'
  if (field === 'password' || field === 'current') return value ? undefined : 'current'
}

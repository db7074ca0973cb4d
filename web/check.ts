import { type ContactType, isContact } from './contact.ts'
import type { DraftText } from './draft.ts'

export type FieldName = 'description' | 'contactValue' | 'consent'
/** What is wrong with a form, field by field, in the order of the page. */
export type Faults = Partial<Record<FieldName, 'empty' | 'too_long' | `contact_${ContactType}` | 'consent'>>

/** Most characters of the description that the server takes. */
export const descriptionMax = 100_000

/** Checks a form as the server will, so that slips show before anything is uploaded. */
export function check(draft: DraftText, hasAttachments: boolean, hasConsent: boolean): Faults {
  const faults: Faults = {}
  if (!draft.description.trim() && !hasAttachments) faults.description = 'empty'
  if (draft.description.length > descriptionMax) faults.description = 'too_long'
  if (!isContact(draft.contactType, draft.contactValue)) faults.contactValue = `contact_${draft.contactType}`
  if (!hasConsent) faults.consent = 'consent'
  return faults
}

/** The field that a refusal of the server is about, if it is about one. */
export function fieldOf(code: string): FieldName | undefined {
  const fields: Record<string, FieldName> = {
    empty_request: 'description',
    invalid_contact: 'contactValue',
    consent_required: 'consent',
  }
  return fields[code]
}

/** The first faulty field in the order of the page: that one gets the focus. */
export const firstFault = (faults: Faults): FieldName | undefined =>
  (['description', 'contactValue', 'consent'] as const).find((field) => faults[field])

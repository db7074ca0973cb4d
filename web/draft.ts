import { type ContactType, contactTypes } from './contact.ts'

/** The part of a draft that is text. Kept in local storage; files and voice are kept in IndexedDB. */
export type DraftText = {
  description: string
  name: string
  contactType: ContactType
  contactValue: string
  /** Unix ms when this draft was begun. */
  startedAt: number
  /** Set once sending has begun and no definite answer came. */
  sending?: { key: string; fingerprint: string }
}

export const emptyDraft = (now: number): DraftText => ({
  description: '',
  name: '',
  contactType: 'email',
  contactValue: '',
  startedAt: now,
})

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

/** Reads a stored draft. What is missing, damaged or from an older form becomes empty; it never throws. */
export function parseDraft(stored: string | null, now: number): DraftText {
  let kept: Partial<Record<keyof DraftText, unknown>> = {}
  try {
    kept = JSON.parse(stored ?? '{}') ?? {}
  } catch {
    // A damaged draft is no reason to refuse the form.
  }
  const sending = kept.sending as DraftText['sending']
  return {
    description: textOf(kept.description),
    name: textOf(kept.name),
    contactType: contactTypes.find((type) => type === kept.contactType) ?? 'email',
    contactValue: textOf(kept.contactValue),
    startedAt: typeof kept.startedAt === 'number' && kept.startedAt <= now ? kept.startedAt : now,
    ...(typeof sending?.key === 'string' && typeof sending.fingerprint === 'string' && { sending }),
  }
}

type Part = { id: string; size: number }

/** Identity of what would be sent: changes with any word or file. */
export function fingerprint(draft: DraftText, parts: Part[]): string {
  const { description, name, contactType, contactValue } = draft
  return JSON.stringify([description, name, contactType, contactValue, ...parts.map(({ id, size }) => [id, size])])
}

/**
 * The idempotency key for a sending. The same content keeps its key, so that sending again after a lost connection cannot make a
 * second request; changed content is another request and gets another key (the server would refuse the old one with 422).
 */
export function sendingOf(draft: DraftText, parts: Part[], newKey: () => string): { key: string; fingerprint: string } {
  const print = fingerprint(draft, parts)
  return draft.sending?.fingerprint === print ? draft.sending : { key: newKey(), fingerprint: print }
}

export const isEmptyDraft = (draft: DraftText): boolean => !draft.description && !draft.name && !draft.contactValue

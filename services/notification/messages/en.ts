/**
 * Every sentence of our mails in one language, as data. `{name}` is replaced by a value; nothing else is code, so a
 * translator needs no programmer. A new language is a new file and one line in `mail.ts`.
 */
export type Texts = {
  /** BCP 47 tag: the `lang` of the mail and the rules for numbers and plurals. */
  language: string
  direction: 'ltr' | 'rtl'
  greeting: string
  greetingNamed: string
  reference: string
  open: string
  /** Under the link: it needs no password, so it must not be passed on lightly. */
  openNote: string
  reason: string
  confirmation: {
    subject: string
    stored: string
    receivedHeading: string
    /** Plural forms by the categories of `Intl.PluralRules`; `other` is always there. */
    text: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }
    voice: string
    file: string
    next: string
  }
  /** One per outcome; `other` claims nothing and serves every status we have no words for. */
  result: Record<'completed' | 'partial' | 'failed' | 'cancelled' | 'other', { subject: string; opening: string }> & {
    summaryHeading: string
    price: string
    leftHeading: string
  }
}

export const en: Texts = {
  language: 'en',
  direction: 'ltr',
  greeting: 'Hello,',
  greetingNamed: 'Hello {name},',
  reference: 'Reference number',
  open: 'Open your request',
  openNote: 'This link opens your request without a password. Share it only with people who may see it.',
  reason: 'You receive this message because this address was given with request {reference}.',
  confirmation: {
    subject: 'We received your request {reference}',
    stored: 'Thank you. Your request has arrived and is stored safely.',
    receivedHeading: 'What we received',
    text: { one: 'Your description, {count} character', other: 'Your description, {count} characters' },
    voice: 'Voice note: {name} ({size})',
    file: 'File: {name} ({size})',
    next: 'Next we read all of it. You can follow each step on your page, and we will write again when there is a result.',
  },
  result: {
    completed: { subject: 'Your result is ready: {reference}', opening: 'The work on your request is finished.' },
    partial: {
      subject: 'Your result is ready, with gaps: {reference}',
      opening: 'The work on your request is finished, but not every part succeeded. Your page shows what is missing.',
    },
    failed: {
      subject: 'We could not finish your request {reference}',
      opening: 'We are sorry: we could not produce a result. Everything you sent is still stored.',
    },
    cancelled: {
      subject: 'Your request was cancelled: {reference}',
      opening: 'The work on your request was stopped because it was cancelled.',
    },
    other: { subject: 'News about your request {reference}', opening: 'There is news about your request.' },
    summaryHeading: 'The main points of your request',
    price: 'Price in the offer',
    leftHeading: 'What was left out, and why',
  },
}

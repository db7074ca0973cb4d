import type { notification } from '#contracts/notification'
import type { TaskInput } from '#platform/contract'
import { cs } from './messages/cs.ts'
import { de } from './messages/de.ts'
import { en, type Texts } from './messages/en.ts'
import { fr } from './messages/fr.ts'
import { type Block, toHtml, toText } from './render.ts'

type SendInput = TaskInput<(typeof notification)['tasks']['send']>
export type MailInput = Pick<SendInput, 'reference' | 'name' | 'language' | 'received' | 'facts'> & {
  /** Link to the customer's page, secret included. */
  page: string
  /** Who signs the mail. */
  sender: string
}
type Received = NonNullable<SendInput['received']>
export type WrittenMail = { language: string; subject: string; text: string; html: string }

const languages: Record<string, Texts> = { en, cs, de, fr }
/** The texts of a language by its ISO 639-1 code or a longer BCP 47 tag; English when we have none. */
export const textsFor = (language: string): Texts => languages[language.slice(0, 2).toLowerCase()] ?? en

/**
 * The language to write in: the reader's where the organisation offers it, then the first of the organisation's, then the reader's after all; English when we
 * have texts in none of them.
 *
 * @param wanted ISO 639-1 code or a longer BCP 47 tag
 * @param offered ISO 639-1 codes, the preferred one first; any when absent
 */
export function languageFor(wanted: string, offered: string[] | undefined): string {
  const own = wanted.slice(0, 2).toLowerCase()
  const candidates = !offered || offered.includes(own) ? [own] : [...offered, own]
  return candidates.find((code) => languages[code]) ?? 'en'
}

/**
 * Writes a mail. It claims only what `facts` says: no facts, no statement about the outcome. Pure: the same input
 * always gives the same mail, so a repeat after a crash is the same mail to its last letter.
 */
export function writeMail(kind: SendInput['kind'], input: MailInput): WrittenMail {
  const texts = textsFor(input.language)
  const values = { reference: oneLine(input.reference, 60) }
  const name = greetable(input.name)
  const { subject, body } = kind === 'confirmation' ? confirmation(texts, input) : result(texts, input)
  const title = fill(subject, values)
  const blocks: Block[] = [
    { kind: 'title', text: title },
    { kind: 'paragraph', text: name ? fill(texts.greetingNamed, { name }) : texts.greeting },
    ...body,
    { kind: 'link', label: texts.open, url: input.page },
    { kind: 'small', text: texts.openNote },
    { kind: 'paragraph', text: oneLine(input.sender, 80) },
    { kind: 'small', text: fill(texts.reason, values) },
  ]
  const { language, direction } = texts
  return { language, subject: title, text: toText(blocks), html: toHtml(blocks, { title, language, direction }) }
}

function confirmation(
  texts: Texts,
  { reference, received: arrived, facts }: MailInput,
): { subject: string; body: Block[] } {
  const words = texts.confirmation
  return {
    subject: words.subject,
    body: [
      { kind: 'paragraph', text: words.stored },
      { kind: 'fact', label: texts.reference, value: oneLine(reference, 60) },
      ...list(words.receivedHeading, arrived ? receivedLines(arrived, texts) : facts?.summary),
      { kind: 'paragraph', text: words.next },
    ],
  }
}

function result(texts: Texts, { reference, facts }: MailInput): { subject: string; body: Block[] } {
  const words = texts.result
  const outcome = facts && isOutcome(facts.status) ? words[facts.status] : words.other
  const price = facts?.price ? oneLine(facts.price, 200) : ''
  return {
    subject: outcome.subject,
    body: [
      { kind: 'paragraph', text: outcome.opening },
      { kind: 'fact', label: texts.reference, value: oneLine(reference, 60) },
      ...list(words.summaryHeading, facts?.summary),
      ...(price ? [{ kind: 'fact' as const, label: words.price, value: price }] : []),
      ...list(words.leftHeading, facts?.left),
    ],
  }
}

const outcomes = ['completed', 'partial', 'failed', 'cancelled'] as const
const isOutcome = (status: string): status is (typeof outcomes)[number] =>
  (outcomes as readonly string[]).includes(status)

/** No heading over nothing: a list without items is left out. */
function list(heading: string, items: string[] = []): Block[] {
  const lines = items.map((item) => oneLine(item, 600)).filter(Boolean)
  return lines.length ? [{ kind: 'list', heading, items: lines }] : []
}

/**
 * What arrived with a request, one line per thing, for the confirmation. Nothing of the description is quoted: the
 * address is not confirmed yet, and a form that mails any text to any address is a spam relay.
 */
function receivedLines({ characters: count, files: arrived }: Received, texts: Texts): string[] {
  const words = texts.confirmation
  const form = words.text[new Intl.PluralRules(texts.language).select(count)] ?? words.text.other
  const text = fill(form, { count: new Intl.NumberFormat(texts.language).format(count) })
  const files = arrived.map((file) =>
    fill(words[file.role], { name: oneLine(file.name, 80), size: sizeOf(file.bytes, texts.language) }),
  )
  return count ? [text, ...files] : files
}

/** Decimal units as the SI has them: 1 kB is 1,000 bytes. */
function sizeOf(bytes: number, language: string): string {
  const [unit, divisor] =
    bytes < 1_000 ? ['byte', 1] : bytes < 1_000_000 ? ['kilobyte', 1_000] : ['megabyte', 1_000_000]
  const format = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: divisor > 1_000 ? 1 : 0 } as const
  return new Intl.NumberFormat(language, format).format(bytes / divisor)
}

/** A name to greet with, or none: names that carry an address are advertisements, and mail programs would link them. */
function greetable(name = ''): string {
  const line = oneLine(name, 60)
  return /:\/\/|www\.|@|\.[a-z]{2,}\//i.test(line) ? '' : line
}

/** On one line, without control and direction-changing characters, cut at `max` characters with `…`. */
function oneLine(text: string, max: number): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length > max
    ? `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`
    : line
}

/** Replaces `{key}` in one pass, so that a value that contains `{other}` stays as it is. */
export const fill = (text: string, values: Record<string, string>) =>
  text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole)

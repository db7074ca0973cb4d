import { readFile } from 'node:fs/promises'
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime'
import { textOfHtml } from './html.ts'
import { limits } from './limits.ts'
import { type Reading, type Unread, Unreadable, versionOf } from './reading.ts'

/** Pictures below this size inside a mail are logos and signatures. */
const smallPictureBytes = 20_000

/** A mail (RFC 5322, MIME): its head and body as one page, and its attachments, mails inside it included, to be read one by one. */
export async function readEml(path: string): Promise<Reading> {
  const mail = await PostalMime.parse(await readFile(path), {
    forceRfc822Attachments: true,
    maxNestingDepth: 50,
    maxHeadersSize: 1_000_000,
  }).catch((cause) => {
    throw new Unreadable('The file is damaged and could not be opened as a mail.', { cause })
  })
  const html = mail.text?.trim() ? undefined : mail.html && textOfHtml(mail.html)
  const body = html ? html.text : (mail.text ?? '').trim()
  const { kept, unread } = sorted(mail.attachments)
  return {
    pages: [{ number: 1, text: [...headOf(mail), '', body].join('\n').trim() }],
    tables: html ? html.tables : [],
    metadata: metadataOf(mail),
    unread: [...(html ? html.unread : []), ...unread],
    method: versionOf('postal-mime'),
    attachments: kept.map((attachment, at) => ({ name: nameOf(attachment, at), bytes: bytesOf(attachment) })),
  }
}

const boxOf = (address: Address): string =>
  address.group
    ? `${address.name}: ${address.group.map(boxOf).join(', ')}`
    : address.name
      ? `${address.name} <${address.address}>`
      : (address.address ?? '')

function headOf({ subject, from, to, cc, date }: Email): string[] {
  const lines: [string, string | undefined][] = [
    ['Subject', subject],
    ['From', from && boxOf(from)],
    ['To', to?.map(boxOf).join(', ')],
    ['Cc', cc?.map(boxOf).join(', ')],
    ['Date', date],
  ]
  return lines.flatMap(([name, value]) => (value ? [`${name}: ${value.replace(/\s+/g, ' ')}`] : []))
}

function metadataOf({ subject, from, date }: Email): Reading['metadata'] {
  return { ...(subject && { title: subject }), ...(from && { author: boxOf(from) }), ...(date && { created: date }) }
}

/** Which attachments are read; small pictures that stand in the text are counted only. */
function sorted(attachments: Attachment[]): { kept: Attachment[]; unread: Unread[] } {
  const isSmall = (a: Attachment) =>
    a.mimeType.startsWith('image/') &&
    (a.related || a.disposition === 'inline') &&
    bytesOf(a).length < smallPictureBytes
  const logos = attachments.filter(isSmall).length
  const others = attachments.filter((attachment) => !isSmall(attachment))
  const unread: Unread[] = []
  if (logos > 0)
    unread.push({
      where: logos === 1 ? '1 small picture' : `${logos} small pictures`,
      reason: 'Small pictures in the text of a mail are not read.',
    })
  if (others.length > limits.attachmentsMax) {
    const reason = `Only the first ${limits.attachmentsMax} attachments of a mail are read.`
    unread.push({ where: `${others.length - limits.attachmentsMax} attachments`, reason })
  }
  return { kept: others.slice(0, limits.attachmentsMax), unread }
}

const bytesOf = ({ content }: Attachment): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content as ArrayBuffer)

function nameOf({ filename, mimeType }: Attachment, at: number): string {
  if (mimeType === 'message/rfc822')
    return filename?.endsWith('.eml') ? filename : `${filename || `mail ${at + 1}`}.eml`
  return filename || `attachment ${at + 1}`
}

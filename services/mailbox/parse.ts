import type { Address, Attachment, Email } from 'postal-mime'

/** An address as Mailpit's interface writes it. */
export type Mailbox = { Name: string; Address: string }
export type Headers = { from: Mailbox[]; to: Mailbox[]; cc: Mailbox[]; replyTo: Mailbox[] }
export type Part = { id: string; name: string; type: string; contentId: string; isInline: boolean; content: Uint8Array }
export type ParsedMail = {
  messageId: string
  subject: string
  date?: string
  headers: Headers
  text: string
  html: string
  parts: Part[]
}

const nothing: ParsedMail = {
  messageId: '',
  subject: '',
  headers: { from: [], to: [], cc: [], replyTo: [] },
  text: '',
  html: '',
  parts: [],
}

/** Reads a mail (RFC 5322, MIME). One that no parser can read is still a mail: all fields empty, the raw bytes remain. */
export async function parseMail(raw: Uint8Array): Promise<ParsedMail> {
  const { default: PostalMime } = await import('postal-mime')
  const mail: Email | undefined = await PostalMime.parse(raw).catch(() => undefined)
  if (!mail) return nothing
  return {
    messageId: (mail.messageId ?? '').replace(/[<>\s]/g, ''),
    subject: clean(mail.subject ?? ''),
    date: mail.date,
    headers: {
      from: mailboxes(mail.from && [mail.from]),
      to: mailboxes(mail.to),
      cc: mailboxes(mail.cc),
      replyTo: mailboxes(mail.replyTo),
    },
    text: clean(mail.text ?? ''),
    html: clean(mail.html ?? ''),
    parts: mail.attachments.map(partOf),
  }
}

const mailboxes = (addresses: Address[] = []): Mailbox[] =>
  addresses
    .flatMap((address) => address.group ?? [address])
    .map(({ name, address }) => ({ Name: clean(name), Address: clean(address) }))

/** PostgreSQL cannot hold U+0000 in text nor a half surrogate pair in jsonb, and a hostile mail may carry both. */
const clean = (text: string) => text.replaceAll('\0', '\ufffd').toWellFormed()

/** Attachments are numbered from 1 in the order of the mail; that number is their PartID. */
function partOf(attachment: Attachment, index: number): Part {
  const { content } = attachment
  return {
    id: String(index + 1),
    name: attachment.filename ?? '',
    type: attachment.mimeType,
    contentId: (attachment.contentId ?? '').replace(/[<>]/g, ''),
    isInline: attachment.related === true || attachment.disposition === 'inline',
    content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
  }
}

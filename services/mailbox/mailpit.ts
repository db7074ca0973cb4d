import type { Mailbox, ParsedMail } from './parse.ts'
import type { MailList, StoredMail, Summary } from './store.ts'

// Mailpit's names and shapes, so that test suites written for it can read this mailbox too.

/** A page of mails as `GET /api/v1/messages` and `/api/v1/search` answer it. */
export function mailpitList({ total, matching, mails }: MailList, start: number) {
  const messages = mails.map(summaryOf)
  // Read marks and tags do not exist here; Mailpit's clients expect the fields.
  return {
    total,
    unread: 0,
    count: messages.length,
    messages_count: matching,
    messages_unread: 0,
    start,
    tags: [],
    messages,
  }
}

function summaryOf(mail: Summary) {
  return {
    ...shared(mail),
    Created: mail.receivedAt.toISOString(),
    Attachments: mail.attachments,
    Snippet: mail.preview.replace(/\s+/g, ' ').trim().slice(0, 250),
  }
}

function shared({ id, messageId, headers, envelopeTo, subject, sizeBytes }: Summary) {
  const named = new Set([...headers.to, ...headers.cc].map((mailbox) => mailbox.Address.toLowerCase()))
  const hidden = envelopeTo.filter((address) => !named.has(address.toLowerCase()))
  return {
    ID: id,
    MessageID: messageId,
    Read: true,
    From: headers.from[0] ?? { Name: '', Address: '' },
    To: headers.to,
    Cc: headers.cc,
    // In the envelope but in no header: who was really written to.
    Bcc: hidden.map((Address): Mailbox => ({ Name: '', Address })),
    ReplyTo: headers.replyTo,
    Subject: subject,
    Tags: [],
    Size: sizeBytes,
  }
}

/** One mail as `GET /api/v1/message/{id}` answers it. */
export function mailpitMail(mail: StoredMail, { date, text, html, parts }: ParsedMail) {
  const partOf = ({ id, name, type, contentId, content }: ParsedMail['parts'][number]) => ({
    PartID: id,
    FileName: name,
    ContentType: type,
    ContentID: contentId,
    Size: content.byteLength,
  })
  return {
    ...shared(mail),
    ReturnPath: mail.envelopeFrom,
    Date: date ?? mail.receivedAt.toISOString(),
    Created: mail.receivedAt.toISOString(),
    Text: text,
    HTML: html,
    Inline: parts.filter((part) => part.isInline).map(partOf),
    Attachments: parts.filter((part) => !part.isInline).map(partOf),
  }
}

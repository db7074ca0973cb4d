import { fill, textsFor, type WrittenMail } from './mail.ts'
import { type AccountKind, accountLetters } from './messages/account.ts'
import { type Block, toHtml, toText } from './render.ts'

/** Writes a mail about an account. Pure, like `writeMail`; `page` is the link with its secret, `code` what is to be typed instead of one. */
export function writeAccountMail(
  kind: AccountKind,
  { language: wanted, page, code, sender }: { language: string; page: string; code: string; sender: string },
): WrittenMail {
  const { language, direction, greeting } = textsFor(wanted)
  const letter = accountLetters[language]![kind]
  const filled = (text: string) => fill(text, { sender })
  const title = filled(letter.subject)
  const blocks: Block[] = [
    { kind: 'title', text: title },
    { kind: 'paragraph', text: greeting },
    { kind: 'paragraph', text: filled(letter.text) },
    // In two halves, which are easier to keep in mind on the way to the other window.
    ...(letter.code ? [{ kind: 'fact' as const, label: letter.code, value: code.replace(/^.{4}/, '$& ') }] : []),
    ...(letter.open ? [{ kind: 'link' as const, label: letter.open, url: page }] : []),
    { kind: 'small', text: letter.note },
    { kind: 'paragraph', text: sender },
  ]
  return { language, subject: title, text: toText(blocks), html: toHtml(blocks, { title, language, direction }) }
}

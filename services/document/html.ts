import { Parser } from 'htmlparser2'
import { limits } from './limits.ts'
import { collectProse, type Words } from './prose.ts'
import { type Reading, type Table, type Unread, versionOf } from './reading.ts'
import { beginning, decodeText } from './text.ts'

const names = (list: string) => new Set(list.split(' '))
const words: Words = {
  paragraph: names(
    'p li h1 h2 h3 h4 h5 h6 dt dd div section article header footer main nav aside blockquote pre figure figcaption address form fieldset legend caption ul ol dl',
  ),
  table: 'table',
  row: 'tr',
  cell: names('td th'),
  signs: { br: '\n' },
  skipped: names('head script style noscript template iframe object embed svg math select textarea canvas audio video'),
}
const hiding = /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])/i

type Page = { text: string; tables: Table[]; metadata: Reading['metadata']; unread: Unread[] }

/** What a person would see of a web page (HTML Living Standard). Nothing in it is run, and no link or picture is fetched. */
export async function readHtml(path: string): Promise<Reading> {
  const { bytes, size } = await beginning(path)
  const isCut = size > bytes.length
  const page = textOfHtml(decodeText(withoutCharset(bytes), isCut).text)
  const reason = `Only the first ${limits.plainBytesMax / 1_000_000} MB of a web page are read.`
  return {
    pages: [{ number: 1, text: page.text }],
    tables: page.tables,
    metadata: page.metadata,
    unread: isCut ? [...page.unread, { where: 'the end of the file', reason }] : page.unread,
    method: versionOf('htmlparser2'),
  }
}

/** As UTF-8, from the encoding that the page declares (HTML 13.2.3.2), when we know it; otherwise as it is. */
function withoutCharset(bytes: Uint8Array): Uint8Array {
  const head = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1')
  const declared = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1]
  if (!declared || /^utf-?8$/i.test(declared)) return bytes
  try {
    return Buffer.from(new TextDecoder(declared).decode(bytes))
  } catch {
    return bytes
  }
}

/**
 * Text, tables and properties of a web page, or of the body of a mail. Text that a style or an attribute hides from people is left out and named, so that
 * nobody can say to a reader of the analysis what the customer never saw.
 */
export function textOfHtml(html: string): Page {
  const prose = collectProse(words, 1)
  const found: Record<string, string> = {}
  let title: string | undefined
  let isInTitle = false
  let hiddenDepth = 0
  let hasHiddenText = false
  const parser = new Parser({
    onopentag(name, attributes) {
      isInTitle = name === 'title' && title === undefined
      if (name === 'meta' && attributes.name) found[attributes.name.toLowerCase()] ??= attributes.content ?? ''
      if (hiddenDepth > 0 || isHidden(attributes)) hiddenDepth++
      else prose.open(name, {})
    },
    onclosetag(name) {
      isInTitle = false
      if (hiddenDepth > 0) hiddenDepth--
      else prose.close(name)
    },
    ontext(text) {
      if (isInTitle) title = (title ?? '') + text
      if (hiddenDepth > 0) hasHiddenText ||= text.trim() !== ''
      else prose.text(text)
    },
  })
  parser.end(html)
  const created = found.date ?? found['dcterms.created']
  const metadata = {
    ...(title && { title }),
    ...(found.author && { author: found.author }),
    ...(created && { created }),
  }
  const hidden = { where: 'hidden text', reason: 'Text that a reader of the page would not see was left out.' }
  return { ...prose.end(), metadata, unread: hasHiddenText ? [hidden] : [] }
}

function isHidden({ hidden, style = '', 'aria-hidden': aria }: Record<string, string>): boolean {
  return hidden !== undefined || aria === 'true' || hiding.test(style)
}

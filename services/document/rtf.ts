import { limits } from './limits.ts'
import { type Reading, Unreadable } from './reading.ts'
import { type RtfWord, rtfWords } from './rtf-words.ts'
import { beginning } from './text.ts'

type Frame = { isSkipped: boolean; destination: string; codePage: string; unicodeSkip: number }
type Control = Extract<RtfWord, { kind: 'control' }>

/** Destinations without text of the document. One marked `\*` that is in none of these lists is another (RTF 1.9.1, "Conventions of an RTF reader"). */
const skipped = new Set(
  'info fonttbl colortbl stylesheet listtable listoverridetable pict objdata themedata datastore generator xmlnstbl rsidtbl filetbl fldinst nonshppict revtbl bkmkstart bkmkend private mmathPr latentstyles'.split(
    ' ',
  ),
)
const infoFields = new Set(['title', 'author'])
const nestedMax = 5_000
const signs: Record<string, string> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  tab: '\t',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emspace: ' ',
  enspace: ' ',
}
/** Windows code page of a font's character set. */
const codePages: Record<number, string> = {
  0: 'windows-1252',
  128: 'shift_jis',
  134: 'gbk',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  238: 'windows-1250',
}

/** Rich Text (RTF 1.9.1): text, tables and properties. Pictures and embedded objects are skipped and counted. */
export async function readRtf(path: string): Promise<Reading> {
  const { bytes, size } = await beginning(path)
  const found = walkRtf(Buffer.from(bytes).toString('latin1'))
  const { pictures, objects, isClosed } = found
  const unread: Reading['unread'] = []
  const sorted: [number, string, string][] = [
    [
      pictures,
      'picture',
      'Pictures inside a text file are kept but not read. Send those that hold text as files of their own.',
    ],
    [objects, 'embedded object', 'Files inside the file are not opened. Send them one by one.'],
  ]
  for (const [count, name, reason] of sorted)
    if (count > 0) unread.push({ where: count === 1 ? `1 ${name}` : `${count} ${name}s`, reason })
  if (size > bytes.length)
    unread.push({
      where: 'the end of the file',
      reason: `Only the first ${limits.plainBytesMax / 1_000_000} MB of a text file are read.`,
    })
  else if (!isClosed)
    unread.push({ where: 'the end of the file', reason: 'The file seems to be cut off; text may be missing.' })
  return {
    pages: [{ number: 1, text: found.text }],
    tables: found.tables,
    metadata: found.metadata,
    unread,
    method: 'StateX RTF reader 1',
  }
}

/** One pass over the words of the file, with a stack of open groups. */
export function walkRtf(rtf: string) {
  const out = openProse()
  const info: Record<string, string> = {}
  const fonts = openFonts()
  const counts = { pict: 0, object: 0 }
  const stack: Frame[] = []
  let frame: Frame = { isSkipped: false, destination: '', codePage: fonts.usual(), unicodeSkip: 1 }
  let toSkip = 0
  const say = (text: string) => {
    if (infoFields.has(frame.destination)) info[frame.destination] = (info[frame.destination] ?? '') + text
    else if (!frame.isSkipped) out.add(text)
  }
  const obey = ({ name, value = 0, isOptional }: Control) => {
    if (name === 'object' || (name === 'pict' && !frame.isSkipped)) counts[name]++
    if (skipped.has(name) || (isOptional && name !== 'shppict')) frame.isSkipped = true
    if (infoFields.has(name) || name === 'creatim' || name === 'fonttbl') frame.destination = name
    if (name === 'uc') frame.unicodeSkip = value
    else if (name === 'u') {
      say(String.fromCharCode(value & 0xffff))
      toSkip = frame.unicodeSkip
    } else if (frame.destination === 'fonttbl') fonts.learn(name, value)
    else if (frame.destination === 'creatim') info[name] = String(value)
    else if (name === 'ansicpg') frame.codePage = fonts.setUsual(value)
    else if (name === 'f' || name === 'plain') frame.codePage = name === 'f' ? fonts.of(value) : fonts.usual()
    else if (!frame.isSkipped) out.control(name)
  }
  for (const word of rtfWords(rtf)) {
    if (word.kind === 'open') {
      if (stack.push(frame) > nestedMax) throw new Unreadable('The file is nested too deeply to be read.')
      frame = { ...frame }
    } else if (word.kind === 'close') frame = stack.pop() ?? frame
    else if (word.kind === 'control') obey(word)
    else {
      const length = word.kind === 'text' ? word.text.length : word.bytes.length
      say(word.kind === 'text' ? word.text.slice(toSkip) : decode(word.bytes.slice(toSkip), frame.codePage))
      toSkip = Math.max(0, toSkip - length)
      continue
    }
    // What stands for a letter that old readers do not know ends with its group.
    if (word.kind !== 'control') toSkip = 0
  }
  return {
    ...out.end(),
    metadata: metadataOf(info),
    pictures: counts.pict,
    objects: counts.object,
    isClosed: stack.length === 0,
  }
}

/** Which code page each font is written in; `\ansicpg` names that of everything else. */
function openFonts() {
  const pages = new Map<number, string>()
  let usual = 'windows-1252'
  let font = 0
  return {
    usual: () => usual,
    setUsual: (number: number) => {
      usual = `windows-${number}`
      return usual
    },
    learn(name: string, value: number) {
      if (name === 'f') font = value
      else if (name === 'fcharset') pages.set(font, codePages[value] ?? usual)
    },
    of: (number: number) => pages.get(number) ?? usual,
  }
}

function metadataOf({ title, author, yr, mo = '1', dy = '1' }: Record<string, string>): Reading['metadata'] {
  const two = (value: string) => value.padStart(2, '0')
  return { ...(title && { title }), ...(author && { author }), ...(yr && { created: `${yr}-${two(mo)}-${two(dy)}` }) }
}

function decode(bytes: number[], codePage: string): string {
  if (bytes.length === 0) return ''
  try {
    return new TextDecoder(codePage).decode(Uint8Array.from(bytes))
  } catch {
    return new TextDecoder('windows-1252').decode(Uint8Array.from(bytes))
  }
}

/** Gathers text, and rows of a table as they end. */
function openProse() {
  const tables: { page: number; rows: string[][] }[] = []
  const lines: string[] = []
  let line = ''
  let row: string[] = []
  let isInTable = false
  const endLine = () => {
    const text = line.replace(/[^\S\t\n]+/g, ' ').trim()
    if (text) lines.push(text)
    line = ''
  }
  return {
    add(text: string) {
      line += text
    },
    control(name: string) {
      if (name === 'cell') {
        row.push(line.replace(/\s+/g, ' ').trim())
        line = ''
      } else if (name === 'row') {
        if (!isInTable) tables.push({ page: 1, rows: [] })
        isInTable = true
        tables.at(-1)?.rows.push(row)
        lines.push(row.join('\t').trimEnd())
        row = []
      } else if (name === 'par' || name === 'sect' || name === 'page') {
        // Inside a cell a paragraph ends a line of the cell.
        if (row.length > 0) line += ' '
        else {
          if (line.trim()) isInTable = false
          endLine()
        }
      } else if (signs[name] !== undefined) line += signs[name]
    },
    end() {
      if (row.length > 0) line = [...row, line].join('\t')
      endLine()
      return {
        text: lines.join('\n'),
        tables: tables.filter(({ rows }) => rows.length > 1 || (rows[0]?.length ?? 0) > 1),
      }
    },
  }
}

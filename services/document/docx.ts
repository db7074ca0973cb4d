import mammoth from 'mammoth'
import { openArchive } from './archive.ts'
import { officeMetadata, officeUnread } from './office.ts'
import { collectProse, type Words } from './prose.ts'
import { type Reading, versionOf } from './reading.ts'
import { walkXml } from './xml.ts'

const html: Words = {
  paragraph: new Set(['p', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'dt', 'dd']),
  table: 'table',
  row: 'tr',
  cell: new Set(['td', 'th']),
  signs: { br: '\n' },
}
const word: Words = {
  paragraph: new Set(['p']),
  table: 'tbl',
  row: 'tr',
  cell: new Set(['tc']),
  signs: { tab: '\t', br: '\n' },
  skipped: new Set(['del', 'instrText']),
  text: new Set(['t']),
}

/**
 * Word document (ECMA-376): mammoth makes HTML, because its plain text flattens tables; headers and footers, which mammoth leaves out, are read
 * from their parts and stand at the end. Pictures are not unpacked.
 */
export async function readDocx(path: string): Promise<Reading> {
  const archive = await openArchive(path)
  const convertImage = mammoth.images.imgElement(async () => ({ src: '' }))
  const { value } = await mammoth.convertToHtml({ path }, { convertImage, externalFileAccess: false })
  const body = collectProse(html, 1)
  walkXml(value, body)
  const { text, tables } = body.end()
  const margins = new Set<string>()
  for (const part of archive.names.filter((name) => /^word\/(header|footer)\d*\.xml$/.test(name))) {
    const margin = collectProse(word, 1)
    walkXml((await archive.text(part)) ?? '', margin)
    margins.add(margin.end().text)
  }
  margins.delete('')
  return {
    pages: [{ number: 1, text: [text, ...margins].join('\n') }],
    tables,
    metadata: await officeMetadata(archive, 'docProps/core.xml'),
    unread: officeUnread(archive),
    method: versionOf('mammoth'),
  }
}

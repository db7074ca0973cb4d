import { openArchive } from './archive.ts'
import { officeMetadata, officeUnread } from './office.ts'
import { collectProse, type Words } from './prose.ts'
import { type Reading, Unreadable } from './reading.ts'
import { walkXml } from './xml.ts'

/** OpenDocument 1.3 part 3: `p` and `h` are paragraphs, `s` a run of spaces. Deleted text waits in `tracked-changes`. */
const words: Words = {
  paragraph: new Set(['p', 'h']),
  table: 'table',
  row: 'table-row',
  cell: new Set(['table-cell', 'covered-table-cell']),
  signs: { s: ' ', tab: '\t', 'line-break': '\n' },
  skipped: new Set(['tracked-changes', 'annotation', 'automatic-styles', 'font-face-decls', 'scripts']),
}

/** OpenDocument text: paragraphs and tables of `content.xml`. */
export async function readOdt(path: string): Promise<Reading> {
  const archive = await openArchive(path)
  if ((await archive.text('META-INF/manifest.xml'))?.includes('encryption-data')) {
    throw new Unreadable('The file is protected with a password. Please send it without one.')
  }
  const body = collectProse(words, 1)
  walkXml((await archive.text('content.xml')) ?? '', body)
  const { text, tables } = body.end()
  return {
    pages: [{ number: 1, text }],
    tables,
    metadata: await officeMetadata(archive, 'meta.xml'),
    unread: officeUnread(archive),
    method: 'StateX OpenDocument reader 1',
  }
}

import { type Archive, openArchive } from './archive.ts'
import { officeMetadata, officeUnread, relationships } from './office.ts'
import { collectProse, type Words } from './prose.ts'
import type { Page, Reading, Table } from './reading.ts'
import { walkXml } from './xml.ts'

/** DrawingML (ECMA-376 part 1, 21.1): text counts only in `t`; `fld` holds slide numbers and dates. */
const words: Words = {
  paragraph: new Set(['p']),
  table: 'tbl',
  row: 'tr',
  cell: new Set(['tc']),
  signs: { br: '\n' },
  skipped: new Set(['fld']),
  text: new Set(['t']),
}

/** Presentation: one page per slide in the order of the show, speaker's notes included. */
export async function readPptx(path: string): Promise<Reading> {
  const archive = await openArchive(path)
  const pages: Page[] = []
  const tables: Table[] = []
  for (const part of await slidesInOrder(archive)) {
    const number = pages.length + 1
    const slide = await proseOf(archive, part, number)
    const notes = [...(await relationships(archive, part)).values()].find(({ type }) => type === 'notesSlide')
    const said = notes && (await proseOf(archive, notes.target, number)).text
    pages.push({ number, text: said ? `${slide.text}\nNotes: ${said}` : slide.text })
    tables.push(...slide.tables)
  }
  const metadata = await officeMetadata(archive, 'docProps/core.xml')
  return {
    pages,
    tables,
    metadata: { ...metadata, pages: pages.length },
    unread: officeUnread(archive),
    method: 'StateX presentation reader 1',
  }
}

async function slidesInOrder(archive: Archive): Promise<string[]> {
  const targets = await relationships(archive, 'ppt/presentation.xml')
  const slides: string[] = []
  walkXml((await archive.text('ppt/presentation.xml')) ?? '', {
    open: (name, attributes) => {
      const target = name === 'sldId' && targets.get(attributes['r:id'] ?? '')?.target
      if (target) slides.push(target)
    },
  })
  return slides
}

async function proseOf(archive: Archive, part: string, page: number) {
  const prose = collectProse(words, page)
  walkXml((await archive.text(part)) ?? '', prose)
  return prose.end()
}

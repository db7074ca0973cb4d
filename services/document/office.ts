import type { Archive } from './archive.ts'
import type { Reading, Unread } from './reading.ts'
import { walkXml } from './xml.ts'

/** Title, author and times from the core properties (ECMA-376 part 2, 11) or from OpenDocument's `meta.xml`. */
export async function officeMetadata(archive: Archive, part: string): Promise<Reading['metadata']> {
  const xml = await archive.text(part)
  const found: Record<string, string> = {}
  let name = ''
  if (xml) {
    walkXml(xml, {
      open: (opened) => {
        name = opened
      },
      close: () => {
        name = ''
      },
      text: (text) => {
        if (name) found[name] = (found[name] ?? '') + text
      },
    })
  }
  const author = found['initial-creator'] ?? found.creator
  const created = found.created ?? found['creation-date']
  const modified = found.modified ?? found.date
  return {
    ...(found.title && { title: found.title }),
    ...(author && { author }),
    ...(created && { created }),
    ...(modified && { modified }),
  }
}

const unreadParts: [RegExp, string, string, string][] = [
  [
    /(^|\/)(media|Pictures)\/[^/]+$/,
    'picture',
    'pictures',
    'Pictures inside an Office file are kept but not read. Send those that hold text as files of their own.',
  ],
  [
    /(^|\/)charts\/chart[^/]*\.xml$/,
    'chart',
    'charts',
    'Charts are not read; their figures are read only where a table shows them.',
  ],
  [
    /(^|\/)(embeddings|ObjectReplacements)\/[^/]+$/,
    'embedded object',
    'embedded objects',
    'Files inside the file are not opened. Send them one by one.',
  ],
  [/(^|\/)diagrams\/data[^/]*\.xml$/, 'diagram', 'diagrams', 'Diagrams are not read.'],
]

/** Parts of an office file that no reader here understands, counted. */
export function officeUnread({ names }: Archive): Unread[] {
  return unreadParts.flatMap(([pattern, one, many, reason]) => {
    const count = names.filter((name) => pattern.test(name)).length
    return count === 0 ? [] : [{ where: count === 1 ? `1 ${one}` : `${count} ${many}`, reason }]
  })
}

/** Targets of a part's relationships by id, as paths inside the zip. */
export async function relationships(
  archive: Archive,
  part: string,
): Promise<Map<string, { type: string; target: string }>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const found = new Map<string, { type: string; target: string }>()
  walkXml((await archive.text(`${folder}_rels/${part.slice(folder.length)}.rels`)) ?? '', {
    open: (name, { Id, Type, Target, TargetMode }) => {
      // A target outside the file is never followed.
      if (name !== 'Relationship' || !Id || !Target || TargetMode === 'External') return
      const target = new URL(Target, `zip:///${folder}`).pathname.slice(1)
      found.set(Id, { type: Type?.split('/').at(-1) ?? '', target: decodeURIComponent(target) })
    },
  })
  return found
}

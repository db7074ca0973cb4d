import type { DocumentText } from './contract.ts'
import { limits } from './limits.ts'
import type { FileRead } from './read-file.ts'
import { type Page, type Picture, pageRanges, type Table, type Unread, verdict } from './reading.ts'

/** What a recogniser made of the pictures of a file: pages that it read, and why others have no text or a doubtful one. */
export type Recognised = {
  pages: Page[]
  tables: Table[]
  unread: { page: number; reason: string }[]
  method?: string
}

const install =
  'This installation has no text recognition. Whoever runs it can install the Debian package tesseract-ocr; run the request again after that.'
const lacks: Record<Picture['why'], string> = {
  picture: 'This is a picture. It is kept, but the words in it were not read.',
  scan: 'This is a scan without a text layer, so it was not read.',
  letters: 'The letters are stored in a way that cannot be turned back into text, so it was not read.',
}

/** Why pages that need a recogniser have no text when there is none, with what to do about it. */
export function withoutRecogniser(pictures: Picture[]): Recognised {
  return {
    pages: [],
    tables: [],
    unread: pictures.map(({ page, why }) => ({ page, reason: `${lacks[why]} ${install}` })),
  }
}

/** Puts the recognised pages in their places, names the others, and judges the whole again. Pure. */
export function settle({ document, pictures, note }: FileRead, recognised = withoutRecogniser(pictures)): DocumentText {
  const settled = pictures.length > 0 ? withPictures(document, pictures, recognised) : document
  if (!note) return settled
  const reason = settled.understood === 'none' ? note.reason : `${note.reason} It was read as what it is.`
  return { ...settled, unread: [...settled.unread, { ...note, reason }] }
}

function withPictures(document: DocumentText, pictures: Picture[], found: Recognised): DocumentText {
  const isOnePicture = document.kind === 'image' && pictures.length === 1
  const byNumber = new Map([...document.pages, ...found.pages].map((page) => [page.number, page]))
  const pages = [...byNumber.values()].sort((a, b) => a.number - b.number)
  const tables = [...document.tables, ...found.tables].sort((a, b) => a.page - b.page)
  const parts: Unread[] = [...document.unread]
  for (const [reason, entries] of Map.groupBy(found.unread, (entry) => entry.reason)) {
    const places = isOnePicture ? ['the whole file'] : pageRanges(entries.map(({ page }) => page))
    parts.push(...places.map((where) => ({ where, reason })))
  }
  const methods = [document.method, found.method].filter((name) => name && name !== 'none')
  const method = methods.join(', ') || 'none'
  return { ...document, ...verdict(pages, tables, parts), pages, tables, method }
}

/** A sentence about how sure the recogniser was, where that needs saying. */
export function doubtOf(confidence: number): string | undefined {
  if (confidence >= limits.ocrConfidencePoor) return undefined
  return `The picture is hard to read: the recogniser is ${Math.round(confidence * 100)} % sure of its words. Those that may be wrong are marked.`
}

import type { Transcript } from '#contracts/asr'
import type { DocumentText } from '#contracts/document'
import type { Source } from '#contracts/nlp'
import type { RequestSnapshot } from '#contracts/submission'

/** What was read of one file. */
export type Read = { fileId: string; name: string } & DocumentText

/** Brings all readable text of a request together, and names what of it nobody could read. Pure. */
export function gather(
  request: RequestSnapshot,
  transcript: Transcript | undefined,
  documents: Read[] | undefined,
): { sources: Source[]; left: { label: string; reason: string }[] } {
  const sources: Source[] = []
  const left: { label: string; reason: string }[] = []
  if (request.description.trim())
    sources.push({ id: 'description', kind: 'description', label: 'Your description', text: request.description })
  if (request.files.some((f) => f.role === 'voice')) {
    const isHeard = transcript?.state === 'transcribed'
    if (isHeard && transcript.text.trim())
      sources.push({ id: 'voice', kind: 'voice', label: 'Your voice note', text: transcript.text })
    else
      left.push({
        label: 'Voice note',
        reason: isHeard ? 'No words were heard in it.' : (transcript?.reason ?? 'It could not be transcribed.'),
      })
    if (transcript?.heardS) {
      const minutes = Math.round(transcript.heardS / 60)
      left.push({
        label: `Voice note, after ${minutes} minutes`,
        reason: `Only the first ${minutes} minutes were listened to.`,
      })
    }
  }
  for (const file of request.files.filter((f) => f.role === 'file')) {
    const read = documents?.find((d) => d.fileId === file.id)
    if (!read) {
      left.push({ label: file.name, reason: 'It could not be read.' })
      continue
    }
    const source = sourceOf(file.id, file.name, read)
    if (source) sources.push(source)
    for (const part of read.unread)
      left.push({ label: part.where === file.name ? file.name : `${file.name}, ${part.where}`, reason: part.reason })
    if (!source && read.unread.length === 0) left.push({ label: file.name, reason: 'No text was found in it.' })
  }
  return { sources, left }
}

/** The text of a document, page after page, with the place of each page and of each doubtful word in it; none when there is no text. */
function sourceOf(id: string, label: string, { pages }: DocumentText): Source | undefined {
  let text = ''
  const places: NonNullable<Source['pages']> = []
  const doubtful: NonNullable<Source['doubtful']> = []
  for (const page of pages) {
    const words = page.text.trim()
    if (!words) continue
    if (text) text += '\n\n'
    const start = text.length
    const shift = start - page.text.indexOf(words)
    text += words
    places.push({ number: page.number, start, end: text.length, ...(page.part && { part: page.part }) })
    for (const doubt of page.doubtful ?? []) doubtful.push({ start: doubt.start + shift, end: doubt.end + shift })
  }
  if (!text) return undefined
  return { id, kind: 'document', label, text, pages: places, ...(doubtful.length > 0 && { doubtful }) }
}

import { stat } from 'node:fs/promises'
import type { Ocr } from '#platform/ports'
import { expectCall, runInSandbox, SandboxOutOfMemory, SandboxTimeout } from '#platform/sandbox'
import type { Ctx, TaskRun } from '#platform/service'
import type { document as contract, DocumentText } from './contract.ts'
import { limits } from './limits.ts'
import type { needs } from './needs.ts'
import { type PdfPageReport, stoppedReading, withReported } from './pdf-reading.ts'
import type { Described } from './picture.ts'
import { settle } from './pictures.ts'
import type { FileRead, FileToRead } from './read-file.ts'
import { type Attached, type DocumentKind, judge, nothing, type Picture, verdict } from './reading.ts'
import { recognisePictures } from './recognise.ts'

/** A file in the blob store; `key` also names where its attachments go. */
export type Stored = {
  fileId: string
  requestId?: string | undefined
  key: string
  name: string
  type: string
  language?: string | undefined
}
/** A file whose pages can be drawn: they are the pages from `first` on of the document. */
export type Drawable = { first: number; pages: number; key: string; isPdf: boolean }
export type ReadStored = { document: DocumentText; drawable: Drawable[] }

/**
 * Reads one stored file in the sandbox, its pictures with the recogniser that is installed, and its attachments as files of their own. A file that is too big or
 * too slow is a result like any other, with the reason.
 *
 * @param derivedKey where attachments are stored, without a number
 */
export async function readStored(
  stored: Stored,
  derivedKey: string,
  ctx: Ctx<typeof contract, typeof needs>,
  run: TaskRun,
  depth = 0,
): Promise<ReadStored> {
  const path = await ctx.adapters.blobs.path(stored.key)
  const party = [ctx.tenant, stored.requestId ?? stored.fileId]
  const isAlone = ctx.config.processPerFile
  const { read, detail } = await readSafely({ path, name: stored.name }, stored.type, { isAlone, party }, run)
  if (detail) ctx.log.warn({ fileId: stored.fileId, detail }, 'A file could not be read')
  const isPdf = read.document.kind === 'pdf'
  const engine = await engineFor(read.pictures, ctx.adapters.ocr)
  const warn = (error: unknown, page: number) =>
    ctx.log.warn({ fileId: stored.fileId, page, err: error }, 'A picture could not be recognised')
  const asked = { path, isPdf, pictures: read.pictures, language: stored.language }
  const recognised =
    engine && (await recognisePictures(engine, asked, { signal: run.signal, progress: run.progress, warn, party }))
  const document = settle(read, recognised)
  const pages = read.document.metadata.pages ?? (read.document.kind === 'image' ? Math.max(1, read.pictures.length) : 0)
  const isDrawable = (isPdf || read.document.kind === 'image') && pages > 0 && !read.isClosed
  const drawable = isDrawable ? [{ first: 1, pages, key: stored.key, isPdf }] : []
  return addAttachments({ document, drawable }, read.attachments ?? [], { stored, derivedKey, depth }, ctx, run)
}

/** People send files in the minutes after each other, and a process that has read one reads the first page of the next in a twentieth of the time. */
const usedMs = 120_000
const reader = new URL('./read-file.ts', import.meta.url)
const boundsOf = (isAlone: boolean) => ({
  timeoutMs: limits.timeoutMs,
  memoryMbMax: limits.memoryMbMax,
  ...(isAlone ? { once: { prepare: 'prepare' } } : { idleMs: usedMs }),
})
/** Has a process ready for a file that is on its way. */
export const expectFile = (isAlone: boolean) => expectCall(reader, 'prepare', boundsOf(isAlone))

/** Progress is told once in so many pages. */
const pagesPerWord = 20

const engineFor = async (pictures: Picture[], ocr: Ocr | undefined) => (pictures.length > 0 ? ocr?.engine() : undefined)

/** `isClosed`: nothing of the file could be opened, so no page of it can be drawn. */
type Opened = FileRead & { isClosed?: boolean }

async function readSafely(
  file: FileToRead,
  type: string,
  { isAlone, party }: { isAlone: boolean; party: string[] },
  { signal, progress }: TaskRun,
): Promise<{ read: Opened; detail?: string }> {
  const reports: PdfPageReport[] = []
  const onReport = (said: unknown) => {
    const report = said as PdfPageReport
    reports.push(report)
    if (reports.length % pagesPerWord === 0)
      progress(report.page.number / report.of, `page ${report.page.number} of ${report.of} read`)
  }
  try {
    const isHeavy = (await stat(file.path)).size > limits.heavyFromBytes
    const read = await runInSandbox<FileToRead, FileRead>(reader, 'readFile', file, {
      ...boundsOf(isAlone),
      signal,
      party,
      onReport,
      isHeavy,
    })
    if (read.document.kind === 'image') return { read: await described(read, file.path, { signal, party }) }
    const whole = { ...read, document: withReported(read, reports) }
    return { read: whole, ...(read.detail && { detail: read.detail }) }
  } catch (error) {
    if (!(error instanceof SandboxTimeout || error instanceof SandboxOutOfMemory)) throw error
    return { read: stopped(reports, type, error), detail: error.message }
  }
}

/** Pages that were read before a file became too much are kept. */
function stopped(reports: PdfPageReport[], type: string, error: Error): Opened {
  const reason = whyStopped(error)
  if (reports.length === 0) return { document: nothing(kindOf(type), reason), pictures: [], isClosed: true }
  const reading = stoppedReading(reports, reason)
  return { document: judge('pdf', reading), pictures: reading.pictures ?? [] }
}

/** What an image file says about itself, and how many pictures it holds, from where native code may run. */
async function described(
  read: FileRead,
  path: string,
  watch: { signal: AbortSignal; party: string[] },
): Promise<Opened> {
  const { pictureTimeoutMs: timeoutMs, pictureMemoryMbMax: memoryMbMax } = limits
  try {
    const module = new URL('./picture.ts', import.meta.url)
    const bounds = { timeoutMs, memoryMbMax, mayLoadAddons: true, owner: path, ...watch }
    const { pages, metadata } = await runInSandbox<string, Described>(module, 'describePicture', path, bounds)
    const pictures = Array.from({ length: pages }, (_, at): Picture => ({ page: at + 1, why: 'picture' }))
    return { ...read, pictures, document: { ...read.document, metadata } }
  } catch (error) {
    if (!(error instanceof Error && error.name === 'Unreadable')) throw error
    return { ...read, pictures: [], document: nothing('image', error.message), isClosed: true }
  }
}

type Place = { stored: Stored; derivedKey: string; depth: number }

/** Reads the attachments one after another; their pages follow those of the mail and keep their own names and numbers. */
async function addAttachments(
  outer: ReadStored,
  attachments: Attached[],
  place: Place,
  ctx: Ctx<typeof contract, typeof needs>,
  run: TaskRun,
): Promise<ReadStored> {
  const { stored, derivedKey, depth } = place
  let whole = outer
  for (const [at, { name, bytes }] of attachments.entries()) {
    if (depth >= limits.attachmentDepthMax) {
      const reason = `Mails inside mails are read to a depth of ${limits.attachmentDepthMax}.`
      whole = { ...whole, document: joined(whole.document, nothing('unknown', reason), name) }
      continue
    }
    const key = `${derivedKey}.${at + 1}`
    await ctx.adapters.blobs.put(key, bytes, bytes.length)
    const inner = await readStored({ ...stored, key, name, type: '' }, key, ctx, run, depth + 1)
    const last = lastPage(whole.document)
    const drawable = inner.drawable.map((file) => ({ ...file, first: file.first + last }))
    whole = { document: joined(whole.document, inner.document, name), drawable: [...whole.drawable, ...drawable] }
  }
  return whole
}

const lastPage = ({ pages, metadata }: DocumentText) =>
  Math.max(metadata.pages ?? 0, ...pages.map(({ number }) => number), 0)

/** One document of two: `inner` is the file `name` inside of `outer`. Pure. */
export function joined(outer: DocumentText, inner: DocumentText, name: string): DocumentText {
  const last = lastPage(outer)
  const pages = [
    ...outer.pages,
    ...inner.pages.map((page) => {
      const part = page.part
        ? { name: `${name} › ${page.part.name}`, page: page.part.page }
        : { name, page: page.number }
      return { ...page, number: page.number + last, part }
    }),
  ]
  const tables = [...outer.tables, ...inner.tables.map((table) => ({ ...table, page: table.page + last }))]
  const unread = [
    ...outer.unread,
    ...inner.unread.map(({ where, reason }) => ({
      where: where === 'the whole file' ? name : `${name}, ${where}`,
      reason,
    })),
  ]
  const methods = [...new Set([...outer.method.split(', '), ...inner.method.split(', ')])].filter(
    (method) => method !== 'none',
  )
  const metadata = { ...outer.metadata, pages: last + Math.max(lastPage(inner), 0) }
  return { ...outer, ...verdict(pages, tables, unread), pages, tables, metadata, method: methods.join(', ') || 'none' }
}

const kinds = {
  pdf: 'pdf',
  'wordprocessingml.document': 'docx',
  'spreadsheetml.sheet': 'xlsx',
  'presentationml.presentation': 'pptx',
  'opendocument.text': 'odt',
  rtf: 'rtf',
  plain: 'text',
  markdown: 'markdown',
  csv: 'csv',
  html: 'html',
  rfc822: 'email',
} as const

const kindOf = (type: string): DocumentKind =>
  Object.entries(kinds).find(([ending]) => type.endsWith(ending))?.[1] ?? 'unknown'

const whyStopped = (error: Error): string =>
  error instanceof SandboxTimeout
    ? `Reading took longer than ${limits.timeoutMs / 1_000} seconds and was stopped. A shorter file may work.`
    : `Reading needed more memory than the ${limits.memoryMbMax} MB that one file may use, and was stopped. A smaller file may work.`

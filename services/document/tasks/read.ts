import { Permanent } from '#platform/errors'
import { BlobMissing } from '#platform/ports'
import { runInSandbox, SandboxOutOfMemory, SandboxTimeout } from '#platform/sandbox'
import type { Work } from '#platform/service'
import type { document as contract, DocumentText } from '../contract.ts'
import { limits } from '../limits.ts'
import { settle } from '../pictures.ts'
import type { FileRead, FileToRead } from '../read-file.ts'
import { nothing } from '../reading.ts'
import { recognisePictures } from '../recognise.ts'

const kinds = {
  pdf: 'pdf',
  'wordprocessingml.document': 'docx',
  'spreadsheetml.sheet': 'xlsx',
  'presentationml.presentation': 'pptx',
  'opendocument.text': 'odt',
  plain: 'text',
  markdown: 'markdown',
  csv: 'csv',
} as const

/**
 * Reads one stored file in the sandbox, and its pictures and scanned pages with the recogniser that is installed. A file that is too big or too slow is a result like any other, with the reason; only a missing blob, a
 * crash or a cancelled task is an error.
 */
export const read: Work<typeof contract, 'read'> = async (input, ctx, run) => {
  const path = await ctx.adapters.blobs.path(input.key).catch((error) => {
    throw error instanceof BlobMissing
      ? new Permanent(`The file ${input.fileId} is no longer stored.`, { cause: error })
      : error
  })
  try {
    const { timeoutMs, memoryMbMax } = limits
    const reader = new URL('../read-file.ts', import.meta.url)
    const file = { path, name: input.name }
    const found = await runInSandbox<FileToRead, FileRead>(reader, 'readFile', file, {
      timeoutMs,
      memoryMbMax,
      signal: run.signal,
    })
    if (found.detail) ctx.log.warn({ fileId: input.fileId, detail: found.detail }, 'A file could not be read')
    const engine = found.pictures.length > 0 ? await ctx.adapters.ocr?.engine() : undefined
    if (!engine) return settle(found)
    const asked = { path, isPdf: found.document.kind === 'pdf', pictures: found.pictures, language: input.language }
    const warn = (error: unknown, page: number) =>
      ctx.log.warn({ fileId: input.fileId, page, err: error }, 'A picture could not be recognised')
    return settle(found, await recognisePictures(engine, asked, { signal: run.signal, progress: run.progress, warn }))
  } catch (error) {
    if (!(error instanceof SandboxTimeout || error instanceof SandboxOutOfMemory)) throw error
    ctx.log.warn({ fileId: input.fileId, error: error.message }, 'A file was too much for the reader')
    return tooMuch(input.type, error)
  }
}

function tooMuch(type: string, error: Error): DocumentText {
  const kind = Object.entries(kinds).find(([ending]) => type.endsWith(ending))?.[1] ?? 'unknown'
  const reason =
    error instanceof SandboxTimeout
      ? `Reading took longer than ${limits.timeoutMs / 1_000} seconds and was stopped. A shorter file may work.`
      : `Reading needed more memory than the ${limits.memoryMbMax} MB that one file may use, and was stopped. A smaller file may work.`
  return nothing(kind, reason)
}

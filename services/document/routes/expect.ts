import type { Serve } from '#platform/service'
import type { document as contract } from '../contract.ts'
import type { needs } from '../needs.ts'
import { expectFile } from '../read-stored.ts'

/** The start of a process and of PDFium in it is most of what the first page of the first file costs; it fits into the time that the file takes to arrive and be kept. */
export const expect: Serve<typeof contract, 'expect', typeof needs> = async (_, ctx) => {
  expectFile(ctx.config.processPerFile)
  return {}
}

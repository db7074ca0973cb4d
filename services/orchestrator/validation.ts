import type { RequestSnapshot } from '#contracts/submission'
import { BlobMissing } from '#platform/ports'
import type { Ctx } from '#platform/service'
import type { Needs } from './needs.ts'

/**
 * Looks whether every file the request names is in the blob store with the bytes it came in with.
 * @throws with the names of the files that are not
 */
export async function missingFiles(request: RequestSnapshot, ctx: Ctx<any, Needs>): Promise<undefined> {
  const missing: string[] = []
  for (const file of request.files) {
    try {
      const { content, bytes } = await ctx.adapters.blobs.get(file.key)
      content.destroy()
      if (bytes !== file.bytes) missing.push(file.name)
    } catch (error) {
      if (!(error instanceof BlobMissing)) throw error
      missing.push(file.name)
    }
  }
  if (missing.length === 0) return undefined
  throw new Error(`Not found in the store as they came in: ${missing.join(', ')}.`)
}

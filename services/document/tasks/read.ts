import { Permanent } from '#platform/errors'
import { BlobMissing } from '#platform/ports'
import type { Work } from '#platform/service'
import type { document as contract } from '../contract.ts'
import { derivedKey, keepIndex } from '../illustrations.ts'
import type { needs } from '../needs.ts'
import { readStored } from '../read-stored.ts'

/** Reads one stored file with everything in it. Only a missing blob, a crash or a cancelled task is an error; what cannot be read is said in the result. */
export const read: Work<typeof contract, 'read', typeof needs> = async (stored, ctx, run) => {
  const { requestId } = stored
  try {
    const key = derivedKey(ctx.tenant, requestId, stored.fileId)
    const { document, drawable } = await readStored(stored, key, ctx, run)
    if (requestId && drawable.length > 0) await keepIndex(ctx.adapters.blobs, key, drawable)
    return document
  } catch (error) {
    if (!(error instanceof BlobMissing)) throw error
    throw new Permanent(`The file ${stored.fileId} is no longer stored.`, { cause: error })
  }
}

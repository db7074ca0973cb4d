import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { Permanent } from '#platform/errors'
import { newId } from '#platform/ids'
import { BlobMissing } from '#platform/ports'
import { patiently, Stopped } from './commit.ts'
import { type Core, reasonOf } from './core.ts'
import type { Live } from './replay.ts'
import { announceBlob, type BlobRef, loosenBlob, settleBlobs, takeLoose } from './results.sql.ts'

/** JSON of a result up to this length stays in its row; longer goes to the blob store. */
export const resultBytesInRowMax = 1_048_576
/** No result may be longer. */
export const resultBytesMax = 67_108_864

/** What the row of a result keeps: the result itself, or where it lies. */
export type Stored = { result: unknown; blob?: BlobRef }

/** A result cannot be read back. Ends the run: it cannot go on without what it remembers, and can be taken up again once the blob is back. */
export class ResultLost extends Error {
  constructor({ key, bytes }: BlobRef, detail: string) {
    super(`The stored result ${key} (${bytes} bytes) ${detail}.`)
    this.name = 'ResultLost'
  }
}

const putsMax = 10
const restMs = (attempt: number) => Math.min(1000, 25 * 2 ** Math.min(attempt, 6)) * (0.8 + Math.random() * 0.4)

/**
 * Makes a result ready for its commit under `worker`: a large one is in the blob store when this resolves. `result` is as it reads after a journey
 * through JSON.
 * @throws Permanent when it is too large
 */
export async function storeResult(core: Core, tenant: string, worker: string, result: unknown): Promise<Stored> {
  const text = JSON.stringify(result)
  // No letter takes more than three bytes.
  if (text.length * 3 <= resultBytesInRowMax) return { result }
  const content = Buffer.from(text)
  const bytes = content.byteLength
  if (bytes <= resultBytesInRowMax) return { result }
  const { blobs } = core
  if (bytes > resultBytesMax)
    throw new Permanent(
      `The result has ${bytes} bytes as JSON; no more than ${resultBytesMax} are kept. Store it as a file and return its key.`,
    )
  if (!blobs)
    throw new Permanent(
      `The result has ${bytes} bytes as JSON; without a blob store no more than ${resultBytesInRowMax} are kept. Open the engine with one, or return less.`,
    )
  const sha256 = createHash('sha256').update(content).digest('hex')
  const blob = { key: `${tenant}/engine/${newId('res')}`, bytes, sha256 }
  await patiently(core.patience, () => core.database.owner.run(announceBlob(tenant, worker, blob)))
  for (let attempt = 1; ; attempt++) {
    try {
      await blobs.put(blob.key, content, bytes)
      return { result: null, blob }
    } catch (error) {
      if (attempt < putsMax && !core.isClosed) {
        core.log.warn({ key: blob.key, reason: reasonOf(error) }, 'a result could not be stored; trying again')
        await pause(restMs(attempt))
        continue
      }
      await dropResult(core, blob)
      throw error
    }
  }
}

/** The commit of a result was refused: its blob is not needed. */
export async function dropResult(core: Core, blob: BlobRef | undefined): Promise<void> {
  // Should this fail, the end of the lease does the same.
  if (blob) await core.database.owner.run(loosenBlob(blob.key)).catch(() => {})
}

/** Reads a result back, for as long as the store takes. @throws ResultLost, and Stopped once nobody wants it any more */
export async function readResult(core: Core, blob: BlobRef, isWanted: () => boolean): Promise<unknown> {
  if (!core.blobs) throw new ResultLost(blob, 'cannot be read: this engine was opened without a blob store')
  for (let attempt = 1; ; attempt++) {
    if (core.isClosed || !isWanted()) throw new Stopped()
    try {
      const { content } = await core.blobs.get(blob.key)
      const bytes = await buffer(content)
      if (createHash('sha256').update(bytes).digest('hex') === blob.sha256) return JSON.parse(bytes.toString())
    } catch (error) {
      if (error instanceof BlobMissing) throw new ResultLost(blob, 'is missing in the blob store')
      core.log.warn({ key: blob.key, reason: reasonOf(error) }, 'a stored result could not be read; trying again')
      await pause(restMs(attempt))
      continue
    }
    throw new ResultLost(blob, 'has changed in the blob store: its hash is another one')
  }
}

/** Fills in the results that lie in the blob store. False when the run is gone, or ended with `fail` because one is lost. */
export async function recalled(
  core: Core,
  live: Live,
  rows: { result: unknown; blob?: BlobRef | null }[],
  fail: (live: Live, error: Error) => void,
): Promise<boolean> {
  try {
    for (const row of rows) if (row.blob) row.result = await readResult(core, row.blob, () => !live.isGone)
  } catch (error) {
    if (!(error instanceof Stopped)) fail(live, error as Error)
    return false
  }
  return !live.isGone
}

const looseMax = 20

/**
 * Removes the blobs of results that are gone: of runs that are kept no longer, of rounds that are over, of commits that were refused. First the rows
 * that refer to a blob go, then the blob, then its own row, so that a crash in between leaves something to go on with. Gives how many.
 */
export async function removeLooseBlobs(core: Pick<Core, 'database' | 'blobs' | 'isClosed'>): Promise<number> {
  const { database, blobs } = core
  if (!blobs) return 0
  await database.owner.run(settleBlobs)
  for (let count = 0; ; ) {
    const removed = await database.transaction(undefined, async ({ db }) => {
      const rows = await db.many<{ key: string }>(takeLoose(looseMax))
      await Promise.all(rows.map(({ key }) => blobs.remove(key)))
      return rows.length
    })
    count += removed
    if (removed < looseMax || core.isClosed) return count
  }
}

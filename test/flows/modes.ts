// Registers one suite twice: everything in one process, and one operating-system process per service.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import { operatorKey, type Platform, startApart, startTogether } from '../platform.ts'
import { send } from './wire.ts'

export type Mode = 'together' | 'apart'
export type Running = Platform & {
  mode: Mode
  /** Files in the blob store, half-written ones included. */
  blobCount(): number
}

/** `register` declares the tests; the platform it is given is there when they run. */
export function inBothModes(env: Record<string, string>, register: (platform: Running) => void): void {
  for (const mode of ['together', 'apart'] as const) {
    describe(mode === 'together' ? 'Together, in one process' : 'Apart, one process per service', () => {
      const platform = {} as Running
      const dataDir = mkdtempSync(join(tmpdir(), 'statex-flow-'))
      before(async () => {
        const start = mode === 'together' ? startTogether : startApart
        // The limits have a test of their own; everywhere else they would only make tests depend on each other.
        const options = { env: { GATEWAY_ADDRESS_PER_MINUTE: '0', DATA_DIR: dataDir, ...env } }
        Object.assign(platform, await start(options), { mode, blobCount: () => countFiles(join(dataDir, 'blobs')) })
      })
      after(async () => {
        try {
          if (platform.url) await leavesNothingBehind(platform)
        } finally {
          await platform.stop?.()
          rmSync(dataDir, { recursive: true, force: true })
        }
      })
      register(platform)
    })
  }
}

/** A dead letter or a logged failure is a defect, even when every answer looked right. */
async function leavesNothingBehind(platform: Running): Promise<void> {
  const { body } = await send(platform.url, '/api/dead-letters', { token: operatorKey })
  assert.deepEqual(body.deadLetters, [])
  const failures = platform
    .log()
    .split('\n')
    .filter((line) => line.includes('"level":"error"'))
  assert.equal(failures.length, 0, `logged as errors:\n${failures.slice(0, 3).join('\n').slice(0, 3_000)}`)
}

function countFiles(directory: string): number {
  let count = 0
  if (!existsSync(directory)) return count
  // A file may be gone between the listing and the look.
  for (const name of readdirSync(directory, { recursive: true }) as string[])
    if (statSync(join(directory, name), { throwIfNoEntry: false })?.isFile()) count++
  return count
}

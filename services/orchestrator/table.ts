import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** What a program of this folder prints about the table of public holidays. */
export async function askTable<T>(program: 'read-holidays.ts' | 'read-places.ts', ...asked: string[]): Promise<T> {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...asked], {
    env: {},
    timeout: 20_000,
    killSignal: 'SIGKILL',
    maxBuffer: 1_000_000,
  })
  return JSON.parse(stdout)
}

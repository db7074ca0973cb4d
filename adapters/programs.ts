import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { setPriority } from 'node:os'
import { join } from 'node:path'

/** Bounds of one call. `memoryMbMax` bounds what the program may allocate (RLIMIT_DATA); `outputBytesMax` its standard output, kept in memory. */
export type ProgramLimits = {
  timeoutMs: number
  memoryMbMax: number
  outputBytesMax?: number
  /** Hears what it writes to standard error, for progress. */
  onSaid?(text: string): void
  signal?: AbortSignal | undefined
}
/** The program ended with a failure, was too slow, or said too much. `message` is for the operator, with the last words of its standard error. */
export class ProgramFailed extends Error {
  override name = 'ProgramFailed'
  code: number | null
  constructor(message: string, code: number | null) {
    super(message)
    this.code = code
  }
}

// Where Debian, Homebrew and by-hand installations put programs. A service manager may start us with an empty PATH.
const folders = ['/usr/bin', '/usr/local/bin', '/bin', '/opt/homebrew/bin']

/** Path of an installed program, or undefined. Looked for at each call, so that what an operator installs is used without a restart. */
export function findProgram(name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isProgram)
}
function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Runs an installed program on a file nobody has vouched for, and gives its standard output. It gets no environment but what `env` says, a low
 * priority so that people who wait go first, bounds on CPU time and memory set by the kernel before it starts, and is killed at `timeoutMs`.
 * @throws ProgramFailed, or the reason of the signal
 * @example
 * await runProgram('/usr/bin/ffmpeg', ['-i', path, '-f', 's16le', target], { timeoutMs: 60_000, memoryMbMax: 512 })
 */
export async function runProgram(
  program: string,
  args: string[],
  limits: ProgramLimits,
  env: Record<string, string> = {},
): Promise<Buffer> {
  const { timeoutMs, memoryMbMax, outputBytesMax = 8_388_608, onSaid, signal } = limits
  signal?.throwIfAborted()
  // CPU time bounds what outlives us when this process is killed and cannot stop it.
  const script = 'ulimit -c 0; ulimit -t "$1"; ulimit -d "$2" 2>/dev/null; shift 2; exec "$@"'
  const cpuS = `${Math.ceil(timeoutMs / 500)}`
  const child = spawn('/bin/sh', ['-c', script, 'program', cpuS, `${memoryMbMax * 1_024}`, program, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  lowerPriority(child.pid)
  let why: unknown
  const end = (reason: unknown) => {
    why ??= reason
    child.kill('SIGKILL')
  }
  const abort = () => end(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(() => end(new ProgramFailed(`took longer than ${timeoutMs} ms`, null)), timeoutMs)
  const out: Buffer[] = []
  let outBytes = 0
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    outBytes += chunk.length
    if (outBytes > outputBytesMax) end(new ProgramFailed(`wrote more than ${outputBytesMax} bytes`, null))
    else out.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-2_000)
    onSaid?.(chunk.toString())
  })
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (status) => resolve(status))
    })
    if (why !== undefined) throw why
    if (code !== 0) throw new ProgramFailed(said.trim() || `ended with ${code ?? 'a signal'}`, code)
    return Buffer.concat(out)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid) setPriority(pid, 10)
  } catch {
    // It ended already, or the system does not let us: it then runs like everything else.
  }
}

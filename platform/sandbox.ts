import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Answer, Order, Report } from './sandbox-child.ts'
import { openPlaces } from './sandbox-places.ts'

/** The call took longer than `timeoutMs` of wall time, or burnt its share of CPU time. */
export class SandboxTimeout extends Error {
  override name = 'SandboxTimeout'
}
/** The call needed more memory than `memoryMbMax`. */
export class SandboxOutOfMemory extends Error {
  override name = 'SandboxOutOfMemory'
}
/** The child process ended without an answer and for no reason of ours. */
export class SandboxCrashed extends Error {
  override name = 'SandboxCrashed'
}

/**
 * `timeoutMs` counts from the start of the call, not from its place in the queue. `memoryMbMax` is the whole child, some 45 MB of Node.js included.
 * `isHeavy` sends the call to the background from the start. `onReport` hears what the function says before it is done, in order; the last words of a child that is killed may be lost. `mayLoadAddons` lets the module load native code, such as an image library: what that code does, only memory, time and the kernel bound.
 */
export type SandboxLimits = {
  timeoutMs: number
  memoryMbMax: number
  mayLoadAddons?: boolean
  isHeavy?: boolean
  onReport?(said: unknown): void
  signal?: AbortSignal | undefined
}

type Outcome = { answer: Answer } | { gone: string }
type Child = {
  key: string
  process: ChildProcess
  cpuMsMax: number
  cpuMs: number
  stderr: string
  /** Why we ended it, if we did. */
  killed?: unknown
  settle?: ((outcome: Outcome) => void) | undefined
  onReport?: ((said: unknown) => void) | undefined
  /** It runs behind everything else; that cannot be taken back, so it is used again for heavy calls only. */
  isInBackground?: boolean
  idleTimer?: NodeJS.Timeout
}

/** A cold start under load takes longer than half a second, and a call sent back by its start alone would cost the next one a cold start too. */
const places = openPlaces({ frontMax: 2, backgroundMax: 2, slowMs: 1_500 })
/** Children alive, idle ones included: two calls of each of two modules, or two in front and two in the background. With less room, mixed calls replaced each other's child every time. */
const childrenMax = 4
const idleMs = 10_000
const watchMs = 50
/** Address space that V8 reserves on 64-bit Linux before any code runs (573 MB in VmData, measured on Node 24), rounded up. */
const reservedMb = 640
const entry = fileURLToPath(new URL('./sandbox-child.ts', import.meta.url))

const idle: Child[] = []

/**
 * Runs `exportName` of `module` on `input` in a child process, and returns what it returns. Input and result are structured clones.
 *
 * A child process and not a worker thread: `resourceLimits` of a worker bound its V8 heap only. Measured on Node 24, a worker limited to 64 MB
 * filled 660 MB with Buffers and ended well, and parsers keep their pages, images and inflated zips in Buffers. The child is bounded three
 * times: V8 heap (`--max-old-space-size`), resident memory (watched every 50 ms) and, on Linux, the kernel (`RLIMIT_DATA`), which holds even when this
 * process is too busy to watch. It has no environment variables, and the permission model refuses writes, processes, threads and, unless asked for, addons.
 * Where there is no `/proc` (macOS, Windows), only the V8 heap bounds memory.
 *
 * Two calls run at once per process, the others wait in the order they came; one that takes longer than 1.5 s goes on in the background at a low priority, two at
 * most, and lets the next begin. A child is kept for 10 s for the next call with the same module and
 * memory limit, since loading a parser costs more than most documents; an idle child never keeps this process alive.
 *
 * @throws SandboxTimeout, SandboxOutOfMemory, SandboxCrashed, the signal's reason, or an Error with the name, message and code that the function threw
 * @example
 * const text = await runInSandbox<string, string>(new URL('./read-file.ts', import.meta.url), 'readFile', path, { timeoutMs: 30_000, memoryMbMax: 384 })
 */
export async function runInSandbox<I, O>(module: URL, exportName: string, input: I, limits: SandboxLimits): Promise<O> {
  let child: Child | undefined
  const { signal, isHeavy = false } = limits
  const place = await places.enter(signal, () => child && sendBack(child), isHeavy)
  try {
    child = take(keyOf(module, limits), limits) ?? start(module, limits)
    if (isHeavy && !child.isInBackground) sendBack(child)
    return (await call(child, { exportName, input }, limits)) as O
  } finally {
    place.leave()
  }
}

function sendBack(child: Child): void {
  child.isInBackground = true
  try {
    if (child.process.pid) setPriority(child.process.pid, 10)
  } catch {
    // It ended already, or the system does not let us: it then runs like everything else.
  }
}

/** Calls with the same key may follow each other in one child. */
const keyOf = (module: URL, { memoryMbMax, mayLoadAddons, isHeavy }: SandboxLimits) =>
  `${memoryMbMax} ${mayLoadAddons ? 'addons ' : ''}${isHeavy ? 'heavy ' : ''}${module.href}`

function take(key: string, limits: SandboxLimits): Child | undefined {
  const at = idle.findLastIndex((child) => child.key === key && child.cpuMsMax - child.cpuMs > 2 * limits.timeoutMs)
  const child = at < 0 ? undefined : idle.splice(at, 1)[0]
  // Idle children of other modules make room, the oldest first.
  while (!child && places.inUse() + idle.length > childrenMax) idle.shift()?.process.kill('SIGKILL')
  if (child) {
    clearTimeout(child.idleTimer)
    child.process.ref()
    child.process.channel?.ref()
  }
  return child
}

function start(module: URL, limits: SandboxLimits): Child {
  const { timeoutMs, memoryMbMax, mayLoadAddons } = limits
  // Threads of V8 may use several cores at once: three times the wall time is the bound for a child whose parent was killed and cannot stop it.
  const cpuS = Math.ceil((3 * timeoutMs) / 1_000) + 1
  const heapMb = Math.max(32, memoryMbMax - 48)
  const node = [
    process.execPath,
    '--permission',
    '--allow-fs-read=*',
    ...(mayLoadAddons ? ['--allow-addons'] : []),
    `--max-old-space-size=${heapMb}`,
    entry,
    module.href,
  ]
  const linux = 'echo 1000 2>/dev/null >/proc/self/oom_score_adj; ulimit -d "$2"; '
  const script = `ulimit -c 0; ulimit -t "$1"; ${process.platform === 'linux' ? linux : ''}shift 2; exec "$@"`
  const [command = '', ...args] =
    process.platform === 'win32'
      ? node
      : ['/bin/sh', '-c', script, 'sandbox', `${cpuS}`, `${(reservedMb + memoryMbMax) * 1_024}`, ...node]
  const started = spawn(command, args, {
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  const child: Child = {
    key: keyOf(module, limits),
    process: started,
    cpuMsMax: cpuS * 1_000,
    cpuMs: 0,
    stderr: '',
  }
  started.stderr?.on('data', (chunk: Buffer) => {
    child.stderr = (child.stderr + chunk).slice(-8_192)
  })
  started.on('message', (said: Answer | Report) =>
    'report' in said ? child.onReport?.(said.report) : child.settle?.({ answer: said }),
  )
  started.on('error', (error) => child.settle?.({ gone: error.message }))
  started.on('close', (code, signal) => {
    const at = idle.indexOf(child)
    if (at >= 0) idle.splice(at, 1)
    clearTimeout(child.idleTimer)
    child.settle?.({ gone: signal ?? `exit code ${code}` })
  })
  return child
}

async function call(child: Child, order: Order, limits: SandboxLimits): Promise<unknown> {
  const { timeoutMs, memoryMbMax, signal } = limits
  const end = (why: unknown) => {
    child.killed ??= why
    child.process.kill('SIGKILL')
  }
  const tooBig = () => new SandboxOutOfMemory(`needed more than ${memoryMbMax} MB of memory`)
  const abort = () => end(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(() => end(new SandboxTimeout(`took longer than ${timeoutMs} ms`)), timeoutMs)
  const watch = setInterval(() => residentMb(child.process.pid) > memoryMbMax && end(tooBig()), watchMs)
  try {
    const outcome = await new Promise<Outcome>((resolve, reject) => {
      child.settle = resolve
      child.onReport = limits.onReport
      if (signal?.aborted) abort()
      // A broken pipe also ends in `close`, which knows better what happened; input that cannot be cloned throws here.
      try {
        child.process.send(order, () => {})
      } catch (error) {
        end(error)
        reject(error)
      }
    })
    if ('gone' in outcome) throw whyGone(child, outcome.gone, limits)
    return keep(child, outcome.answer, limits)
  } finally {
    child.settle = undefined
    child.onReport = undefined
    clearTimeout(timer)
    clearInterval(watch)
    signal?.removeEventListener('abort', abort)
  }
}

/** Resident memory of a process in MB; 0 where the system does not tell. */
function residentMb(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}

function whyGone(child: Child, how: string, { timeoutMs, memoryMbMax }: SandboxLimits): unknown {
  if (child.killed !== undefined) return child.killed
  if (how === 'SIGXCPU') return new SandboxTimeout(`took longer than ${timeoutMs} ms`)
  // A SIGKILL that is not ours comes from the kernel when memory runs out.
  if (how === 'SIGKILL' || /out of memory|allocation failed|bad_alloc/i.test(child.stderr)) {
    return new SandboxOutOfMemory(`needed more than ${memoryMbMax} MB of memory`, { cause: child.stderr })
  }
  return new SandboxCrashed(`ended without an answer (${how})`, { cause: child.stderr })
}

/** Puts the child back, or ends it when what it has used would spoil the next call. */
function keep(child: Child, answer: Answer, { memoryMbMax, isHeavy }: SandboxLimits): unknown {
  const isOutOfMemory =
    !answer.ok &&
    (answer.code === 'ERR_MEMORY_ALLOCATION_FAILED' || /^Array buffer allocation failed/.test(answer.message))
  child.cpuMs = answer.cpuMs
  const wasSentBack = child.isInBackground && !isHeavy
  const isSpent = isOutOfMemory || child.killed !== undefined || wasSentBack || answer.rssMb > memoryMbMax / 2
  if (isSpent) child.process.kill('SIGKILL')
  else {
    idle.push(child)
    child.idleTimer = setTimeout(() => child.process.kill('SIGKILL'), idleMs).unref()
    child.process.unref()
    child.process.channel?.unref()
    ;(child.process.stderr as unknown as { unref(): void }).unref()
  }
  if (answer.ok) return answer.value
  if (isOutOfMemory)
    throw new SandboxOutOfMemory(`needed more than ${memoryMbMax} MB of memory`, { cause: answer.message })
  throw Object.assign(
    new Error(answer.message),
    { name: answer.name },
    answer.code && { code: answer.code },
    answer.stack && { stack: answer.stack },
  )
}

import { readFileSync } from 'node:fs'
import type { Answer, Order } from './sandbox-child.ts'
import {
  type Child,
  type ChildBounds,
  childFor,
  type Outcome,
  release,
  sendBack,
  startAhead,
} from './sandbox-children.ts'
import { openPlaces, type Party } from './sandbox-places.ts'

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
 * `onRan` hears how long the function has run so far, in ms of wall time: each second and once when it is over, however it ended. The wait for a place, the start of the child and the loading of the module are not in it; a function that never began has no time.
 * `isHeavy` sends the call to the background from the start. `onReport` hears what the function says before it is done, in order; the last words of a child that is killed may be lost. `mayLoadAddons` lets the module load native code, such as an image library: what that code does, only memory, time and the kernel bound.
 *
 * `party` says whose call it is, tenant before request: who has least under way comes first, and nobody can take all places from all others. Calls without one belong together.
 *
 * Whose input may meet in one child is for the caller to say. `owner` names whose it is: a child that has seen something of one owner serves no other. `once` wants a
 * child that has seen nothing and ends with the call; so that it need not wait for a start, the next one is started ahead and runs the export `prepare`, which loads what calls
 * usually need and stops when the function it is given says that the call has come.
 */
export type SandboxLimits = ChildBounds & {
  onReport?(said: unknown): void
  onRan?(ms: number): void
  signal?: AbortSignal | undefined
  party?: Party
}

/** Two calls in front, two in the background, each slow from 1.5 s of processor time on. */
const places = openPlaces({ frontMax: 2, backgroundMax: 2, slowMs: 1_500 })
const watchMs = 50
/**
 * Processor time, all threads together, in which a new child loads what it needs: that is not yet work of the call. A call that was sent back by its start alone would cost
 * the next one a start too, since a child in the background serves no other call.
 */
const coldMs = 2_000

/**
 * Runs `exportName` of `module` on `input` in a child process, and returns what it returns. Input and result are structured clones.
 *
 * A child process and not a worker thread: `resourceLimits` of a worker bound its V8 heap only. Measured on Node 24, a worker limited to 64 MB
 * filled 660 MB with Buffers and ended well, and parsers keep their pages, images and inflated zips in Buffers. The child is bounded three
 * times: V8 heap (`--max-old-space-size`), resident memory (watched every 50 ms) and, on Linux, the kernel (`RLIMIT_DATA`), which holds even when this
 * process is too busy to watch. It has no environment variables, and the permission model refuses writes, processes, threads and, unless asked for, addons.
 * Where there is no `/proc` (macOS, Windows), only the V8 heap bounds memory.
 *
 * Two calls run at once per process, the others wait, who has least under way first, then in the order they came; one that works longer than 1.5 s, a start apart, goes on in the
 * background at a low priority, two at most, and lets the next begin. A child is kept for 10 s for the next call with the same module, memory limit and owner, and one that was started ahead waits two
 * minutes for its call, since loading a parser costs more than most documents; neither keeps this process alive.
 *
 * @throws SandboxTimeout, SandboxOutOfMemory, SandboxCrashed, the signal's reason, or an Error with the name, message and code that the function threw
 * @example
 * const text = await runInSandbox<string, string>(new URL('./read-file.ts', import.meta.url), 'readFile', path, { timeoutMs: 30_000, memoryMbMax: 384 })
 */
export async function runInSandbox<I, O>(module: URL, exportName: string, input: I, limits: SandboxLimits): Promise<O> {
  let child: Child | undefined
  const { signal, isHeavy = false, party } = limits
  const place = await places.enter(signal, {
    isHeavy,
    ...(party && { party }),
    onBackground: () => child && sendBack(child),
    workedMs: () => child && workedMsOf(child),
  })
  try {
    child = childFor(module, limits, places.inUse())
    if (isHeavy && !child.isInBackground) sendBack(child)
    const order: Order = { exportName, input, ...(limits.onRan && { isTimed: true }) }
    return (await call(child, order, limits)) as O
  } finally {
    place.leave()
    // Starting a process takes some 5 ms, and whoever waits for this answer shall not wait for the next.
    const { once } = limits
    if (once) setImmediate(() => startAhead(module, limits, once.prepare, places.inUse()))
  }
}

/**
 * Says that a call with these bounds is about to come: unless a child waits for it already or there is no room, one is started and runs the export `prepare`, as
 * one that `once` starts ahead does. When no call comes it ends as any idle child.
 * @example
 * expectCall(new URL('./read-file.ts', import.meta.url), 'prepare', { timeoutMs: 30_000, memoryMbMax: 384 })
 */
export function expectCall(module: URL, prepare: string, bounds: ChildBounds): void {
  startAhead(module, bounds, prepare, places.inUse())
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
  const stopClock = limits.onRan && timeCall(child, limits.onRan)
  let ranMs = 0
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
    ranMs = outcome.answer.ranMs
    return keep(child, outcome.answer, limits)
  } finally {
    stopClock?.(ranMs)
    child.settle = undefined
    child.onReport = undefined
    clearTimeout(timer)
    clearInterval(watch)
    signal?.removeEventListener('abort', abort)
  }
}

/**
 * Tells how long the function of a call has run, from when the child was heard to begin. The returned function says the last time: what the child itself says, where that is
 * longer, since a busy process hears late.
 */
function timeCall(child: Child, onRan: (ms: number) => void): (ranMs: number) => void {
  let begunAt: number | undefined
  const heardMs = () => (begunAt === undefined ? 0 : performance.now() - begunAt)
  const ticking = setInterval(() => onRan(heardMs()), 1_000)
  child.onBegun = () => {
    begunAt = performance.now()
  }
  return (ranMs) => {
    clearInterval(ticking)
    child.onBegun = undefined
    onRan(Math.max(heardMs(), ranMs))
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

/** Processor time that the running call has used so far; undefined where the system does not tell. See proc_pid_stat(5): fields 14 and 15, in hundredths of a second. */
function workedMsOf({ process: { pid }, cpuMs }: Child): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [user = 0, system = 0] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number)
    return (user + system) * 10 - (cpuMs || coldMs)
  } catch {
    return undefined
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

/** Puts the child back, and gives or throws what it answered. */
function keep(child: Child, answer: Answer, { memoryMbMax, isHeavy }: SandboxLimits): unknown {
  const isOutOfMemory =
    !answer.ok &&
    (answer.code === 'ERR_MEMORY_ALLOCATION_FAILED' || /^Array buffer allocation failed/.test(answer.message))
  child.cpuMs = answer.cpuMs
  const wasSentBack = child.isInBackground && !isHeavy
  release(child, isOutOfMemory || child.killed !== undefined || wasSentBack || answer.rssMb > memoryMbMax / 2)
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

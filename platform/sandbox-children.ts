import { type ChildProcess, spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Answer, Begun, Report } from './sandbox-child.ts'

/** What decides whether two calls may follow each other in one child, and what the child may use. */
export type ChildBounds = {
  timeoutMs: number
  memoryMbMax: number
  mayLoadAddons?: boolean
  isHeavy?: boolean
  owner?: string
  once?: { prepare: string }
  /** How long the child is kept for the next call, 10,000 unless said otherwise; of several that rest, only one is kept for longer than that. */
  idleMs?: number
}
export type Outcome = { answer: Answer } | { gone: string }
export type Child = {
  key: string
  process: ChildProcess
  cpuMsMax: number
  cpuMs: number
  stderr: string
  /** It reads one file and ends. */
  isForOnce: boolean
  idleMs: number
  /** Why we ended it, if we did. */
  killed?: unknown
  settle?: ((outcome: Outcome) => void) | undefined
  onReport?: ((said: unknown) => void) | undefined
  onBegun?: (() => void) | undefined
  /** It runs behind everything else; that cannot be taken back, so it is used again for heavy calls only. */
  isInBackground?: boolean
  idleTimer?: NodeJS.Timeout
}

/** Children alive, idle ones included: two calls of each of two modules, or two in front and two in the background. With less room, mixed calls replaced each other's child every time. */
const childrenMax = 4
const idleMs = 10_000
/** People send files in the minutes after each other, if at all; a child that waits longer only fills memory. */
const spareMs = 120_000
/** Address space that V8 reserves on 64-bit Linux before any code runs (573 MB in VmData, measured on Node 24), rounded up. */
const reservedMb = 640
/** Old objects are not collected below this: loading a parser set off a collection, and a long document another, for the sake of a child that ends or rests soon after. */
const uncollectedMb = 64
const entry = fileURLToPath(new URL('./sandbox-child.ts', import.meta.url))

const idle: Child[] = []
/** Started ahead for a call that wants a child to itself; it has seen no input yet. */
let spare: Child | undefined

/** Puts a child behind everything else on the machine, for good. */
export function sendBack(child: Child): void {
  child.isInBackground = true
  try {
    if (child.process.pid) setPriority(child.process.pid, 10)
  } catch {
    // It ended already, or the system does not let us: it then runs like everything else.
  }
}

/** Calls with the same key may follow each other in one child. One that is used once may go to the background at any time, so heaviness does not matter for it. */
function keyOf(module: URL, { memoryMbMax, mayLoadAddons, isHeavy, owner, once }: ChildBounds): string {
  const kind = once ? `once ${once.prepare} ` : `${isHeavy ? 'heavy ' : ''}${owner ? `of ${owner} ` : ''}`
  return `${memoryMbMax} ${mayLoadAddons ? 'addons ' : ''}${kind}${module.href}`
}

/** A child for one call: the one that was started ahead, an idle one that may take it, or a new one. `inUse` counts the calls that run, this one included. */
export function childFor(module: URL, bounds: ChildBounds, inUse: number): Child {
  const found = bounds.once ? takeSpare(module, bounds) : takeIdle(module, bounds)
  if (found) {
    clearTimeout(found.idleTimer)
    hold(found, true)
    return found
  }
  makeRoom(inUse)
  return start(module, bounds)
}

function takeSpare(module: URL, bounds: ChildBounds): Child | undefined {
  const found = spare?.key === keyOf(module, bounds) ? spare : undefined
  if (found) spare = undefined
  return found
}

function takeIdle(module: URL, bounds: ChildBounds): Child | undefined {
  const key = keyOf(module, bounds)
  const at = idle.findLastIndex((child) => child.key === key && child.cpuMsMax - child.cpuMs > 2 * bounds.timeoutMs)
  return at < 0 ? undefined : idle.splice(at, 1)[0]
}

/** Idle children of other calls make room, the oldest first, and the one that was started ahead last. */
function makeRoom(inUse: number): void {
  while (inUse + idle.length + (spare ? 1 : 0) > childrenMax) {
    const least = idle[0] ?? spare
    if (!least) return
    end(least)
  }
}

/** From here on no call can take it, though its process still has to hear of it. */
function end(child: Child): void {
  forget(child)
  child.process.kill('SIGKILL')
}

function forget(child: Child): void {
  const at = idle.indexOf(child)
  if (at >= 0) idle.splice(at, 1)
  if (spare === child) spare = undefined
  clearTimeout(child.idleTimer)
}

/** Whether the child keeps this process alive. */
function hold({ process }: Child, isHeld: boolean): void {
  const verb = isHeld ? 'ref' : 'unref'
  process[verb]()
  process.channel?.[verb]()
  ;(process.stderr as unknown as { ref(): void; unref(): void })[verb]()
}

function rest(child: Child, forMs: number): void {
  child.idleTimer = setTimeout(() => end(child), forMs).unref()
  hold(child, false)
}

/**
 * Starts a child for the next call of this kind, and has it run `prepare`, unless one waits already or calls under way need the room. Of those that are used once
 * only one waits, for the last kind that was asked for.
 */
export function startAhead(module: URL, bounds: ChildBounds, prepare: string, inUse: number): void {
  const key = keyOf(module, bounds)
  const isWaiting = bounds.once ? spare?.key === key : idle.some((child) => child.key === key)
  if (isWaiting || inUse >= childrenMax) return
  if (bounds.once && spare) end(spare)
  makeRoom(inUse + 1)
  const child = start(module, bounds)
  child.process.send({ exportName: prepare, input: null, isAhead: true }, () => {})
  if (bounds.once) spare = child
  else idle.push(child)
  rest(child, bounds.once ? spareMs : child.idleMs)
}

/** Keeps the child for the next call, or ends it when what it has used or read would spoil that one. */
export function release(child: Child, isSpent: boolean): void {
  if (isSpent || child.isForOnce) end(child)
  else {
    // Who sends the next file finds one; the others of a busy moment need not fill memory for as long.
    const isFirst = !idle.some(({ key }) => key === child.key)
    idle.push(child)
    rest(child, isFirst ? child.idleMs : Math.min(idleMs, child.idleMs))
  }
}

function start(module: URL, bounds: ChildBounds): Child {
  const { timeoutMs, memoryMbMax, mayLoadAddons } = bounds
  // Threads of V8 may use several cores at once: three times the wall time is the bound for a child whose parent was killed and cannot stop it.
  const cpuS = Math.ceil((3 * timeoutMs) / 1_000) + 1
  const heapMb = Math.max(32, memoryMbMax - 48)
  const node = [
    process.execPath,
    '--permission',
    '--allow-fs-read=*',
    ...(mayLoadAddons ? ['--allow-addons'] : []),
    `--max-old-space-size=${heapMb}`,
    `--initial-old-space-size=${Math.min(uncollectedMb, heapMb)}`,
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
    key: keyOf(module, bounds),
    process: started,
    cpuMsMax: cpuS * 1_000,
    cpuMs: 0,
    stderr: '',
    isForOnce: bounds.once !== undefined,
    idleMs: bounds.idleMs ?? idleMs,
  }
  listenTo(child)
  return child
}

function listenTo(child: Child): void {
  child.process.stderr?.on('data', (chunk: Buffer) => {
    child.stderr = (child.stderr + chunk).slice(-8_192)
  })
  child.process.on('message', (said: Answer | Begun | Report) => {
    if ('report' in said) child.onReport?.(said.report)
    else if ('begun' in said) child.onBegun?.()
    else child.settle?.({ answer: said })
  })
  child.process.on('error', (error) => child.settle?.({ gone: error.message }))
  child.process.on('close', (code, signal) => {
    forget(child)
    child.settle?.({ gone: signal ?? `exit code ${code}` })
  })
}

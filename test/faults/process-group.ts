// What a process and all it started need of the machine, seen from outside.
import { readdirSync, readFileSync } from 'node:fs'

/** The process and its descendants, as `/proc` has them now. */
export function groupOf(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
      parents.set(Number(name), Number(fields[1]))
    } catch {} // ended while we looked
  }
  const group = [pid]
  // Grows while it is walked, so that grandchildren are found too.
  for (const member of group) for (const [child, parent] of parents) if (parent === member) group.push(child)
  return group
}

/** What it was started as, arguments parted by NUL; empty for a process that has ended. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** Proportional set size in MB: memory that processes share is divided among them. 0 for a process that has ended. */
export function pssMb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}

/** Looks at the memory of a process group every `everyMs` until it is asked for the largest sum it saw. */
export function watchMemory(pid: number, everyMs = 250) {
  // `ownMb`: the process itself; `startedMb`: what it started, all together.
  const largest = { groupMb: 0, ownMb: 0, startedMb: 0, processes: 0 }
  const look = () => {
    const group = groupOf(pid)
    const sizes = group.map(pssMb)
    const sum = Math.round(sizes.reduce((total, size) => total + size, 0))
    const own = Math.round(sizes[0]!)
    largest.groupMb = Math.max(largest.groupMb, sum)
    largest.ownMb = Math.max(largest.ownMb, own)
    largest.startedMb = Math.max(largest.startedMb, sum - own)
    largest.processes = Math.max(largest.processes, group.length)
  }
  // A test that fails does not ask: the timer must not keep its process alive.
  const timer = setInterval(look, everyMs).unref()
  return () => {
    clearInterval(timer)
    look()
    return largest
  }
}

// The worker processes, each with a line of its own to the database.
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { environment } from '#platform/config'
import { eventually } from '#platform/testing'
import { type Line, openLine } from '../line.ts'

export type Member = {
  line: Line
  /** Spawns a process unless there is one, and does not wait. */
  start(): void
  /** Ends it and waits for its end. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  isReady(): boolean
}
export type Crew = {
  members: Member[]
  /** Ends that nobody caused. */
  accidents: string[]
  started(): number
  ready(): Promise<void>
  close(): Promise<void>
}

/** It says by this code that the database was away when it started. */
const cannotStart = 75
const drainMsMax = 20_000

export async function openCrew(databaseUrl: string, receiverUrl: string, idleMs: number[]): Promise<Crew> {
  const accidents: string[] = []
  let count = 0
  let isClosed = false
  const open = async (idle: number): Promise<Member> => {
    const line = await openLine(databaseUrl)
    let child: ChildProcess | undefined
    let isReady = false
    let isEnding = false
    const start = () => {
      if (child || isClosed) return
      isEnding = false
      isReady = false
      count++
      const path = fileURLToPath(new URL('./worker.ts', import.meta.url))
      const own = fork(path, [line.url, receiverUrl, String(idle)], {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: environment() as NodeJS.ProcessEnv,
        execArgv: [],
      })
      child = own
      const words: string[] = []
      for (const stream of [own.stdout!, own.stderr!])
        stream.on('data', (chunk) => {
          words.push(String(chunk))
          words.splice(0, words.length - 40)
        })
      own.once('message', () => {
        isReady = child === own
      })
      own.once('exit', (code, signal) => {
        if (child === own) child = undefined
        isReady = false
        if (isEnding) return
        if (code === cannotStart) setTimeout(start, 100)
        else accidents.push(`a worker ended by itself with ${code ?? signal}:\n${words.join('').slice(-3_000)}`)
      })
    }
    start()
    return {
      line,
      start,
      isReady: () => isReady,
      signal: (signal) => void child?.kill(signal),
      async end(signal) {
        isEnding = true
        const own = child
        if (!own || own.exitCode !== null || own.signalCode !== null) return
        const gone = new Promise((resolve) => own.once('exit', resolve))
        own.kill(signal)
        const limit = setTimeout(() => own.kill('SIGKILL'), drainMsMax)
        await gone
        clearTimeout(limit)
        if (child === own) child = undefined
      },
    }
  }
  const members = await Promise.all(idleMs.map(open))
  return {
    members,
    accidents,
    started: () => count,
    ready: async () => {
      await eventually(
        'all workers to be ready',
        () => accidents.length > 0 || members.every((m) => m.isReady()),
        60_000,
      )
    },
    async close() {
      isClosed = true
      await Promise.all(members.map((m) => m.end('SIGKILL')))
      await Promise.all(members.map((m) => m.line.close()))
    },
  }
}

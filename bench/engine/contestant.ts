// A process of one program, as the benchmark sees it; orders.ts is what runs in it.
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { bareEnvironment } from '../server.ts'
import type { Begun, OrderName } from './orders.ts'
import type { Place } from './program.ts'

const orderMsMax = 180_000

export type Contestant = {
  pid: number
  /** Carries out an order in the process. @throws what it threw, or its last words when it ended */
  ask(order: OrderName, input?: unknown): Promise<any>
  onBegun(hear: (begun: Begun) => void): void
  stop(): Promise<void>
}

/** Starts `program`, a file below this folder, and waits until it is open. */
export async function startContestant(program: string, place: Place): Promise<Contestant> {
  const child = fork(join(import.meta.dirname, 'orders.ts'), [program, JSON.stringify(place)], {
    env: bareEnvironment,
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0205'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let words = ''
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk) => {
      words = (words + chunk).slice(-2_000)
    })
  const waiting = new Map<number, PromiseWithResolvers<any>>()
  let orders = 0
  let hear: (begun: Begun) => void = () => {}
  child.on('message', (message: any) => {
    if (message.begun) return hear(message.begun)
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if ('error' in message) asked?.reject(new Error(message.error))
    else asked?.resolve(message.answer)
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void gone.then(() => {
    for (const asked of waiting.values()) asked.reject(new Error(`the process ended: ${words.trim() || 'silently'}`))
  })
  const expected = (id: number) => {
    const asked = Promise.withResolvers<any>()
    waiting.set(id, asked)
    const limit = setTimeout(
      () => asked.reject(new Error(`no answer within ${orderMsMax / 1000} s ${words}`)),
      orderMsMax,
    )
    return asked.promise.finally(() => clearTimeout(limit))
  }
  const opened = expected(orders++)
  await opened.catch(async (error) => {
    await end(child, gone)
    throw error
  })
  return {
    pid: child.pid!,
    ask(order, input) {
      const id = orders++
      const answer = expected(id)
      child.send({ id, order, input })
      return answer
    },
    onBegun(listener) {
      hear = listener
    },
    async stop() {
      if (child.connected) child.disconnect()
      await end(child, gone)
    },
  }
}

// It closes by itself when the line is cut; what does not is killed.
async function end(child: ChildProcess, gone: Promise<void>): Promise<void> {
  const limit = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await gone
  clearTimeout(limit)
}

import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import pg from 'pg'
import type { Database } from './database.ts'

/** Tells sleepers in every process on this database that there is work. A wake is a hint: all sleepers also look by themselves now and then. */
export type Wake = {
  /** Wakes `channel` everywhere. Call it after the commit it is about. Channels hold no comma and no white space. */
  wake(channel: string): void
  /**
   * Calls `listener` at each wake of `channel`; the returned function stops that. A wake of this process comes twice, at once and, as an echo, through the
   * database: who looks after every wake, and not only while asleep, need not look after the echo.
   */
  on(channel: string, listener: (isEcho: boolean) => void): () => void
  /** Resolves at the next wake with true; after `timeoutMs` or when `signal` aborts with false. */
  wait(channel: string, timeoutMs: number, signal?: AbortSignal): Promise<boolean>
  close(): Promise<void>
}

// One NOTIFY inside a business transaction takes a lock on the whole database until it commits: measured 2 to 12 times fewer commits.
// Outside, and at most every so often, it costs next to nothing; the first one goes out at once.
const gatherMs = 2

/** Opens the wake channel of a database: LISTEN on one connection, NOTIFY after commits, gathered. */
export async function openWake(database: Database, onError: (error: Error) => void): Promise<Wake> {
  const local = new EventEmitter().setMaxListeners(0)
  const self = `@${randomUUID()}`
  const pending = new Set<string>()
  let isArmed = false
  let sentAt = Number.NEGATIVE_INFINITY
  let client: pg.Client | undefined
  let isClosed = false
  let retry: NodeJS.Timeout | undefined

  const listen = async () => {
    if (isClosed) return
    const next = new pg.Client({ connectionString: database.url, keepAlive: true })
    next.on('error', (error) => {
      onError(error)
      if (client === next) {
        client = undefined
        retry = setTimeout(() => void listen().catch(() => {}), 500)
      }
    })
    try {
      await next.connect()
      await next.query('listen statex')
    } catch (error) {
      onError(error as Error)
      await next.end().catch(() => {})
      retry = setTimeout(() => void listen().catch(() => {}), 500)
      return
    }
    next.on('notification', (n) => {
      const channels = (n.payload ?? '').split(',')
      for (const channel of channels) local.emit(channel, channels[0] === self)
    })
    if (isClosed) {
      await next.end().catch(() => {})
      return
    }
    client = next
    // Whatever was announced while nobody listened.
    for (const channel of local.eventNames()) local.emit(channel, false)
  }
  const flush = () => {
    isArmed = false
    if (isClosed) return
    sentAt = performance.now()
    const channels = [self, ...pending]
    pending.clear()
    // The payload limit is 8,000 bytes; a longer list is cut, and the slow looks of the sleepers find the rest.
    database.pool.query("select pg_notify('statex', $1)", [channels.join(',').slice(0, 7900)]).catch(onError)
  }
  await listen()
  return {
    wake(channel) {
      setImmediate(() => local.emit(channel, false))
      pending.add(channel)
      if (isArmed) return
      isArmed = true
      const restMs = sentAt + gatherMs - performance.now()
      if (restMs > 0) setTimeout(flush, restMs)
      else setImmediate(flush)
    },
    on(channel, listener) {
      local.on(channel, listener)
      return () => local.off(channel, listener)
    },
    wait: (channel, timeoutMs, signal) =>
      new Promise((resolve) => {
        const end = (isWoken: boolean) => {
          clearTimeout(limit)
          local.off(channel, woken)
          signal?.removeEventListener('abort', over)
          resolve(isWoken)
        }
        const woken = () => end(true)
        const over = () => end(false)
        const limit = setTimeout(over, timeoutMs)
        local.on(channel, woken)
        signal?.addEventListener('abort', over)
        if (signal?.aborted) over()
      }),
    async close() {
      isClosed = true
      clearTimeout(retry)
      await client?.end().catch(() => {})
    },
  }
}

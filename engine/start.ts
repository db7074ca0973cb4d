import type { Task } from '#platform/contract'
import type { Db } from '#platform/database'
import { newId } from '#platform/ids'
import type { Start } from '#platform/service'
import { newsChannel, workChannel } from './core.ts'
import { cancelSql, signalSql, startFlowSql, startTaskSql } from './engine.sql.ts'

export type Starting = {
  /** The ctx's own statements: inside a transaction the start is part of it. */
  db: Db
  tenant: string
  trace: string
  nameOf(task: Task): string
  /** Wakes a channel after the current commit. */
  wake(channel: string): void
}

/** `ctx.start`, and `signal` beside it. Needs no engine in this process, only the database. */
export function startThrough(s: Starting): Start & {
  signal(flow: { name: string }, key: string, name: string, payload?: unknown): Promise<void>
} {
  const { db, tenant, trace } = s
  return {
    async flow(flow, input, { key, priority }) {
      const { name, version } = flow
      await db.run(startFlowSql({ id: newId('run'), tenant, trace, flow: name, version, key, input, priority }))
      s.wake(workChannel)
    },
    async task(task, input, { key, priority }) {
      const { attemptsMax } = task
      await db.run(
        startTaskSql({ id: newId('tsk'), tenant, trace, name: s.nameOf(task), key, input, priority, attemptsMax }),
      )
      s.wake(workChannel)
    },
    async cancel(flow, key, reason) {
      await db.run(cancelSql({ tenant, flow: flow.name, key, reason }))
      s.wake(newsChannel)
      // One with compensations that nobody holds is due at once.
      s.wake(workChannel)
    },
    async signal(flow, key, name, payload) {
      await db.run(signalSql({ tenant, flow: flow.name, key, name, payload }))
      // For the holder, or for whoever takes a run that was let go.
      s.wake(newsChannel)
      s.wake(workChannel)
    },
  }
}

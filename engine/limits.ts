import type { Core } from './core.ts'
import { claimLimited, lockQueues } from './limits.sql.ts'
import type { Room, TaskRow } from './queue.sql.ts'
import { commit } from './runs.sql.ts'

/** Takes due tasks of names that have limits. The lock, the claim and the commit are sent at once: a process stopped between them would hold up the others. */
export function takeLimited(core: Core, worker: string, room: Room): Promise<TaskRow[]> {
  return core.database.transaction(undefined, async ({ db }) => {
    const sent = [db.run(lockQueues(room.names)), db.many<TaskRow>(claimLimited(worker, room)), db.run(commit)] as const
    await Promise.allSettled(sent)
    const [, rows] = await Promise.all(sent)
    return rows
  })
}

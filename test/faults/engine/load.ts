// Who uses the engine meanwhile: starts runs and tasks, sends the signals they wait for, cancels some. Every request is repeated until it was answered.
import { setTimeout as pause } from 'node:timers/promises'
import { openOperations } from '#engine/operations'
import { startThrough } from '#engine/start'
import { signalsOf } from '#engine/testing/arbitrary'
import { work } from '#engine/testing/graph'
import { type Database, isConnectionLost, sql } from '#platform/database'
import type { FlowRef } from '#platform/service'
import { type Case, type Job, type Round, tenants } from './plan.ts'

/** A case with what became of its cancel: `taken` is an answer, `unsure` one that was lost. */
export type Begun = Case & { cancel?: 'asked' | 'unsure' | 'taken' | 'late' }
export type Load = {
  begin(round: Pick<Round, 'cases' | 'jobs'>): Promise<void>
  cases: Begun[]
  jobs: Job[]
  /** Waits until every cancel has been answered. */
  asked(): Promise<void>
  /** These have been checked; forgets them. */
  clear(): void
  close(): Promise<void>
}

/** Repeats what the database did not answer. Everything repeated here must be the same as once. */
export async function insisting<T>(work: (isRepeat: boolean) => Promise<T>, limitMs = 60_000): Promise<T> {
  const endAt = Date.now() + limitMs
  for (let time = 1; ; time++) {
    try {
      return await work(time > 1)
    } catch (error) {
      if (!isConnectionLost(error) || Date.now() > endAt) throw error
      await pause(50)
    }
  }
}

export function openLoad(database: Database, wake: (channel: string) => void, grown: FlowRef<any, unknown>): Load {
  const db = database.owner
  const operations = openOperations({ db, wake })
  const cases: Begun[] = []
  const jobs: Job[] = []
  const signals = new Set<{ tenant: string; run: string; id: number }>()
  const cancels = new Set<Promise<void>>()
  let isClosed = false
  const start = (tenant: string) =>
    startThrough({
      db,
      tenant,
      trace: '0'.repeat(32),
      nameOf: (task) => (task === work ? 'test.work' : 'unknown'),
      wake,
    })

  async function cancel(one: Begun): Promise<void> {
    await pause(one.cancelAfterMs)
    const run = await insisting(() =>
      db.maybe<{ id: string }>(
        sql`select id from engine.runs where tenant_id = ${one.tenant} and flow = ${grown.name} and key = ${one.path}`,
      ),
    )
    one.cancel = 'asked'
    const isTaken = await insisting((isRepeat) => {
      if (isRepeat) one.cancel = 'unsure'
      return operations.cancel(run!.id, 'somebody cancelled it')
    })
    if (one.cancel === 'asked') one.cancel = isTaken ? 'taken' : 'late'
  }
  async function beginCase(one: Case): Promise<void> {
    const { path, rounds, tenant, priority } = one
    await pause(one.beginAfterMs)
    await insisting(() => start(tenant).flow(grown, { path, rounds }, { key: path, priority }))
    const begun: Begun = { ...one }
    cases.push(begun)
    for (const { run, id } of signalsOf(path, rounds)) signals.add({ tenant, run, id })
    if (one.cancelAfterMs === undefined) return
    const asked = cancel(begun).finally(() => cancels.delete(asked))
    cancels.add(asked)
  }
  async function beginJob(job: Job): Promise<void> {
    const { path, value, tenant, priority } = job
    const input = { path, value, seen: '', isRefused: false }
    await insisting(() => start(tenant).task(work, input, { key: path, priority }))
    jobs.push(job)
  }
  /** A signal needs its run to be there: one of a child comes once the child has been seen. */
  async function sendSignals(): Promise<void> {
    while (!isClosed) {
      await pause(40)
      if (signals.size === 0) continue
      const waited = [...signals]
      const keys = waited.map((s) => s.run)
      const rows = await insisting(() =>
        db.many<{ key: string }>(
          sql`select key from engine.runs where tenant_id = any(${tenants}) and flow = ${grown.name} and key = any(${keys})`,
        ),
      )
      const there = new Set(rows.map((row) => row.key))
      for (const signal of waited.filter((s) => there.has(s.run))) {
        // Two of one name are as good as one: nobody waits for the second.
        await insisting(() => start(signal.tenant).signal(grown, signal.run, `signal ${signal.id}`, signal.id))
        signals.delete(signal)
      }
    }
  }
  const sending = sendSignals()
  sending.catch(() => {})

  return {
    cases,
    jobs,
    async begin(round) {
      await Promise.all([...round.cases.map(beginCase), ...round.jobs.map(beginJob)])
    },
    asked: async () => void (await Promise.all(cancels)),
    clear() {
      cases.splice(0)
      jobs.splice(0)
      // Those of children that never came to be.
      signals.clear()
    },
    async close() {
      isClosed = true
      await Promise.allSettled([...cancels, sending])
    },
  }
}

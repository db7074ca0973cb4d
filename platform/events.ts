import { type Database, type Row, sql, type Transaction } from './database.ts'
import { eventsAfter } from './events.sql.ts'
import type { Log, ReceivedEvent } from './service.ts'
import type { Wake } from './wake.ts'
import { restingWorkers } from './workers.ts'

/** A listener as the dispatcher runs it: inside the transaction that also removes the delivery. */
export type Dispatched = {
  name: string
  /** Event types; order is kept per subject across all of them. */
  types: string[]
  deliver(event: ReceivedEvent<unknown> & { tenant: string; trace: string }, tx: Transaction): Promise<() => void>
}
export type DispatcherOptions = {
  database: Database
  wake: Wake
  log: Log
  listeners: Dispatched[]
  /** Deliveries at once in this process. */
  parallel?: number
  /** Attempts before an event becomes a dead letter. */
  attemptsMax?: number
  /** Delay before the second attempt; doubles, capped at 5 min. */
  backoffMs?: number
  /** How often to look without being woken. */
  pollMs?: number
}
export type Dispatcher = {
  close(): Promise<void>
  lag(): Promise<{ listener: string; waiting: number; dead: number }[]>
}

/** Events one listener takes out of the log with one look. */
const takenMax = 500
/** Events of one subject delivered in one transaction. More would hold back the reading of the log for longer. */
const claimedMax = 8
/** Pause between two looks while events come in. */
const restMs = 10

/**
 * Takes events out of the log and gives each to its listeners. A listener's effects and the removal of its delivery are one transaction, so a redelivery
 * changes nothing. Order is kept per subject; a failing event is retried with back-off and holds back its own subject only, until it becomes a dead letter.
 */
export async function openDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { database, wake, log, listeners, parallel = 8, pollMs = 500 } = options
  const names = listeners.map((l) => l.name)
  const byName = new Map(listeners.map((l) => [l.name, l]))
  const stopping = new AbortController()
  await registerListeners(database, listeners)

  const workers = restingWorkers()
  const unhear = wake.on('deliveries', workers.wakeOne)
  const loop = async (work: () => Promise<boolean>, rest: (ms: number) => Promise<unknown>, everyMs: number) => {
    while (!stopping.signal.aborted) {
      let hadWork = false
      try {
        hadWork = await work()
      } catch (error) {
        if (stopping.signal.aborted) return
        log.warn({ err: error }, 'event dispatch paused: the database did not answer')
        await wake.wait('never', 1_000, stopping.signal)
      }
      if (!hadWork && !stopping.signal.aborted) await rest(everyMs * (0.75 + Math.random() / 2))
    }
  }
  const loops =
    names.length === 0
      ? []
      : [
          loop(
            async () => {
              const { moved, noted } = await takeFromLog(database, names)
              if (noted > 0) wake.wake('deliveries')
              // While many events come in, each look would find a few; a moment later one look finds them all.
              if (moved > 0 && moved < takenMax) await wake.wait('never', restMs, stopping.signal)
              return moved > 0
            },
            (ms) => wake.wait('events', ms, stopping.signal),
            pollMs,
          ),
          ...// Only the first looks often by itself, for retries that fall due; the others wait to be woken.
          Array.from({ length: parallel }, (_, i) =>
            loop(() => deliverNext(options, byName, workers.wakeOne), workers.rest, i === 0 ? pollMs : 20 * pollMs),
          ),
        ]
  return {
    lag: () => readLag(database, names),
    async close() {
      stopping.abort()
      unhear()
      workers.wakeAll()
      await Promise.all(loops)
    },
  }
}

/**
 * Gives each listener its place in the log, unless it has one. The first listeners of a service (the part of the name before the dot) begin with the first event there
 * is: another process may have taken requests in before this service ever ran, and a kill may have come between the first request and this moment. One that a later
 * version adds begins with what comes after it was made, so that an update does not tell people again what happened long ago. One statement, so that a kill leaves all
 * or none. Call it before anything is taken in.
 */
export async function registerListeners(database: Database, listeners: Pick<Dispatched, 'name' | 'types'>[]) {
  if (listeners.length === 0) return
  const rows = JSON.stringify(listeners.map(({ name, types }) => ({ name, types })))
  await database.owner.run(sql`
    insert into statex.listeners (name, types, transaction_id)
    select n.name, n.types, case when exists (select from statex.listeners l where split_part(l.name, '.', 1) = split_part(n.name, '.', 1))
      then pg_snapshot_xmin(pg_current_snapshot()) else '0' end
    from jsonb_to_recordset(${rows}::jsonb) as n (name text, types text[]) order by n.name
    on conflict (name) do update set types = excluded.types where listeners.types <> excluded.types`)
}

/**
 * Moves the cursors of the named listeners over what is finished in the log, and notes a delivery for each event of their type. Reads only below the oldest
 * transaction still running: sequence numbers commit out of order, and "last id seen" would skip the late ones.
 */
async function takeFromLog(database: Database, names: string[]): Promise<{ moved: number; noted: number }> {
  return database.owner.one(sql`
    with cursors as materialized (
      select name, types, transaction_id, seq from statex.listeners where name = any(${names}) for update skip locked
    ), picked as materialized (
      select c.name, c.types as wanted, e.transaction_id, e.seq, e.type, e.subject, e.tenant_id
      from cursors c cross join lateral (
        ${eventsAfter(sql`(c.transaction_id, c.seq)`, takenMax)}
      ) e
    ), noted as (
      insert into statex.deliveries (listener, seq, transaction_id, subject, tenant_id)
      select name, seq, transaction_id, subject, tenant_id from picked where type = any(wanted)
      on conflict do nothing returning 1
    ), moved as (
      update statex.listeners l set transaction_id = p.transaction_id, seq = p.seq
      from (select distinct on (name) name, transaction_id, seq from picked order by name, transaction_id desc, seq desc) p
      where l.name = p.name
    )
    select (select count(*)::int from picked) as moved, (select count(*)::int from noted) as noted`)
}

async function deliverNext(
  options: DispatcherOptions,
  byName: Map<string, Dispatched>,
  onClaim: () => void,
): Promise<boolean> {
  const afterCommit: (() => void)[] = []
  const worked = await options.database.transaction(undefined, async (tx) => {
    const rows = await claim(tx, [...byName.keys()])
    if (rows.length === 0) return false
    onClaim()
    for (const row of rows) {
      // One that waits for its next attempt holds back those behind it.
      if (!row.is_due) break
      await tx.savepoint()
      try {
        const after = await byName.get(row.listener)!.deliver(toEvent(row), tx)
        await tx.bind(undefined)
        await tx.db.run(sql`delete from statex.deliveries where listener = ${row.listener} and seq = ${row.seq}`)
        afterCommit.push(after)
      } catch (error) {
        await noteFailure(options, tx, row, error)
        break
      }
    }
    return true
  })
  for (const after of afterCommit) after()
  return worked
}

async function noteFailure(options: DispatcherOptions, tx: Transaction, row: Row, error: unknown): Promise<void> {
  const { log, attemptsMax = 8, backoffMs = 500 } = options
  await tx.rollbackTo()
  await tx.bind(undefined)
  const attempts = row.attempts + 1
  const isDead = attempts >= attemptsMax
  const delayMs = Math.min(backoffMs * 2 ** row.attempts, 300_000)
  await tx.db.run(sql`update statex.deliveries set attempts = ${attempts}, is_dead = ${isDead}, last_error = ${String(error).slice(0, 2000)},
    due_at = clock_timestamp() + make_interval(secs => ${delayMs / 1000}) where listener = ${row.listener} and seq = ${row.seq}`)
  log[isDead ? 'error' : 'warn'](
    { err: error, listener: row.listener, event: row.id, trace: row.trace, attempts },
    isDead ? 'event became a dead letter' : 'listener failed, will retry',
  )
}

/**
 * The oldest due delivery whose subject has no earlier one waiting, and those that follow it for the same listener and subject: one look and one
 * commit for all of them. The lock on the first row is the lease of the subject: a killed process frees it at once.
 */
const claim = (tx: Transaction, names: string[]): Promise<Row[]> =>
  tx.db.many(sql`
    with next as materialized (
      select d.listener, d.subject, d.seq from statex.deliveries d
      where d.listener = any(${names}) and not d.is_dead and d.due_at <= clock_timestamp()
        and not exists (select 1 from statex.deliveries earlier where earlier.listener = d.listener and earlier.subject = d.subject and not earlier.is_dead and earlier.seq < d.seq)
      order by d.seq limit 1 for update of d skip locked
    )
    select d.listener, d.seq, d.attempts, d.due_at <= clock_timestamp() as is_due, e.id, e.type, e.subject, e.tenant_id, e.time, e.trace, e.data
    from next join statex.deliveries d on d.listener = next.listener and d.subject = next.subject and d.seq >= next.seq and not d.is_dead
      join statex.events e on e.transaction_id = d.transaction_id and e.seq = d.seq
    order by d.seq limit ${claimedMax}`)

/** An event as listeners get it, from its row in the log. */
export const toEvent = (row: Row) => ({
  id: row.id as string,
  type: row.type as string,
  subject: row.subject as string,
  tenant: row.tenant_id as string,
  time: (row.time as Date).toISOString(),
  trace: (row.trace as string) ?? '',
  data: row.data as unknown,
})

const readLag = (database: Database, names: string[]) =>
  database.owner.many<{ listener: string; waiting: number; dead: number }>(sql`
    select n.name as listener, count(d.seq) filter (where not d.is_dead)::int as waiting, count(d.seq) filter (where d.is_dead)::int as dead
    from unnest(${names}::text[]) as n(name) left join statex.deliveries d on d.listener = n.name group by n.name`)

/** Dead letters of all listeners, oldest first: what an operator reads before a replay. */
export const deadLetters = (database: Database, tenant?: string) =>
  database.owner.many<{
    listener: string
    seq: number
    subject: string
    tenant_id: string
    attempts: number
    last_error: string
  }>(
    sql`select listener, seq, subject, tenant_id, attempts, last_error from statex.deliveries where is_dead and (${tenant ?? null}::text is null or tenant_id = ${tenant ?? null}) order by seq limit 500`,
  )

/** Gives a dead letter a new set of attempts. Answers false when there is no such dead letter. */
export async function replayDeadLetter(
  database: Database,
  wake: Wake,
  { listener, seq, tenant }: { listener: string; seq: number; tenant?: string },
): Promise<boolean> {
  const count = await database.owner.run(
    sql`update statex.deliveries set is_dead = false, attempts = 0, due_at = clock_timestamp() where listener = ${listener} and seq = ${seq} and is_dead
      and (${tenant ?? null}::text is null or tenant_id = ${tenant ?? null})`,
  )
  if (count > 0) wake.wake('deliveries')
  return count > 0
}

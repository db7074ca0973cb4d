// Looks at what the engine remembers, again and again, and remembers it too: nothing that was seen may be lost or change.
import { type Db, sql } from '#platform/database'

type Sight = { run: string; key: string; rounds: number; name: string; digest: string }
type Known = { key: string; rounds: number; steps: Map<string, string> }

export type Observer = {
  /** One look. Gives what was seen before and is now gone or different, in words. */
  look(): Promise<string[]>
  /** The same for everything ever seen, also what is settled. */
  lookAtAll(): Promise<string[]>
  /** What was started before now is over: from here on `look` leaves it alone. */
  settle(): Promise<void>
  figures(): { looks: number; results: number }
}

/** The end of a run, beside its steps. No step has this name. */
const end = '#end'

export function openObserver(db: Db): Observer {
  const known = new Map<string, Known>()
  let since = new Date(0)
  let looks = 0

  const see = (from: Date) =>
    db.many<Sight>(sql`
      with seen as (select id, key, rounds, state, result, error from engine.runs where created_at >= ${from})
      select id as run, key, rounds, ${end} as name,
        case when state in ('completed', 'failed', 'cancelled') then state || md5(coalesce(result::text, '') || coalesce(error, '')) end as digest
      from seen
      union all
      select s.run_id, r.key, r.rounds, s.name, s.kind || ' ' || s.state || md5(coalesce(s.result::text, '') || coalesce(s.error, ''))
      from engine.steps s join seen r on r.id = s.run_id where s.state <> 'running'
      union all
      select t.run_id, r.key, r.rounds, t.step, 'task ' || t.state || md5(coalesce(t.result::text, '') || coalesce(t.error, ''))
      from engine.tasks t join seen r on r.id = t.run_id where t.state in ('completed', 'failed', 'cancelled')
      union all
      select t.id, t.key, 0, ${end}, t.state || md5(coalesce(t.result::text, '') || coalesce(t.error, ''))
      from engine.tasks t where t.run_id is null and t.created_at >= ${from} and t.state in ('completed', 'failed', 'cancelled')`)

  // One look at a time: of two at once the older could be answered later, and what came to an end between them would look lost.
  let turn: Promise<unknown> = Promise.resolve()
  function look(from: Date): Promise<string[]> {
    const answer = turn.then(() => compare(from))
    turn = answer.catch(() => {})
    return answer
  }
  async function compare(from: Date): Promise<string[]> {
    const rows = await see(from)
    const perRun = Map.groupBy(rows, (row) => row.run)
    looks++
    const problems: string[] = []
    for (const [run, seen] of perRun) {
      const { key, rounds } = seen[0]!
      const now = new Map(seen.filter((s) => s.digest !== null).map((s) => [s.name, s.digest]))
      const before = known.get(run)
      if (before && rounds < before.rounds)
        problems.push(`${key}: it went from round ${before.rounds} back to ${rounds}`)
      // A run that began anew has an empty history, and may have.
      if (before?.rounds === rounds) problems.push(...changes(before, now))
      known.set(run, { key, rounds, steps: now })
    }
    return problems
  }
  return {
    look: () => look(since),
    async lookAtAll() {
      const problems = await look(new Date(0))
      const rows = await db.many<{ id: string }>(
        sql`select id from engine.runs union all select id from engine.tasks where run_id is null`,
      )
      const there = new Set(rows.map((row) => row.id))
      const gone = [...known]
        .filter(([run]) => !there.has(run))
        .map(([, { key }]) => `${key}: it was there and is gone`)
      return [...problems, ...gone]
    },
    async settle() {
      const { now } = await db.one<{ now: Date }>(sql`select clock_timestamp() as now`)
      since = now
    },
    figures: () => ({ looks, results: [...known.values()].reduce((sum, { steps }) => sum + steps.size, 0) }),
  }
}

function changes({ key, steps }: Known, now: Map<string, string>): string[] {
  return [...steps].flatMap(([name, digest]) => {
    const what = name === end ? 'its end' : `the result of "${name}"`
    const seen = now.get(name)
    if (seen === undefined) return [`${key}: ${what} was there and is gone`]
    return seen === digest ? [] : [`${key}: ${what} was ${digest} and is ${seen}`]
  })
}

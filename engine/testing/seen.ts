import { type Db, sql } from '#platform/database'
import type { Seen, SeenRun } from './judge.ts'

/** What the database holds of the runs of testing/graph.ts, by the first part of their paths. */
export async function seenIn(db: Db, roots: string[]): Promise<Map<string, Pick<Seen, 'runs' | 'rows'>>> {
  const runs = await db.many<SeenRun>(sql`
    select r.key, r.state, r.result, r.error, array(
      select r.key || '/' || substring(s.name from 'compensate:undo ([0-9]+)') from engine.steps s
      where s.run_id = r.id and s.kind = 'undo' order by s.position) as undos
    from engine.runs r where split_part(r.key, '/', 1) = any(${roots})`)
  const rows = await db.many<{ path: string; count: number }>(sql`
    select path, count(*)::integer as count from public.effects where split_part(path, '/', 1) = any(${roots}) group by path`)
  const seen = new Map(roots.map((root) => [root, { runs: [] as SeenRun[], rows: new Map<string, number>() }]))
  for (const run of runs) seen.get(rootOf(run.key))!.runs.push(run)
  for (const { path, count } of rows) seen.get(rootOf(path))!.rows.set(path, count)
  return seen
}

/** The path of the run that somebody started, of anything below it. */
export const rootOf = (path: string): string => path.split('/')[0]!

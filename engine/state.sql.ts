import { type Sql, sql } from '#platform/database'

/*
 * The state of a row that is found by its id, said so that the planner sees no index in it. There are small indexes of what is queued and what
 * runs, for whoever looks for work. To a planner with old statistics they seem empty, and rather than look up a hundred ids it would walk all
 * that is queued, or all that has run since the last vacuum: measured, a commit that grew slower with every task before it.
 */
type Row = 'r' | 't'
const columns: Record<Row, Sql> = { r: sql`(r.state || '')`, t: sql`(t.state || '')` }

export const isRunning = (row: Row): Sql => sql`${columns[row]} = 'running'`
export const isQueued = (row: Row): Sql => sql`${columns[row]} = 'queued'`

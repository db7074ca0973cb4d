import { json, type Sql, sql } from '#platform/database'
import type { Costs } from './cost.ts'

// Constant text of our own, never a value from outside.
const text = (constant: string): Sql => ({ text: constant, values: [] })

/** Adds up the costs that `from` selects, per unit; null when there are none. */
export const sumOf = (from: Sql): Sql => sql`(
  select jsonb_object_agg(unit, amount) from (
    select u.key as unit, sum(u.value::numeric) as amount
    from (${from}) as spent (cost) cross join jsonb_each(spent.cost) as a cross join jsonb_each_text(a.value) as u group by u.key) as sums)`

/** What a step or task cost. `row` is its name in the statement. */
export const costOf = (row: string): Sql => sumOf(text(`select ${row}.cost`))

/** What a run cost, with its children and theirs. */
export const costOfRun = (row: string): Sql =>
  sumOf(
    text(`
    with recursive family as (
      select ${row}.id union all select c.id from engine.runs c join family f on c.parent_id = f.id)
    select r.cost from engine.runs r join family f on f.id = r.id where r.cost is not null
    union all select s.cost from engine.steps s join family f on s.run_id = f.id where s.cost is not null
    union all select t.cost from engine.tasks t join family f on t.run_id = f.id where t.cost is not null`),
  )

/** The costs that `from` selects, as a run keeps them when it forgets what they were spent on. */
export const forgottenCost = (from: Sql): Sql =>
  sql`(select jsonb_build_object('forgotten', total.sum) from (select ${sumOf(from)} as sum) as total where total.sum is not null)`
/** What a run and its own steps and tasks cost so far. */
export const costKept = (row: string): Sql =>
  forgottenCost(
    text(`select ${row}.cost
    union all select s.cost from engine.steps s where s.run_id = ${row}.id and s.cost is not null
    union all select t.cost from engine.tasks t where t.run_id = ${row}.id and t.cost is not null`),
  )

/** Keeps what a step spent that will not be remembered here. The keys are of its attempts, so a repeat adds nothing. */
export const keepCost = (run: string, costs: Costs): Sql =>
  sql`update engine.runs set cost = coalesce(cost, '{}') || ${json(costs)}::jsonb where id = ${run}`

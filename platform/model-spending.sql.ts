// What a service has asked of models and spent on them: in its own schema, in its own tables `model_answers` and `model_days`.
import { type Db, json, sql } from './database.ts'

const keptDays = 30

/** The answer kept under `key`, if it is younger than 30 days. */
export async function findAnswer<T>(db: Db, key: string, now: Date): Promise<T | undefined> {
  const row = await db.maybe<{ answer: T }>(
    sql`select answer from model_answers where key = ${key} and made_at > ${daysBefore(now, keptDays)}`,
  )
  return row?.answer
}

/** Keeps an answer; the first one stays. Old ones go on this occasion. */
export async function keepAnswer(db: Db, key: string, answer: unknown, now: Date): Promise<void> {
  await db.run(sql`delete from model_answers where made_at <= ${daysBefore(now, keptDays)}`)
  await db.run(
    sql`insert into model_answers (key, answer, made_at) values (${key}, ${json(answer)}::jsonb, ${now}) on conflict do nothing`,
  )
}

export type Amounts = { tokens: number; costMicros: number }

/** Adds the most a question may use to what the tenant has used on that day (UTC); false, and nothing added, when it would exceed `max`. */
export async function reserve(db: Db, day: string, most: Amounts, max: Amounts): Promise<boolean> {
  if (most.tokens > max.tokens || most.costMicros > max.costMicros) return false
  const added = await db.run(sql`
    insert into model_days as d (day, tokens, cost_micros) values (${day}, ${most.tokens}, ${most.costMicros})
    on conflict (tenant_id, day) do update set tokens = d.tokens + excluded.tokens, cost_micros = d.cost_micros + excluded.cost_micros
    where d.tokens + excluded.tokens <= ${max.tokens} and d.cost_micros + excluded.cost_micros <= ${max.costMicros}`)
  return added > 0
}

/** Puts what was used in the place of what was reserved. */
export async function settle(db: Db, day: string, most: Amounts, used: Amounts): Promise<void> {
  await db.run(sql`
    update model_days set tokens = greatest(0, tokens + ${used.tokens - most.tokens}::bigint),
      cost_micros = greatest(0, cost_micros + ${used.costMicros - most.costMicros}::bigint)
    where day = ${day}`)
}

/** What the tenant has used or reserved on a day. */
export async function usedOn(db: Db, day: string): Promise<Amounts> {
  const row = await db.maybe<Amounts>(
    sql`select tokens, cost_micros as "costMicros" from model_days where day = ${day}`,
  )
  return row ?? { tokens: 0, costMicros: 0 }
}

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000)

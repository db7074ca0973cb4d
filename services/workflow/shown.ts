import { type Operations, openOperations } from '#engine/operations'
import type { Ctx } from '#platform/service'

/** What the engine's operations see and touch here: nothing but the tenant of the request. */
export const operationsOf = ({ db, wake }: Pick<Ctx, 'db' | 'wake'>): Operations => openOperations({ db, wake })

/** A row as it goes out: times as text, nothing for what is not there, and not the tenant, which the caller has said. */
export function shown<R extends object>(row: R): any {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name, value]) => value !== null && value !== undefined && name !== 'tenant')
      .map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  )
}

/** `next` of a page: the id of its last entry, unless it is the last page. */
export const nextOf = (rows: { id: string }[], limit: number): { next?: string } =>
  rows.length === limit ? { next: rows.at(-1)!.id } : {}

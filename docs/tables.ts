import { existsSync } from 'node:fs'
import { engineMigrations } from '#engine/engine.sql'
import type { Migration } from '#platform/migrator'
import { readMigrations } from '#platform/migrator'
import { platformMigrations } from '#platform/platform.sql'

export type Column = { name: string; type: string; comment?: string }
export type Table = { schema: string; name: string; comment?: string; columns: Column[] }

const noColumn = /^(primary|unique|check|foreign|constraint|exclude|like)\b/i

/**
 * The tables that migrations make, read from their text: no database is needed. Knows what our migrations use (`create table`,
 * `alter table … add column`, `comment on`), not all of SQL.
 */
export function readTables(schema: string, migrations: readonly Migration[]): Table[] {
  const text = migrations.map((migration) => migration.text).join('\n')
  const tables = new Map<string, Table>()
  for (const { 1: name, index } of text.matchAll(/create table (?:if not exists )?(?:\w+\.)?(\w+) \(/gi)) {
    const columns = partsOf(text.slice(text.indexOf('(', index) + 1))
      .filter((part) => !noColumn.test(part))
      .map(columnOf)
    tables.set(name!, { schema, name: name!, columns })
  }
  for (const { 1: name, 0: head, index } of text.matchAll(/alter table (?:\w+\.)?(\w+)\s+/gi))
    for (const part of partsOf(text.slice(index + head.length, text.indexOf(';', index)))) {
      const [, column] = /^add column (?:if not exists )?([^]+)$/i.exec(part) ?? []
      if (column) tables.get(name!)?.columns.push(columnOf(column))
    }
  for (const [, name, comment] of text.matchAll(/comment on table (?:\w+\.)?(\w+) is '((?:[^']|'')*)'/gi)) {
    const table = tables.get(name!)
    if (table) table.comment = comment!.replaceAll("''", "'")
  }
  for (const [, name, column, comment] of text.matchAll(
    /comment on column (?:\w+\.)?(\w+)\.(\w+) is '((?:[^']|'')*)'/gi,
  )) {
    const found = tables.get(name!)?.columns.find((c) => c.name === column)
    if (found) found.comment = comment!.replaceAll("''", "'")
  }
  return [...tables.values()]
}

/** The comma-separated parts up to the bracket that closes the list. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let part = ''
  for (const letter of text) {
    if (letter === ')' && depth === 0) break
    if (letter === '(') depth++
    if (letter === ')') depth--
    if (letter === ',' && depth === 0) {
      parts.push(part.trim())
      part = ''
    } else part += letter
  }
  return [...parts, part.trim()].filter(Boolean)
}

function columnOf(part: string): Column {
  const [, name, type] = /^"?(\w+)"? ((?:double precision|\w+)(?:\([^)]*\))?(?:\[\])?)/.exec(part)!
  return { name: name!, type: type! }
}

/** Every table of the installation: the platform's, the engine's, each service's in the order given. */
export function allTables(services: readonly string[]): Table[] {
  const own = services.flatMap((name) => {
    const folder = new URL(`../services/${name}/migrations/`, import.meta.url)
    return existsSync(folder) ? readTables(name, readMigrations(folder)) : []
  })
  return [...readTables('statex', platformMigrations), ...readTables('engine', engineMigrations), ...own]
}

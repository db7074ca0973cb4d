// What no route tells: does a text stand anywhere in the database, in any column of any table, or in the name or the content of any file?
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

/** Tables, as `schema.table`, with a row in which one of the texts stands. */
export async function tablesWith(url: string, texts: string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    )
    const found: string[] = []
    for (const { name } of tables.rows) {
      const { rows } = await client.query(
        `select exists (select from ${name} t, unnest($1::text[]) as sought (text)
           where strpos(t::text, sought.text) > 0 or strpos(t::text, encode(convert_to(sought.text, 'UTF8'), 'hex')) > 0) as found`,
        [texts],
      )
      if (rows[0].found) found.push(name)
    }
    return found
  } finally {
    await client.end()
  }
}

/** Files and folders below `directory` with one of the texts in their name or content. */
export function filesWith(directory: string, texts: string[]): string[] {
  return (readdirSync(directory, { recursive: true }) as string[]).filter((name) => {
    if (texts.some((text) => name.includes(text))) return true
    const path = join(directory, name)
    if (!statSync(path).isFile()) return false
    const content = readFileSync(path)
    return texts.some((text) => content.includes(text))
  })
}

// What somebody reads who has got hold of the database.
import pg from 'pg'

/** Tables of the product in which a text stands anywhere; mails that were caught while developing are their receivers'. */
export async function tablesWith(url: string, text: string): Promise<string[]> {
  const db = new pg.Client({ connectionString: url })
  await db.connect()
  try {
    const { rows } = await db.query(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'mailbox')`,
    )
    const found: string[] = []
    for (const { name } of rows) {
      const { rowCount } = await db.query(
        `select 1 from ${name} t where strpos(lower(t::text), lower($1)) > 0 limit 1`,
        [text],
      )
      if (rowCount) found.push(name)
    }
    return found
  } finally {
    await db.end()
  }
}

/** Every row of every table of the product, as text. */
export async function everythingIn(url: string): Promise<string[]> {
  const db = new pg.Client({ connectionString: url })
  await db.connect()
  try {
    const tables = await db.query(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const rows: string[] = []
    for (const { name } of tables.rows) {
      const found = await db.query(`select to_jsonb(t) as row from ${name} t`)
      for (const { row } of found.rows)
        rows.push(...Object.values(row).map((value) => (typeof value === 'string' ? value : JSON.stringify(value))))
    }
    return rows
  } finally {
    await db.end()
  }
}

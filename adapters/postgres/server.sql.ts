import { Client } from 'pg'

/** Where and as whom to connect. The user is the superuser that `initdb` made. */
export type Access = { port: number; password: string }

export const superuser = 'statex'
export const database = 'postgres'
const launcherName = 'statex-launcher'

async function ask(access: Access, query: string): Promise<Record<string, string>> {
  const client = new Client({
    host: '127.0.0.1',
    port: access.port,
    user: superuser,
    password: access.password,
    database,
    application_name: launcherName,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  })
  // A connection cut while idle emits 'error'; unheard it would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<Record<string, string>>(query)
    return rows[0]!
  } finally {
    await client.end().catch(() => {})
  }
}

/** The data directory of the server that answers on the port. */
export async function dataDirectoryOf(access: Access): Promise<string> {
  return (await ask(access, `select current_setting('data_directory') as path`)).path!
}

/** Number of open client connections, launchers not counted. */
export async function clientsOf(access: Access): Promise<number> {
  const query = `select count(*) as clients from pg_stat_activity
    where backend_type = 'client backend' and application_name <> '${launcherName}'`
  return Number((await ask(access, query)).clients)
}

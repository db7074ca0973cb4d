// pg-boss: a job queue on PostgreSQL that polls, here with its NOTIFY switched on so that workers wake at once.
import type { Place, Program } from '../program.ts'
import { counted } from '../rows.sql.ts'
import { installed } from './installed.ts'

type Job = { data: { n: number } }

export async function open({ databaseUrl, settings }: Place): Promise<Program> {
  const { PgBoss } = await installed('pg-boss')
  const { default: pg } = await installed('pg')
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  const boss = new PgBoss({ connectionString: databaseUrl, max: 20, useListenNotify: true })
  boss.on('error', (error: Error) => console.error(error.message))
  await boss.start()
  await boss.createQueue('noop', { notify: true })
  return {
    queue: {
      put: async (numbers) =>
        void (await boss.insert(
          'noop',
          numbers.map((n) => ({ data: { n } })),
        )),
      putOne: async (n) => void (await boss.send('noop', { n })),
      async work(begin) {
        await boss.work('noop', settings, async (jobs: Job[]) => {
          for (const { data } of jobs) begin(data.n)
        })
        return () => boss.offWork('noop')
      },
      left: () => counted(pool, 'pgboss.job', "state <> 'completed' and name = 'noop'"),
    },
    async close() {
      await boss.stop({ graceful: false })
      await pool.end()
    },
  }
}

// graphile-worker: a job queue on PostgreSQL. Once as it comes, once with the batching its page on performance describes.

import type { Place, Program } from '../program.ts'
import { counted } from '../rows.sql.ts'
import { installed } from './installed.ts'

export async function open({ databaseUrl, settings }: Place): Promise<Program> {
  const { Logger, makeWorkerUtils, run } = await installed('graphile-worker')
  const { default: pg } = await installed('pg')
  const logger = new Logger(() => () => {})
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 })
  pool.on('error', () => {})
  const utils = await makeWorkerUtils({ pgPool: pool, logger })
  await utils.migrate()
  return {
    queue: {
      put: async (numbers) => void (await utils.addJobs(numbers.map((n) => ({ identifier: 'noop', payload: { n } })))),
      putOne: async (n) => void (await utils.addJob('noop', { n })),
      async work(begin) {
        const runner = await run({
          pgPool: pool,
          noHandleSignals: true,
          preset: { worker: { logger, ...settings } },
          taskList: { noop: async ({ n }: { n: number }) => begin(n) },
        })
        return () => runner.stop()
      },
      // A job that is done is deleted.
      left: () => counted(pool, 'graphile_worker._private_jobs'),
    },
    async close() {
      await utils.release()
      await pool.end()
    },
  }
}

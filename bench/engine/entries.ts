// Who takes part, in which configuration. Durable in each, or named as not durable.
import type { Entry } from './stage.ts'

export const floor: Entry = { name: 'floor: bare commits', program: 'floor.ts' }

export const statex: Entry = { name: 'StateX', program: 'statex.ts' }
export const statexBatch: Entry = { name: 'StateX, one batch start', program: 'statex.ts', settings: { batch: true } }
/** Room for as many tasks at once as the tuned peers hold, which is what a worker of short tasks would be given. */
export const statexTuned: Entry = { name: 'StateX, 200 slots', program: 'statex.ts', settings: { slots: 200 } }
export const statexSoak: Entry = { name: 'StateX, mixed load', program: 'statex-soak.ts' }

export const dbos: Entry = {
  name: 'DBOS',
  program: 'peers/dbos.ts',
  settings: { systemDatabasePoolSize: 20 },
}
export const restate: Entry = { name: 'Restate', program: 'peers/restate.ts', restate: true }

export const graphile: Entry = { name: 'graphile-worker, default', program: 'peers/graphile.ts' }
/** Its page on performance: a local queue, completions in batches, more jobs at once. */
export const graphileTuned: Entry = {
  name: 'graphile-worker, local queue and batches',
  program: 'peers/graphile.ts',
  settings: { concurrentJobs: 100, localQueue: { size: 1_000 }, completeJobBatchDelay: 10, failJobBatchDelay: 10 },
}
/** Fetches as many as it enqueues at once, and on without a pause while batches are full. */
export const pgBossTuned: Entry = {
  name: 'pg-boss, batches',
  program: 'peers/pg-boss.ts',
  settings: { batchSize: 1_000, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 },
}
export const pgBoss: Entry = { name: 'pg-boss, NOTIFY', program: 'peers/pg-boss.ts' }

const bullmqSettings = { on: 'redis', concurrency: 50 }
export const bullmq: Entry = {
  name: 'BullMQ, Redis flushed always',
  program: 'peers/bullmq.ts',
  settings: bullmqSettings,
  redis: 'durable',
}
export const bullmqPlain: Entry = {
  name: 'BullMQ, plain Redis (not durable)',
  program: 'peers/bullmq.ts',
  settings: bullmqSettings,
  redis: 'plain',
}
export const bullmqPostgres: Entry = {
  name: 'BullMQ, PostgreSQL',
  program: 'peers/bullmq.ts',
  settings: { ...bullmqSettings, on: 'postgres' },
}

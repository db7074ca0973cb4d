// BullMQ: a job queue, on Redis or, since its version 6, on PostgreSQL (`settings.on`). Done jobs are removed, as its guide for production advises.
import type { Place, Program } from '../program.ts'
import { installed } from './installed.ts'

export async function open({ databaseUrl, redisPort, settings }: Place): Promise<Program> {
  const { Queue, Worker, createPostgresBackend } = await installed('bullmq')
  const { on, concurrency, queue: name = 'noop' } = settings
  const isOnRedis = on === 'redis'
  const connection = isOnRedis
    ? { host: '127.0.0.1', port: redisPort, maxRetriesPerRequest: null }
    : { connectionString: databaseUrl, max: 20, migrate: true }
  const backend = isOnRedis ? [] : [createPostgresBackend]
  const queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true } }, ...backend)
  queue.on('error', (error: Error) => console.error(error.message))
  await queue.waitUntilReady()
  return {
    queue: {
      put: async (numbers) => void (await queue.addBulk(numbers.map((n) => ({ name: 'noop', data: { n } })))),
      putOne: async (n) => void (await queue.add('noop', { n })),
      async work(begin) {
        const worker = new Worker(
          name,
          async ({ data }: { data: { n: number } }) => begin(data.n),
          { connection, concurrency },
          ...backend,
        )
        worker.on('error', (error: Error) => console.error(error.message))
        await worker.waitUntilReady()
        return () => worker.close()
      },
      async left() {
        const counts = (await queue.getJobCounts()) as Record<string, number>
        return Object.values(counts).reduce((sum, count) => sum + count, 0)
      },
    },
    close: () => queue.close(),
  }
}

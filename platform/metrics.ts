import { Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  observe(labels: { service: string; route: string; method: string; status: string }, seconds: number): void
  text(): Promise<string>
}

/** Prometheus text: rate, errors and duration per route; listener lag, dead letters and task queue depth, read when scraped. */
export function openMetrics(read: {
  lag(): Promise<{ listener: string; waiting: number; dead: number }[]>
  queue(): Promise<{ name: string; state: string; count: number }[]>
}): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const duration = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer.',
    labelNames: ['service', 'route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  // Finding a series by its labels costs more than counting in it. Routes, methods and statuses are few.
  const seriesOf = new Map<string, ReturnType<typeof duration.labels>>()
  const waiting = new Gauge({
    name: 'statex_listener_waiting_events',
    help: 'Events taken out of the log and not finished.',
    labelNames: ['listener'],
    registers,
  })
  const dead = new Gauge({
    name: 'statex_listener_dead_letters',
    help: 'Events that failed for good and wait for an operator.',
    labelNames: ['listener'],
    registers,
  })
  const tasks = new Gauge({
    name: 'statex_tasks',
    help: 'Tasks by name and state; queued is the depth of the queue.',
    labelNames: ['task', 'state'],
    registers,
  })
  const memory = new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of this process.',
    registers,
  })
  return {
    observe(labels, seconds) {
      const key = `${labels.route} ${labels.method} ${labels.status}`
      let series = seriesOf.get(key)
      if (!series) {
        series = duration.labels(labels)
        seriesOf.set(key, series)
      }
      series.observe(seconds)
    },
    async text() {
      for (const row of await read.lag()) {
        waiting.set({ listener: row.listener }, row.waiting)
        dead.set({ listener: row.listener }, row.dead)
      }
      tasks.reset()
      for (const row of await read.queue()) tasks.set({ task: row.name, state: row.state }, row.count)
      memory.set(process.memoryUsage.rss())
      return registry.metrics()
    },
  }
}

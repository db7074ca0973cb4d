import type { Log } from './service.ts'

const graceMs = 20_000

/** Stops cleanly on SIGTERM and SIGINT: take nothing new, finish, close. A second signal, or 20 s, ends the process at once; nothing is lost by that either. */
export function stopOnSignals(log: Log, close: () => Promise<void>): void {
  let isStopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1)
    isStopping = true
    log.info({ signal }, 'stopping; send the signal again to stop at once')
    setTimeout(() => process.exit(1), graceMs).unref()
    close().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'did not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

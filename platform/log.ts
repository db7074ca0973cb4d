import { pino } from 'pino'
import type { Log } from './service.ts'

/** JSON lines on standard output; `trace` is the correlation id. Tokens in addresses never reach a line: see `withoutSecrets`. */
export function openLog(level: string, fields: object = {}): Log & { child(fields: object): Log } {
  const logger = pino({
    level,
    base: fields,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: ['token', 'authorization', '*.token', '*.authorization', 'config.secretKey'],
  })
  return logger as unknown as Log & { child(fields: object): Log }
}

/** An address as it may be logged: secret query parameters and secret path parts are cut. */
export const withoutSecrets = (url: string): string =>
  url.replace(/([?&]token=)[^&#]*/g, '$1…').replace(/^(\/prototypes\/[^/]+\/)[^/]+/, '$1…')

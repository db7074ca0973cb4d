import { randomBytes } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isConnectionLost } from './database.ts'
import { problem, Refusal, standard } from './errors.ts'
import type { Host } from './host.ts'
import { withoutSecrets } from './log.ts'
import { BlobStoreFull, BlobTooLarge } from './ports.ts'
import { noteRefusal } from './refusals.ts'

/** Bytes of a JSON body, at most. */
export const jsonBytesMax = 1_048_576

/** What the door says about every answer (services/gateway/security.ts), for answers to what never gets as far as the door. */
export const headersBeforeDoor = ({ config }: Pick<Host, 'config'>): Record<string, string> => ({
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  ...(config.publicUrl?.startsWith('https:') && {
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
  }),
})

/** Bytes that are no HTTP request: too large headers, a broken first line, or a head that never ends. There is no request, so no trace of one. */
export function refuseUnparsed(host: Pick<Host, 'config'>, { code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return
  if (!socket.writable) return void socket.destroy()
  const refusal =
    code === 'HPE_HEADER_OVERFLOW'
      ? standard('header_too_large')
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? standard('request_timeout')
        : standard('invalid_input', 'This is not an HTTP request that can be read.')
  const body = JSON.stringify(problem(refusal, randomBytes(16).toString('hex')))
  const lines = Object.entries(headersBeforeDoor(host)).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\ncontent-type: application/problem+json\r\ncache-control: no-store\r\n` +
      `${lines.join('')}connection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** Any failure as problem details. What no contract declares is logged whole and shown as a trace id only. */
export function sendProblem(host: Host, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const trace = request.identity?.trace ?? ''
  const refusal = toRefusal(error)
  noteRefusal(request.raw, refusal)
  if (refusal.status >= 500)
    host.log.error({ err: error, trace, method: request.method, url: withoutSecrets(request.url) }, 'request failed')
  return reply
    .status(refusal.status)
    .headers(refusal.headers)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem(refusal, trace)))
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof BlobStoreFull)
    return new Refusal(
      'storage_full',
      507,
      'There is no room to store this right now. Nothing was kept; please try again later.',
    )
  if (error instanceof BlobTooLarge) return standard('body_too_large')
  const { code = '', statusCode } = error as { code?: string; statusCode?: number }
  if (isConnectionLost(error))
    return new Refusal(
      'unavailable',
      503,
      'The database does not answer right now. Nothing was lost; please try again in a moment.',
      { 'retry-after': '2' },
    )
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || statusCode === 413)
    return standard('body_too_large', `A JSON body may have ${jsonBytesMax} bytes.`)
  if (statusCode === 415) return standard('unsupported_media_type')
  if (statusCode && statusCode >= 400 && statusCode < 500) return standard('invalid_input', (error as Error).message)
  return standard('internal', 'The failure was logged. Give the trace id to the operator.')
}

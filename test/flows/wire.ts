// HTTP as it goes over the wire, for what fetch forbids: a Host header of one's own, broken bodies, half an upload.
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'

export type Reply = { status: number; headers: IncomingHttpHeaders; text: string; body: any }
export type Asked = {
  method?: string
  host?: string
  token?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
}

const limitMs = 30_000

/** One request on a connection of its own. `body` of the reply is parsed when it is JSON. */
export function send(
  base: string,
  path: string,
  { method = 'GET', host, token, headers, body }: Asked = {},
): Promise<Reply> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    const outgoing = request({
      hostname,
      port,
      path,
      method,
      agent: false,
      headers: {
        ...(host && { host }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
    })
    outgoing.setTimeout(limitMs, () => outgoing.destroy(new Error(`${method} ${path}: no answer in ${limitMs} ms`)))
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const isJson = /json/.test(incoming.headers['content-type'] ?? '')
        resolve({
          status: incoming.statusCode!,
          headers: incoming.headers,
          text,
          body: isJson && text ? JSON.parse(text) : text,
        })
      })
    })
    outgoing.end(body)
  })
}

export const sendJson = (base: string, path: string, body: unknown, asked: Asked = {}): Promise<Reply> =>
  send(base, path, {
    method: 'POST',
    ...asked,
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...asked.headers },
  })

/** Writes bytes to a socket as they are and gives back all that comes, until the other side closes or `quietMs` pass without a byte. */
export function speak(base: string, bytes: string | Uint8Array, quietMs = 3_000): Promise<string> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let heard = ''
    const done = () => {
      socket.destroy()
      resolve(heard)
    }
    socket.setTimeout(quietMs, done)
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('end', done)
    socket.on('error', done)
    socket.write(bytes)
  })
}

/** Sends the beginning of something and then, when `cut` says so, breaks the connection. */
export async function breakOff(base: string, bytes: string | Uint8Array, cut: () => Promise<unknown>): Promise<void> {
  const { hostname, port } = new URL(base)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await new Promise((resolve) => socket.write(bytes, resolve))
  await cut()
  socket.destroy()
}

export type Part = { field: string; name?: string; type?: string; content: string | Uint8Array }
export const boundary = 'a-boundary-of-the-tests'
export const multipartType = `multipart/form-data; boundary=${boundary}`

/** A multipart body byte by byte; names go in as they are, whatever they hold. */
export function multipart(parts: Part[], end = `--${boundary}--\r\n`): Buffer {
  const pieces = parts.flatMap(({ field, name, type, content }) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${field}"${name === undefined ? '' : `; filename="${name}"`}\r\n${
        name === undefined ? '' : `content-type: ${type ?? 'application/octet-stream'}\r\n`
      }\r\n`,
    ),
    Buffer.from(content as Uint8Array),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from(end)])
}

/** The parts everybody must send, and more. */
export const fieldParts = (fields: Record<string, string> = {}): Part[] =>
  Object.entries({
    description: 'A web shop for ceramic mugs.',
    contactType: 'email',
    contactValue: 'visitor@example.com',
    consent: 'true',
    ...fields,
  }).map(([field, content]) => ({ field, content }))

export const sendMultipart = (base: string, parts: Part[], asked: Asked = {}): Promise<Reply> =>
  send(base, '/api/submissions', {
    method: 'POST',
    ...asked,
    body: multipart(parts),
    headers: { 'content-type': multipartType, ...asked.headers },
  })

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { listenFrom } from './listen.ts'
import { openLive } from './live.ts'
import { mailpitList, mailpitMail } from './mailpit.ts'
import { parseMail } from './parse.ts'
import { parseQuery } from './search.ts'
import type { Mails, StoredMail } from './store.ts'
import { mailView, pageFile, type Reply, securityHeaders } from './web.ts'

export type Web = { port: number; announce(event: 'mail' | 'removed'): void; close(): Promise<void> }
type Call = { url: URL; request: IncomingMessage; part: (index: number) => string }
type Route = [method: string, path: RegExp, answer: (call: Call) => Promise<Reply>]

/** A DELETE names at most some thousand ids. */
const bodyBytesMax = 1_000_000

/**
 * Opens the web side: the page, and the part of Mailpit's REST interface (its names and shapes) that test suites use:
 * list, search, one mail, its raw bytes and parts, delete. `latest` stands for the newest mail, narrowed by `?query=`.
 */
export async function openWeb(options: {
  mails: Mails
  host: string
  port: number
  onError(error: Error): void
}): Promise<Web> {
  const live = openLive()
  const routes = routesOf(options.mails, () => live.announce('removed'))
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      options.onError(error)
      if (response.headersSent) response.destroy()
      else write(response, problem(500, 'The mailbox could not answer.'))
    })
  })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://mailbox')
    const refused = refusal(request, options.host)
    if (refused) return write(response, refused)
    if (request.method === 'GET' && url.pathname === '/api/events') return live.join(response)
    const found = routes.filter(([, path]) => path.test(url.pathname))
    if (!found.length) return write(response, problem(404, 'There is nothing at this address.'))
    const route = found.find(([method]) => method === request.method)
    if (!route) return write(response, problem(405, 'This address does not take that method.'))
    const parts = route[1].exec(url.pathname)!
    write(response, await route[2]({ url, request, part: (index) => decoded(parts[index]) }))
  }
  const port = await listenFrom(server, options.host, options.port)
  server.on('error', options.onError)
  return {
    port,
    announce: live.announce,
    async close() {
      live.close()
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

function routesOf(mails: Mails, onRemoved: () => void): Route[] {
  const list = async ({ url }: Call, query = ''): Promise<Reply> => {
    const start = boundedInt(url.searchParams.get('start'), 0, 1_000_000_000)
    const limit = boundedInt(url.searchParams.get('limit'), 50, 1_000)
    return ofJson(mailpitList(await mails.list(parseQuery(query), start, limit), start))
  }
  const find = (id: string, url: URL) =>
    mails.find(id === 'latest' ? { latest: parseQuery(url.searchParams.get('query') ?? '') } : { id })
  const withMail =
    (reply: (mail: StoredMail, call: Call) => Promise<Reply> | Reply): Route[2] =>
    async (call) => {
      const mail = await find(call.part(1), call.url)
      return mail ? reply(mail, call) : problem(404, 'There is no such mail.')
    }
  return [
    ['GET', /^\/(?:(page\.css|page\.js))?$/, ({ part }) => pageFile(part(1) || 'page.html')],
    ['GET', /^\/view\/([^/]+)\.html$/, withMail(async (mail) => mailView(mail.id, await parseMail(mail.raw)))],
    ['GET', /^\/api\/v1\/messages$/, (call) => list(call)],
    ['GET', /^\/api\/v1\/search$/, (call) => list(call, call.url.searchParams.get('query') ?? '')],
    [
      'DELETE',
      /^\/api\/v1\/messages$/,
      async ({ request }) => {
        const ids = await idsIn(request)
        if (!ids) return problem(400, 'The body must be empty or {"IDs": ["…"]}.')
        // As Mailpit does: no ids means all.
        await mails.remove(ids.length ? ids : undefined)
        onRemoved()
        return { type: 'text/plain; charset=utf-8', body: 'ok' }
      },
    ],
    [
      'GET',
      /^\/api\/v1\/message\/([^/]+)$/,
      withMail(async (mail) => ofJson(mailpitMail(mail, await parseMail(mail.raw)))),
    ],
    ['GET', /^\/api\/v1\/message\/([^/]+)\/raw$/, withMail((mail, { url }) => rawReply(mail, url))],
    ['GET', /^\/api\/v1\/message\/([^/]+)\/part\/([^/]+)$/, withMail((mail, { part }) => partReply(mail, part(2)))],
  ]
}

/**
 * The mailbox has no login, so web pages of others must not reach it through the browser: neither under a name of their
 * own that points to 127.0.0.1 (DNS rebinding), nor by a form or script from their origin.
 */
function refusal({ headers }: IncomingMessage, host: string): Reply | undefined {
  const asked = URL.canParse(`http://${headers.host}`) ? new URL(`http://${headers.host}`) : undefined
  const name = asked?.hostname.replace(/^\[|\]$/g, '') ?? ''
  if (!isIP(name) && name !== 'localhost' && name !== host) return problem(421, 'Open the mailbox by its address.')
  if (headers.origin && headers.origin !== asked?.origin) return problem(403, 'Other pages may not use the mailbox.')
  return undefined
}

function rawReply({ id, raw }: StoredMail, url: URL): Reply {
  const isDownload = url.searchParams.get('dl') === '1'
  return {
    type: isDownload ? 'message/rfc822' : 'text/plain; charset=utf-8',
    body: raw,
    headers: isDownload ? { 'content-disposition': `attachment; filename="mail-${id}.eml"` } : undefined,
  }
}

async function partReply(mail: StoredMail, partId: string): Promise<Reply> {
  const part = (await parseMail(mail.raw)).parts.find(({ id }) => id === partId)
  if (!part) return problem(404, 'The mail has no such part.')
  // Pictures are shown, all else is downloaded: an HTML or SVG attachment must not run on our origin.
  const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(part.type)
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(part.type) ? part.type : 'application/octet-stream'
  const name = encodeURIComponent(part.name || `part-${part.id}`)
  const disposition = `${isPicture ? 'inline' : 'attachment'}; filename*=UTF-8''${name.replace(/['()*]/g, '_')}`
  return { type, body: part.content, headers: { 'content-disposition': disposition } }
}

async function idsIn(request: IncomingMessage): Promise<string[] | undefined> {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > bodyBytesMax) return undefined
  }
  if (!text.trim()) return []
  try {
    const { IDs = [] } = JSON.parse(text)
    return Array.isArray(IDs) && IDs.every((id) => typeof id === 'string') ? IDs : undefined
  } catch {
    return undefined
  }
}

const boundedInt = (text: string | null, otherwise: number, max: number) =>
  text !== null && /^\d{1,10}$/.test(text) ? Math.min(Number(text), max) : otherwise
const decoded = (text = '') => {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
const ofJson = (value: unknown): Reply => ({ type: 'application/json', body: JSON.stringify(value) })
/** RFC 9457. */
const problem = (status: number, detail: string): Reply => ({
  status,
  type: 'application/problem+json',
  body: JSON.stringify({ status, detail }),
})

function write(response: ServerResponse, { status = 200, type, body, headers }: Reply): void {
  response.writeHead(status, {
    ...securityHeaders,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}

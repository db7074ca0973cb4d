import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { isConnectionLost } from '#platform/database'
import { problem, Refusal } from '#platform/errors'
import { noteRefusal } from '#platform/refusals'
import { answerInteraction } from './interaction.ts'
import { mountPath } from './issuer.ts'
import type { Issuers } from './issuers.ts'
import { contentSecurityPolicy } from './pages.ts'
import type { IssuerParts } from './provider.ts'

/** One request for the provider, as it came from the network: the engine reads body and headers itself. */
export type Asked = {
  request: IncomingMessage
  response: ServerResponse
  /** Path below the mount, with the query. */
  path: string
  address: string
  trace: string
  parts: Omit<IssuerParts, 'keys'>
  issuers: Issuers
  onError(error: Error): void
}

/** Answers one request under `/oidc`. Never throws: a failure is logged and answered. */
export async function serveOidc(asked: Asked): Promise<void> {
  const { request, response, parts, issuers } = asked
  try {
    const provider = await issuers.providerOf(parts)
    prepare(asked)
    if (asked.path.startsWith('/interaction/')) {
      await answerInteraction({ provider, accounts: parts.accounts, request, response })
    } else await answerProtocol(provider, asked)
  } catch (error) {
    const isAway = isConnectionLost(error)
    if (!isAway) asked.onError(error as Error)
    if (response.headersSent) return void response.destroy()
    sendProblem(response, isAway ? away : failed, asked.trace)
  }
}

const failed = new Refusal('internal', 500, 'The failure was logged. Give the trace id to the operator.')
const away = new Refusal('unavailable', 503, 'The database does not answer right now. Please try again in a moment.')

function sendProblem(response: ServerResponse, refusal: Refusal, trace: string): void {
  response.writeHead(refusal.status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(problem(refusal, trace)))
}

// The engine makes its addresses from these. They say what the issuer is, whatever the caller or a proxy wrote there.
function prepare({ request, response, path, address, parts }: Asked): void {
  const { protocol, host } = new URL(parts.origin)
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1)
  request.headers['x-forwarded-host'] = host
  request.headers['x-forwarded-for'] = address
  request.url = path
  ;(request as { originalUrl?: string }).originalUrl = `${mountPath}${path}`
  response.setHeader('content-security-policy', contentSecurityPolicy)
  // With "no-referrer" a browser would hide from us that our own page sent the form.
  response.setHeader('referrer-policy', 'same-origin')
}

const listened = new WeakSet<Provider>()

async function answerProtocol(provider: Provider, asked: Asked): Promise<void> {
  if (!listened.has(provider)) {
    listened.add(provider)
    listen(provider, asked)
  }
  await provider.callback()(asked.request, asked.response)
}

const nothingThere = new Refusal(
  'not_found',
  404,
  'There is nothing here: /oidc/.well-known/openid-configuration says where everything is.',
)

/** What the engine says happened, and what we do about it before its answer leaves. */
function listen(provider: Provider, { parts, onError }: Pick<Asked, 'parts' | 'onError'>): void {
  const signingOut = new WeakSet<IncomingMessage>()
  const revoking = new WeakSet<IncomingMessage>()
  provider.on('server_error', (_ctx, error) => onError(error))
  provider.on('backchannel.error', (_ctx, error) => onError(error))
  // Koa's own, for what breaks outside of the engine, such as a connection that is gone.
  ;(provider as NodeJS.EventEmitter).on('error', onError)
  provider.on('grant.error', (ctx, error) => {
    if (!/already (used|consumed)/.test(error.error_detail ?? '')) return
    revoking.add(ctx.req)
    parts.onReuse(ctx.oidc.client?.clientId ?? 'unknown', error.error_detail!)
  })
  provider.on('grant.revoked', (ctx) => void revoking.add(ctx.req))
  provider.on('end_session.success', (ctx) => {
    // Without `logout` the person stays signed in here, and has only left the one application.
    if (ctx.oidc.params?.logout) signingOut.add(ctx.req)
  })
  provider.use(async (ctx, next) => {
    await next()
    const { req, res } = ctx
    if (ctx.status === 404 && ctx.body === undefined) {
      ctx.status = 404
      ctx.type = 'application/problem+json'
      ctx.body = JSON.stringify(problem(nothingThere, res.getHeader('x-trace-id') as string))
    }
    noteRefused(ctx)
    const session = signingOut.has(req) && parts.accounts.sessionOf(req)
    if (session) await parts.accounts.endSession(session, req, res)
    else if (revoking.has(req) || (ctx.path === '/token/revocation' && ctx.status === 200))
      parts.accounts.forget(req, res)
  })
}

/** For the log of refused access. What the caller wrote is not in it: only a client that was recognised is named. */
function noteRefused({
  req,
  status,
  body,
  oidc,
}: {
  req: IncomingMessage
  status: number
  body?: unknown
  oidc?: { client?: { clientId: string } }
}): void {
  const { error: code } = (body ?? {}) as { error?: unknown }
  if (status < 400 || typeof code !== 'string') return
  noteRefusal(req, { code, status, about: oidc?.client?.clientId })
}

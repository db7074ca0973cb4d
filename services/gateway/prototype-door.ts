import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '#platform/errors'
import type { Host } from '#platform/host'
import { checkWay, isPrototypePath, type Origins, openWay } from './prototype-origin.ts'

const defaultPort = 8090
const triesMax = 50
const known = new WeakMap<IncomingMessage, Origins>()

/** Origins of a request, when prototypes have one of their own. */
export const originsOf = (request: IncomingMessage): Origins | undefined => known.get(request)

/** Listens on the port asked for, or on the default or the next free one, and says so. */
async function listen(server: Server, { config, log }: Host): Promise<number> {
  const wanted = config.prototypePort ?? defaultPort
  for (let port = wanted; ; port++) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, config.host, () => {
          server.off('error', reject)
          resolve()
        })
      })
      const fields = { wanted, port }
      if (port === wanted) log.info(fields, `prototypes are served on port ${port}, an origin of their own`)
      else log.warn(fields, `port ${wanted} is taken, prototypes are served on ${port}; set PROTOTYPE_PORT to choose`)
      return port
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EADDRINUSE' || config.prototypePort !== undefined || port >= wanted + triesMax) throw error
    }
  }
}

const nothingElse = new Refusal('not_found', 404, 'Only prototypes are here, by their whole address.')

/** Whether a port is opened: by default when nothing stands between the callers and this process, or when it is asked for. */
const wantsPort = ({ prototypePort, prototypeUrl, publicUrl }: Host['config']) =>
  prototypePort === undefined ? !prototypeUrl && !publicUrl : prototypePort !== 0

/**
 * Gives prototypes, pages made of strangers' words by packs that may be strangers' too, an origin where nothing else of the platform is: a second
 * port, or a host of their own. There, only the addresses of prototypes are answered, and neither cookies nor keys are heard or set.
 *
 * The second port hands its requests to the same server as the first, marked, so that limits, logs and the way to other processes are the same.
 */
export async function openPrototypeDoor(app: FastifyInstance, host: Host): Promise<void> {
  const { config, log } = host
  checkWay(config)
  const way = {
    url: config.prototypeUrl,
    publicUrl: config.publicUrl,
    mainPort: host.port,
    port: undefined as number | undefined,
  }
  let admit = openWay(way)
  const note = (request: IncomingMessage, isOwnPort: boolean) => {
    const origins = admit(request, isOwnPort)
    if (origins) known.set(request, origins)
  }
  const marked = new WeakSet<IncomingMessage>()
  app.server.prependListener('request', (request) => note(request, marked.has(request)))
  if (wantsPort(config)) {
    const server = createServer((request, response) => {
      marked.add(request)
      app.server.emit('request', request, response)
    })
    app.addHook('onReady', async () => {
      way.port = await listen(server, host)
      admit = openWay(way)
    })
    // As for the first port: a connection that falls idle while the process stops would hold it.
    app.addHook('onResponse', (_request, _reply, done) => {
      if (host.stopping.aborted) setImmediate(() => server.closeIdleConnections())
      done()
    })
    app.addHook('preClose', async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      await closed
    })
  } else if (!config.prototypeUrl)
    log.info(
      {},
      'prototypes share the origin of the application, in a sandbox; set PROTOTYPE_URL to give them their own',
    )
  app.addHook('onRequest', ({ raw }, reply, done) => {
    const origins = originsOf(raw)
    if (!origins?.isOwn) return done()
    reply.header('x-robots-tag', 'noindex, nofollow').removeHeader('x-frame-options')
    if (!origins.own || !isPrototypePath(raw.url ?? '')) return done(nothingElse)
    done()
  })
  app.addHook('onSend', async ({ raw }, reply) => {
    if (originsOf(raw)?.isOwn) reply.removeHeader('set-cookie')
  })
}

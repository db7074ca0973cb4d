import type { IncomingMessage } from 'node:http'

/** What says how prototypes are reached, from the settings and the port that was opened. */
export type Way = {
  /** Port of their own; undefined when there is none. */
  port?: number | undefined
  /** `PROTOTYPE_URL`: an address with `{host}` and `{id}` to fill in. */
  url?: string | undefined
  /** `PUBLIC_URL`, where the application itself is. */
  publicUrl?: string | undefined
  /** Port of the application, for when nothing else says it. */
  mainPort(): number
}

/** Origins of one request. `own` and `main` begin with `//` where the scheme is the caller's. */
export type Origins = { isOwn: boolean; main: string; own: string }

/** Internal header in which the door tells whoever serves prototypes which origins there are; the caller's own is dropped. */
export const originsHeader = 'x-statex-origins'

const hostName = /^(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/iu
const prototypePath = /^\/prototypes\/(pro_[0-9a-z]+)\/[^/?#]+\//u
/** Whether an address is one of a prototype: nothing else is answered on their origin. */
export const isPrototypePath = (url: string): boolean => prototypePath.test(url)
const idIn = (url: string) => prototypePath.exec(url)?.[1]

const withoutPort = (host: string) => host.replace(/:\d+$/u, '')
// An underscore is not allowed in the name of a host.
const labelOf = (id: string) => id.replaceAll('_', '-')

/** Checks the settings that need each other. @throws Error with a sentence that says what to set */
export function checkWay({ prototypeUrl, publicUrl, tenantHosts }: { [name: string]: unknown }): void {
  if (typeof prototypeUrl !== 'string') return
  if (typeof publicUrl !== 'string')
    throw new Error('PROTOTYPE_URL needs PUBLIC_URL: a prototype that is opened by itself leads back there.')
  if (tenantHosts && !prototypeUrl.includes('{host}'))
    throw new Error(
      'PROTOTYPE_URL needs {host} when TENANT_HOSTS names tenants, as in https://prototypes.{host}: the tenant is told by the host.',
    )
  if (!/^https?:\/\/[^/]+\/?$/u.test(prototypeUrl))
    throw new Error('PROTOTYPE_URL is an origin, as in https://prototypes.example.com, without a path.')
  if (prototypeUrl.replace(/\/$/u, '') === publicUrl.replace(/\/$/u, ''))
    throw new Error(
      'PROTOTYPE_URL must be another origin than PUBLIC_URL. To have one origin only, set PROTOTYPE_PORT=0.',
    )
}

/** Prototypes at an address of their own: forth by filling it in, back by matching it. */
function atUrl(pattern: string, publicUrl: string) {
  const main = new URL(publicUrl)
  const [, scheme, host] = /^(https?:)\/\/([^/]+)/u.exec(pattern)!
  const escaped = withoutPort(host!).replace(/[.*+?^$()|[\]\\]/gu, String.raw`\$&`)
  const shape = new RegExp(
    `^${escaped.replace('{id}', '(?<id>pro-[0-9a-z]+)').replace('{host}', '(?<host>[a-z0-9.-]+)')}$`,
    'iu',
  )
  return {
    // Without a prototype it is any of them, as a source of a policy.
    own: (mainHost: string, id: string | undefined) =>
      `${scheme}//${host!.replace('{host}', withoutPort(mainHost)).replace('{id}', id ? labelOf(id) : '*')}`,
    isOwn: (given: string) => shape.test(withoutPort(given)),
    /** Host of the application that belongs to a host of prototypes. The host of one prototype shows no other one. */
    mainOf(given: string, id: string | undefined): string | undefined {
      const { groups } = shape.exec(withoutPort(given)) ?? {}
      if (!shape.test(withoutPort(given)) || (groups?.id && (!id || groups.id.toLowerCase() !== labelOf(id))))
        return undefined
      const name = groups?.host ?? main.hostname
      return main.port ? `${name}:${main.port}` : name
    },
  }
}

/** Prototypes on a port of their own, at whatever name the caller uses for this machine. */
function atPort(port: number, mainPort: () => string) {
  const withPort = (host: string, of: string | number) => (of ? `${withoutPort(host)}:${of}` : withoutPort(host))
  return {
    own: (mainHost: string) => `//${withPort(mainHost, port)}`,
    isOwn: () => false,
    mainOf: (given: string): string | undefined => withPort(given, mainPort()),
  }
}

/**
 * Says for each request which origin it came by, before anything else sees it. One that came by the prototypes' origin is made a caller of the
 * application's host, so that it is the same tenant, and loses cookies and key: nothing there may act for anybody.
 * @returns undefined when there is one origin only
 */
export function openWay(way: Way): (request: IncomingMessage, isOwnPort: boolean) => Origins | undefined {
  const mainPort = () => (way.publicUrl ? new URL(way.publicUrl).port : String(way.mainPort()))
  const place =
    way.url && way.publicUrl
      ? atUrl(way.url, way.publicUrl)
      : way.port === undefined
        ? undefined
        : atPort(way.port, mainPort)
  return ({ headers, url = '' }, isOwnPort) => {
    delete headers[originsHeader]
    const { host = '' } = headers
    if (!place) return undefined
    const isNamed = hostName.test(host)
    const id = idIn(url)
    const isOwn = isOwnPort || (isNamed && place.isOwn(host))
    if (!isOwn && !isNamed) return undefined
    const mainHost = !isOwn ? host : isNamed ? place.mainOf(host, id) : undefined
    if (isOwn) {
      delete headers.cookie
      delete headers.authorization
      if (!mainHost) return { isOwn, main: '', own: '' }
      headers.host = mainHost
    }
    const origins: Origins = { isOwn, main: `//${mainHost}`, own: place.own(mainHost!, id) }
    headers[originsHeader] = JSON.stringify(origins)
    return origins
  }
}

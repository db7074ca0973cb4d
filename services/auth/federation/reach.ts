import { lookup as lookUp } from 'node:dns'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Where a request may not go, or an answer that cannot be taken, in a sentence. */
export class Unreachable extends Error {}

const timeoutMs = 10_000
const bytesMax = 1_048_576

/** Addresses that are not of the public internet: IANA's registries of special-purpose addresses (RFC 6890), and multicast. */
const special = new BlockList()
for (const network of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
]) {
  const [address, bits] = network.split('/')
  special.addSubnet(address!, Number(bits), 'ipv4')
}
for (const network of ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']) {
  const [address, bits] = network.split('/')
  special.addSubnet(address!, Number(bits), 'ipv6')
}
// Only this eighth of IPv6 is given out as unicast of the public internet.
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')

/** Whether a network address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !special.check(address, 'ipv4')
  return family === 6 && global.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

// Judged after the name was resolved and for the very connection that is made: a name that leads elsewhere the second time gains nothing.
const lookupPublic: LookupFunction = (host, options, done) =>
  lookUp(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '', 0)
    const inside = found.find(({ address }) => !isPublicAddress(address))
    if (inside) return done(new Unreachable(`${host} leads to an address that is not public.`), '', 0)
    if (options.all) return done(null, found)
    done(null, found[0]!.address, found[0]!.family)
  })

type Asked = { method?: string; headers?: Record<string, string>; body?: unknown; signal?: AbortSignal }

/**
 * `fetch` for addresses that somebody typed in: https and public hosts only, no redirects, a megabyte and ten seconds at most. `mayBePrivate` lets http and
 * inner addresses through.
 * @throws Unreachable
 */
export function reach(address: string, asked: Asked, mayBePrivate: boolean): Promise<Response> {
  const url = new URL(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'https:' && !(mayBePrivate && url.protocol === 'http:'))
    return Promise.reject(new Unreachable(`${url.origin} is not https.`))
  if (!mayBePrivate && isIP(host) && !isPublicAddress(host))
    return Promise.reject(new Unreachable(`${host} is not a public address.`))
  const body = asked.body == null ? undefined : String(asked.body)
  const signals = [AbortSignal.timeout(timeoutMs), ...(asked.signal ? [asked.signal] : [])]
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? requestSecure : requestPlain)(url, {
      method: asked.method ?? 'GET',
      headers: { ...asked.headers, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) },
      signal: AbortSignal.any(signals),
      agent: false,
      ...(!mayBePrivate && { lookup: lookupPublic }),
    })
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = []
      let bytes = 0
      incoming.on('error', reject)
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > bytesMax) outgoing.destroy(new Unreachable(`${url.origin} answered with more than a megabyte.`))
        else chunks.push(chunk)
      })
      incoming.on('end', () => {
        const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)])
        const status = incoming.statusCode!
        const hasBody = status !== 204 && status !== 205 && status !== 304
        resolve(new Response(hasBody ? Buffer.concat(chunks) : null, { status, headers }))
      })
    })
    outgoing.end(body)
  })
}

// What ten thousand organisations in one database cost the one who asks, beside ten; and what a noisy one costs its neighbours.
import { Agent, request } from 'node:http'
import pg from 'pg'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded'
import { silent } from '#platform/testing'
import { checkPassword, hashPassword } from '../services/auth/password.ts'
import { type Found, openNoise } from './noise.ts'
import type { Part } from './run.ts'
import { type Server, scratchFolder, sleep, startPlatform } from './server.ts'
import { signInsPerCore, tokenChecks } from './sign-ins.ts'
import { hostOf, limitCalls, ownerOf, password, seed } from './tenants.sql.ts'
import { noise, report, sizes } from './tenants-report.ts'

const signInsForMs = 10_000
const requestsEach = 20
const roundsMax = 5
/** Of each kind, per round. */
const times = { signIn: 30, list: 200, intake: 400 }
const atOnce = 4
const description = 'A shop for mugs made by hand, with a basket, payment by card, and delivery or collection.'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
type Answer = { status: number; ms: number; headers: Record<string, string | string[] | undefined>; text: string }
type Call = { host: string; method?: string; path: string; cookie?: string; body?: object }

function call(server: Server, { host, method = 'GET', path, cookie, body }: Call): Promise<Answer> {
  const startedAt = performance.now()
  const headers = {
    host,
    'sec-fetch-site': 'same-origin',
    ...(cookie && { cookie }),
    ...(body && { 'content-type': 'application/json' }),
  }
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}/api${path}`, { method, headers, agent }, (reply) => {
      let text = ''
      reply.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      reply
        .once('error', reject)
        .once('end', () =>
          resolve({ status: reply.statusCode!, ms: performance.now() - startedAt, headers: reply.headers, text }),
        )
    })
    asked.once('error', reject).end(body && JSON.stringify(body))
  })
}

/** `count` calls, `atOnce` at a time; each must be answered with `status`. @returns how long each took, in ms */
async function timed(count: number, status: number, make: (i: number) => Promise<Answer>): Promise<number[]> {
  const took: number[] = []
  let next = 0
  const one = async () => {
    while (next < count) {
      const answer = await make(next++)
      if (answer.status !== status) throw new Error(`answered ${answer.status} and not ${status}: ${answer.text}`)
      took.push(answer.ms)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, one))
  return took
}

type Closing = () => unknown
export type Site = { count: number; server: Server; client: pg.Client; cookies: Map<number, string>; next(): number }
export type Kind = 'signIn' | 'list' | 'intake'
export type Took = Record<Kind, number[]>

/** A database with so many organisations, and the platform on it. */
async function openSite(count: number, phc: string, closing: Closing[]): Promise<Site & { boots: number[] }> {
  const folder = scratchFolder()
  closing.unshift(() => folder.remove())
  const postgres = await startEmbeddedPostgres({ directory: folder.path, log: silent })
  closing.unshift(() => postgres.stop())
  const env = { DATABASE_URL: postgres.url, SERVICES: 'gateway,auth,provisioning,submission' }
  await (await startPlatform(folder.path, env)).stop()
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  closing.unshift(() => client.end())
  for (const statement of seed(count, requestsEach, phc)) await client.query(statement)
  const boots: number[] = []
  let server = await startPlatform(folder.path, env)
  for (let i = 1; i < roundsMax; i++) {
    boots.push(server.readyMs)
    await server.stop()
    server = await startPlatform(folder.path, env)
  }
  boots.push(server.readyMs)
  closing.unshift(() => server.stop())
  let at = 1
  // Through all organisations in turn, so that what is remembered of one does not help the next call.
  const next = () => {
    at = (at % (count - 1)) + 1
    return at + 1
  }
  return { count, server, client, cookies: new Map(), next, boots }
}

/** Signs the owner of the next organisation in. */
async function signInNext(site: Site): Promise<Answer> {
  const n = site.next()
  const body = { address: ownerOf(n), password }
  const answer = await call(site.server, { host: hostOf(n), method: 'POST', path: '/auth/sign-in', body })
  if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`)
  site.cookies.set(n, [answer.headers['set-cookie']].flat()[0]!.split(';')[0]!)
  return answer
}
const take = (site: Site, n: number) =>
  call(site.server, {
    host: hostOf(n),
    method: 'POST',
    path: '/submissions',
    body: {
      description,
      contactType: 'email',
      contactValue: 'customer@example.com',
      consent: true,
      fillTimeMs: 30_000,
    },
  })

async function round(site: Site): Promise<Took> {
  await site.client.query('checkpoint')
  // Password hashing fills both cores by itself: one at a time, so that it is the sign-in that is timed and not the queue before it.
  const signedIn: number[] = []
  for (let i = 0; i < times.signIn; i++) signedIn.push((await signInNext(site)).ms)
  const people = [...site.cookies]
  const list = await timed(times.list, 200, (i) => {
    const [n, cookie] = people[i % people.length]!
    return call(site.server, { host: hostOf(n), path: '/submissions', cookie })
  })
  const intake = await timed(times.intake, 201, () => take(site, site.next()))
  return { signIn: signedIn, list, intake }
}

/** What the hash alone takes in this process, which has the same thread pool. */
async function bareHash(phc: string): Promise<number[]> {
  const took: number[] = []
  for (let i = 0; i < times.signIn; i++) {
    const startedAt = performance.now()
    await checkPassword(password, phc)
    took.push(performance.now() - startedAt)
  }
  return took
}

export type Noise = Found & { silent: number[]; noisy: number[] }

/** The neighbours' intake while one organisation keeps silent, and while it calls fifty times as often as it may. */
async function withNoise(site: Site): Promise<Noise> {
  await site.client.query(limitCalls(noise.tenant, noise.perMinute))
  // Bounds are remembered for 30 s by whoever takes something in.
  await sleep(31_000)
  const found: Noise = { silent: [], noisy: [], sent: 0, refused: 0, unsaid: 0, failed: 0 }
  const perSecond = (noise.perMinute * noise.factor) / 60
  const noisy = openNoise(`${site.server.url}/api/tenant`, hostOf(noise.tenant), perSecond, noise.forMs)
  try {
    for (let i = 0; i < roundsMax; i++) {
      const until = performance.now() + noise.forMs
      while (performance.now() < until)
        found.silent.push(...(await timed(atOnce * 5, 201, () => take(site, site.next()))))
      let isOver = false
      const heard = noisy.make().finally(() => {
        isOver = true
      })
      while (!isOver) found.noisy.push(...(await timed(atOnce * 5, 201, () => take(site, site.next()))))
      const counted = await heard
      for (const key of ['sent', 'refused', 'unsaid', 'failed'] as const) found[key] += counted[key]
    }
  } finally {
    noisy.stop()
  }
  return found
}

/** Runs the benchmark. Interleaved: each round asks the small and the large database. */
export async function tenants(): Promise<Part> {
  const closing: Closing[] = []
  try {
    const phc = await hashPassword(password)
    const sites: (Site & { boots: number[] })[] = []
    for (const count of sizes) sites.push(await openSite(count, phc, closing))
    const rounds = sites.map((): Took[] => [])
    const bare: number[][] = []
    for (const site of sites) await round(site)
    for (let i = 0; i < roundsMax; i++) {
      bare.push(await bareHash(phc))
      for (const [at, site] of sites.entries()) rounds[at]!.push(await round(site))
    }
    const large = sites.at(-1)!
    const rates = {
      checks: await tokenChecks(),
      signIns: await signInsPerCore(() => signInNext(large), signInsForMs),
    }
    return report(sites, rounds, bare, rates, await withNoise(large))
  } finally {
    for (const close of closing) await close()
  }
}

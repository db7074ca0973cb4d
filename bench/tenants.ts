// What ten thousand organisations in one database cost the one who asks, beside ten; and what a noisy one costs its neighbours.
import { Agent, request } from 'node:http'
import pg from 'pg'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded'
import { silent } from '#platform/testing'
import { checkPassword, hashPassword } from '../services/auth/password.ts'
import { median, percentile, type Ratio, rounded, table } from './figures.ts'
import { type Found, openNoise } from './noise.ts'
import type { Part } from './run.ts'
import { type Server, scratchFolder, sleep, startPlatform } from './server.ts'
import { hostOf, limitCalls, ownerOf, password, seed } from './tenants.sql.ts'

const sizes = [10, 10_000]
const requestsEach = 20
const roundsMax = 5
/** Of each kind, per round. */
const times = { signIn: 30, list: 200, intake: 400 }
const atOnce = 4
const noise = { tenant: 1, perMinute: 600, factor: 50, forMs: 4_000 }
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
type Site = { count: number; server: Server; client: pg.Client; cookies: Map<number, string>; next(): number }
type Kind = 'signIn' | 'list' | 'intake'
type Took = Record<Kind, number[]>

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

const signIn = (site: Site, n: number) =>
  call(site.server, { host: hostOf(n), method: 'POST', path: '/auth/sign-in', body: { address: ownerOf(n), password } })
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
  for (let i = 0; i < times.signIn; i++) {
    const n = site.next()
    const answer = await signIn(site, n)
    if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`)
    site.cookies.set(n, [answer.headers['set-cookie']].flat()[0]!.split(';')[0]!)
    signedIn.push(answer.ms)
  }
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

type Noise = Found & { silent: number[]; noisy: number[] }

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
    return report(sites, rounds, bare, await withNoise(sites.at(-1)!))
  } finally {
    for (const close of closing) await close()
  }
}

function report(sites: (Site & { boots: number[] })[], rounds: Took[][], bare: number[][], found: Noise): Part {
  const of = (kind: Kind, p: number) =>
    rounds.map((all) => rounded(median(all.map((took) => percentile(took[kind], p)))))
  const kinds: [Kind, string][] = [
    ['signIn', 'sign-in'],
    ['list', 'list of requests'],
    ['intake', 'intake'],
  ]
  const boots = sites.map((site) => rounded(median(site.boots)))
  const many = `${sizes.at(-1)!.toLocaleString('en')} organisations ÷ ${sizes[0]}`
  const ratios: Ratio[] = [
    { name: `start, ${many}`, value: rounded(boots[1]! / boots[0]!), better: 'less', goal: 1.3 },
    ...kinds.map(([kind, name]): Ratio => {
      const [few, all] = of(kind, 0.99)
      return { name: `${name} p99, ${many}`, value: rounded(all! / few!), better: 'less', goal: 1.3 }
    }),
  ]
  const hash = rounded(median(bare.map(median)))
  const [signIn] = of('signIn', 0.5)
  ratios.push({ name: 'sign-in p50 ÷ argon2id alone', value: rounded(signIn! / hash), better: 'less', goal: 1.1 })
  const [still, loud] = [found.silent, found.noisy].map((all) => rounded(percentile(all, 0.99)))
  const name = `neighbours’ intake p99 beside ${noise.factor} × the limit ÷ beside silence`
  ratios.push({ name, value: rounded(loud! / still!), better: 'less', goal: 1.3 })
  const problems = [
    ...(found.refused === 0 ? ['The noisy organisation was never refused.'] : []),
    ...(found.failed > 0 ? [`${found.failed} of its calls were not answered.`] : []),
    ...(found.unsaid > 0 ? [`${found.unsaid} refusals did not say when to come again.`] : []),
  ]
  const text = [
    table(
      ['', ...sizes.map((count) => `${count.toLocaleString('en')} organisations`)],
      [
        ['start to ready, ms', ...boots],
        ...kinds.flatMap(([kind, label]) => [
          [`${label} p50, ms`, ...of(kind, 0.5)],
          [`${label} p99, ms`, ...of(kind, 0.99)],
        ]),
      ],
    ),
    `argon2id alone: ${hash} ms; neighbours’ intake p99: ${still} ms beside silence, ${loud} ms beside ${found.sent} calls of which ${found.refused} were refused`,
    ...problems,
  ].join('\n')
  const figures = {
    boots,
    ...Object.fromEntries(kinds.map(([kind]) => [kind, { p50Ms: of(kind, 0.5), p99Ms: of(kind, 0.99) }])),
    argon2idMs: hash,
    noise: { silentP99Ms: still, noisyP99Ms: loud, sent: found.sent, refused: found.refused },
  }
  return { title: 'tenants', text, figures, ratios, problems }
}

// The people and keys that the walker sends: one of each role, made over HTTP, and what their roles may do by what the product itself says.
import assert from 'node:assert/strict'
import type { Contract, Route } from '#platform/contract'
import type { Running } from './modes.ts'
import type { Owned } from './owned.ts'
import { ask, type Browser, enrolOwner, join, signIn } from './people.ts'
import { assertProblem } from './shapes.ts'
import { assertNothingOf, assertServed, type Caller, filled, ask as send } from './walking.ts'

type Cast = {
  /** Whom the role or key belongs to: host name and address. */
  host: string
  address: string
  role: string
  browser: Browser
}
export type Members = {
  cast: Cast[]
  /** Role → permissions, as GET /auth/roles says. */
  permissions: Record<string, string[]>
  key: string
  revokedKey: string
  /** Cookie of a session that was ended. */
  endedCookie: string
}

const host = 'a.test'

export async function makeMembers(platform: Running): Promise<Members> {
  const cast: Cast[] = []
  const enter = async (role: string, browser: Browser, address: string) => {
    cast.push({ host: browser.host, address, role, browser })
    return browser
  }
  const owner = await enter('owner', await enrolOwner(platform, host, 'ten_a', 'o-a@example.com'), 'o-a@example.com')
  await enter('owner', await enrolOwner(platform, 'b.test', 'ten_b', 'o-b@example.com'), 'o-b@example.com')
  for (const role of ['admin', 'member', 'client', 'auditor']) {
    const address = `${role}@example.com`
    const invited = await ask(platform, 'POST', '/auth/invitations', owner, { address, role })
    assert.equal(invited.status, 201, invited.text)
    await enter(role, await join(platform, host, address), address)
  }
  const { roles } = (await ask(platform, 'GET', '/auth/roles', owner)).body
  const permissions = Object.fromEntries(
    roles.map((role: { name: string; permissions: string[] }) => [role.name, role.permissions]),
  )
  const newKey = async (name: string) => {
    const scopes = permissions.owner.filter((permission: string) => permission !== 'auth.self')
    const made = await ask(platform, 'POST', '/auth/keys', owner, { name, scopes, isServiceAccount: true })
    assert.equal(made.status, 201, made.text)
    return made.body as { secret: string; key: { id: string } }
  }
  const [kept, revoked] = [await newKey('kept'), await newKey('revoked')]
  assert.equal((await ask(platform, 'DELETE', `/auth/keys/${revoked.key.id}`, owner)).status, 200)
  const ended = await signIn(platform, host, 'o-a@example.com')
  assert.equal((await ask(platform, 'POST', '/auth/sign-out', ended)).status, 200)
  return { cast, permissions, key: kept.secret, revokedKey: revoked.secret, endedCookie: ended.cookie }
}

/** Signs in again whoever a route has signed out, and everybody before a route that wants to know again who they are. */
export async function keepSignedIn(platform: Running, { cast }: Members, route: Route): Promise<void> {
  const keep = async (one: Cast) => {
    if (route.stepUp || (await ask(platform, 'GET', '/auth/me', one.browser)).status === 401)
      one.browser = await signIn(platform, one.host, one.address)
  }
  await Promise.all(cast.map(keep))
}

type Expected = 'served' | 'unauthorised' | 'forbidden' | 'not_found'

/** What a declaration says to somebody with these permissions; undefined are those of nobody. */
function expectedOf({ access, stepUp }: Route, who: { permissions?: string[]; isKey?: boolean } = {}): Expected {
  if (access === 'public') return 'served'
  if (access === 'service') return 'not_found'
  if (!who.permissions) return 'unauthorised'
  if (typeof access !== 'object') return 'not_found'
  return who.permissions.includes(access.user) && !(stepUp && who.isKey) ? 'served' : 'forbidden'
}

/** Sessions and keys count at the door and at the service that keeps them. Elsewhere inside only a sealed context says who asks. */
export const isDoor = (platform: Running, contract: Contract, base: string) =>
  base === platform.url || contract.name === 'auth'

type Sent = { caller: Caller; may?: string[]; isKey?: boolean }

/** Everybody who is somebody, and everybody who is no longer, or never was. */
function callersOf({ cast, permissions, key, revokedKey, endedCookie }: Members): Sent[] {
  const page = (cookie: string) => ({ cookie, 'sec-fetch-site': 'same-origin' })
  const [{ browser: own, address }, { browser: other }] = cast as [Cast, Cast]
  const shown = (name: string, headers: Record<string, string>) => ({ caller: { name, host, headers } })
  const borne = (name: string, token: string, at = host) => ({ caller: { name, host: at, token } })
  return [
    ...cast.map(({ host: at, role, browser }) => ({
      caller: { name: `the ${role} at ${at}`, host: at, headers: page(browser.cookie) },
      may: permissions[role],
    })),
    { ...shown('another tenant’s owner', page(other.cookie)), may: permissions.client },
    { ...borne('a key', key), may: permissions.owner!.filter((name) => name !== 'auth.self'), isKey: true },
    borne('a key at another tenant', key, 'b.test'),
    borne('a revoked key', revokedKey),
    borne('a token that nobody signed', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJwZXJfMSJ9.x'),
    shown('an ended session', page(endedCookie)),
    shown('a session with another secret', page(own.cookie.slice(0, -9))),
    ...forgedHeaders(address).map((headers) => shown('forged headers', headers)),
  ]
}

/** One of each role, keys, and what no longer holds: each gets what the declaration says for the permissions it has. */
export async function walkMembers(
  base: string,
  route: Route,
  a: Owned,
  members: Members,
  counts: boolean,
): Promise<void> {
  const elsewhere = { cookie: members.cast[0]!.browser.cookie, origin: 'http://evil.test' }
  const callers = callersOf(members)
  if (route.method !== 'GET') callers.push({ caller: { name: 'a page of another origin', host, headers: elsewhere } })
  const replies = await Promise.all(callers.map(({ caller }) => send(base, route, filled(route, a), caller)))
  // Whoever knows a secret address of the tenant sees what is there.
  const isSecret = route.path.includes(':secret')
  for (const [at, { caller, may, isKey }] of callers.entries()) {
    const reply = replies[at]!
    const expected = expectedOf(route, counts ? { permissions: may, isKey } : {})
    if (caller.host !== host || !(isSecret || may?.includes('submission.read'))) assertNothingOf(a, reply, caller.name)
    if (expected === 'served') assertServed(route, reply, caller.name)
    else assertProblem(reply, { unauthorised: 401, forbidden: 403, not_found: 404 }[expected], expected)
  }
}

/** Headers by which other systems pass on who is asking. Here they are words of a stranger. */
const forgedHeaders = (address: string): Record<string, string>[] => [
  { 'x-forwarded-user': address, 'x-user': address, 'x-tenant': 'ten_a', 'x-role': 'owner', 'remote-user': address },
  { authorization: `Basic ${Buffer.from(`${address}:x`).toString('base64')}` },
]

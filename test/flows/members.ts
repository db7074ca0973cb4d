// The people and keys that the walker sends: one of each role, made over HTTP, and what their roles may do by what the product itself says.
import assert from 'node:assert/strict'
import type { Route } from '#platform/contract'
import type { Running } from './modes.ts'
import { ask, type Browser, enrolOwner, join, signIn } from './people.ts'

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
  for (const one of cast)
    if (route.stepUp || (await ask(platform, 'GET', '/auth/me', one.browser)).status === 401)
      one.browser = await signIn(platform, one.host, one.address)
}

export type Expected = 'served' | 'unauthorised' | 'forbidden' | 'not_found'

/** What a declaration says to somebody with these permissions; undefined are those of nobody. */
export function expectedOf({ access, stepUp }: Route, who: { permissions?: string[]; isKey?: boolean } = {}): Expected {
  if (access === 'public') return 'served'
  if (access === 'service') return 'not_found'
  if (!who.permissions) return 'unauthorised'
  if (typeof access !== 'object') return 'not_found'
  return who.permissions.includes(access.user) && !(stepUp && who.isKey) ? 'served' : 'forbidden'
}

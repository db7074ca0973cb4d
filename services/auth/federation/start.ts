import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { hostNameOf } from '#platform/access'
import { cookieOf } from '#platform/cookies'
import type { Row } from '#platform/database'
import type { AuthCtx } from '../needs.ts'
import { originOf } from '../oidc/issuer.ts'
import { insertStart, takeStart } from './providers.sql.ts'
import { addressOf, openUpstream, type Secrets } from './upstream.ts'

const minutes = 10
const cookieName = 'statex-provider'
const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url')

/** Where the provider sends people back to: the address to register there. */
export const redirectUriOf = (ctx: AuthCtx): string =>
  `${originOf(ctx.publicUrl, ctx.tenant, hostNameOf({ host: ctx.client?.host }))}/api/auth/provider-return`

/**
 * State, nonce and PKCE verifier of one sign-in, derived from the secret in the browser's cookie and the key of the installation: the table opens nothing,
 * and neither does the cookie.
 */
function secretsOf(ctx: AuthCtx, cookie: string): Secrets {
  const derive = (purpose: string) => hashOf(ctx.tokenFor(`provider ${purpose} ${cookie}`))
  return { state: derive('state'), nonce: derive('nonce'), verifier: derive('verifier') }
}

type Wanted = { returnTo?: string; personId?: string; isAgain?: boolean }

/** Notes a sign-in, binds it to the browser that asks, and says where that goes. */
export async function begin(
  ctx: AuthCtx,
  provider: Row,
  { returnTo = '', personId, isAgain = false }: Wanted,
): Promise<URL> {
  const cookie = randomBytes(32).toString('base64url')
  const secrets = secretsOf(ctx, cookie)
  const config = await openUpstream(ctx, provider)
  const url = await addressOf(config, redirectUriOf(ctx), secrets, isAgain)
  await insertStart(ctx.db, {
    stateHash: hashOf(secrets.state),
    providerId: provider.id,
    personId,
    returnTo: pathOf(returnTo),
    minutes,
  })
  ctx.header('set-cookie', cookieOf(cookieName, cookie, ctx.client!, minutes * 60))
  return url
}

/** The start that a browser comes back from, used up; undefined for another browser, a state that is not its own, a second time, and too late. */
export async function resume(
  ctx: AuthCtx,
  state: string,
  cookie: string,
): Promise<(Secrets & { row: Row }) | undefined> {
  const secrets = secretsOf(ctx, cookie)
  const [given, expected] = [Buffer.from(state), Buffer.from(secrets.state)]
  // Before the row is looked for: whoever has seen a state in an address bar cannot use it up.
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const row = await takeStart(ctx.db, hashOf(state))
  ctx.header('set-cookie', cookieOf(cookieName, '', ctx.client!, 0))
  return row && { ...secrets, row }
}

/** A path of this origin, and nothing that a browser might read as another one; empty for everything else. */
export function pathOf(wanted: string): string {
  const base = 'https://own.invalid'
  const url = wanted.startsWith('/') ? URL.parse(wanted, base) : null
  return url?.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : ''
}

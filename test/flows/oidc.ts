// What the tests of the OpenID provider share: an organisation with an owner, applications of it, and a person with a browser.
import assert from 'node:assert/strict'
import * as client from 'openid-client'
import { type Browsing, openBrowser, type Page } from './browser.ts'
import type { Running } from './modes.ts'
import { ask, type Browser, enrolOwner, signIn } from './people.ts'
import { type Asked, send } from './wire.ts'

export const callback = 'https://app.example.com/callback'
export type Registered = { id: string; secret: string }
export type Party = {
  origin: string
  issuer: URL
  api: string
  owner: Browser
  register(wanted: Record<string, unknown>): Promise<Registered>
  /** A browser in which the owner is signed in. */
  browser(): Promise<Browsing>
  fetch: typeof fetch
  /** Configuration of `openid-client` for an application. */
  discover(registered: Registered): Promise<client.Configuration>
}

/** An organisation with its owner. `host` is its host name; '' is the default one. */
export async function openParty(platform: Running, host: string, tenant: string): Promise<Party> {
  const address = `owner-of-${tenant.replace('_', '-')}@example.com`
  const owner = await enrolOwner(platform, host, tenant, address)
  const origin = new URL(platform.url)
  if (host) origin.hostname = host
  const issuer = new URL('/oidc', origin)
  const fetched = host ? fetchAt(platform.url) : fetch
  return {
    origin: origin.origin,
    issuer,
    api: `${origin.origin}/api`,
    owner,
    fetch: fetched,
    async register(wanted) {
      const reply = await ask(platform, 'POST', '/auth/clients', owner, { name: 'Reports', ...wanted })
      assert.equal(reply.status, 201, reply.text)
      return { id: reply.body.client.id, secret: reply.body.secret ?? '' }
    },
    async browser() {
      const browser = openBrowser(origin.origin, platform.url)
      browser.signIn((await signIn(platform, host, address)).cookie)
      return browser
    },
    discover: ({ id, secret }) =>
      client.discovery(issuer, id, secret || undefined, secret ? undefined : client.None(), {
        execute: [client.allowInsecureRequests],
        ...(host && { [client.customFetch]: fetched as client.CustomFetch }),
      }),
  }
}

/** `fetch` for host names that no name server knows: connects to the platform, whatever the address says. */
function fetchAt(url: string): typeof fetch {
  return async (input, init = {}) => {
    const asked = new URL(String(input))
    const headers = Object.fromEntries(new Headers(init.headers))
    const body = init.body == null ? undefined : String(init.body)
    const request: Asked = { method: init.method ?? 'GET', host: asked.host, headers, body }
    const reply = await send(url, `${asked.pathname}${asked.search}`, request)
    const given = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)])
    return new Response(reply.text || null, { status: reply.status, headers: given })
  }
}

export type Started = { url: URL; verifier: string; state: string; nonce: string }
/** Begins a sign-in with code and PKCE. */
export async function begin(config: client.Configuration, more: Record<string, string> = {}): Promise<Started> {
  const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()]
  const parameters = await parametersOf(verifier, state, nonce, more)
  return { url: client.buildAuthorizationUrl(config, parameters), verifier, state, nonce }
}
export const parametersOf = async (verifier: string, state: string, nonce: string, more: Record<string, string>) => ({
  redirect_uri: callback,
  scope: 'openid profile email',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
  ...more,
})

/** Goes to an application's sign-in, gives consent when asked, and comes back to the application's address. */
export async function allow(browser: Browsing, url: URL | string): Promise<URL> {
  let page: Page = await browser.open(String(url))
  if (page.text.includes('value="allow"')) page = await browser.submit(page, { decision: 'allow' })
  assert.ok(page.url.startsWith(callback), `${page.status} ${page.url}\n${page.text.slice(-900)}`)
  return new URL(page.url)
}

/** A whole sign-in with `openid-client`. */
export async function signInTo(party: Party, registered: Registered, more: Record<string, string> = {}) {
  const config = await party.discover(registered)
  const started = await begin(config, more)
  const back = await allow(await party.browser(), started.url)
  const tokens = await grant(config, started, back)
  return { config, tokens, back, started }
}
export const grant = (
  config: client.Configuration,
  { verifier, nonce, state }: Started,
  back: URL,
  more: Record<string, string> = {},
  options: client.DPoPOptions = {},
) =>
  client.authorizationCodeGrant(
    config,
    back,
    { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state },
    more,
    options,
  )

/** Fails unless the provider refused with this OAuth code. */
export const refusedWith = (promise: Promise<unknown>, code: string) =>
  assert.rejects(promise, (error: { error?: string; message?: string }) => {
    assert.equal(error.error, code, `${error.message} ${JSON.stringify(error)}`)
    return true
  })

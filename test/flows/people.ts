// People, as seen from outside: HTTP only. Their mails are read in the mailbox, their cookies kept as a browser keeps them.
import assert from 'node:assert/strict'
import { sealScope } from '#platform/context'
import { eventually } from '#platform/testing'
import { contracts } from '../../services/contracts.ts'
import { secretKey } from '../platform.ts'
import type { Running } from './modes.ts'
import { type Asked, type Reply, send } from './wire.ts'

export const password = 'a long enough passphrase'

/** One browser: a host name and a cookie. */
export type Browser = { host: string; cookie: string }
export type Caller = { host?: string; cookie?: string; key?: string }

/** A request as a page of ours makes it: with its cookie, and from its own origin. */
export function ask(
  platform: { url: string },
  method: string,
  path: string,
  { host, cookie, key }: Caller,
  body?: unknown,
): Promise<Reply> {
  const text = body === undefined ? (method === 'GET' ? undefined : '') : JSON.stringify(body)
  const asked: Asked = {
    method,
    host,
    token: key,
    body: text,
    headers: {
      ...(cookie && { cookie }),
      'sec-fetch-site': 'same-origin',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
  }
  return send(platform.url, `/api${path}`, asked)
}

/** The cookie that an answer sets, as a browser would send it back. */
export function cookieOf(reply: Reply): string {
  const [line = ''] = reply.headers['set-cookie'] ?? []
  assert.match(
    line,
    /^statex=ses_\w+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    `${reply.status} ${reply.text}`,
  )
  return line.split(';')[0]!
}

/** The owner of a fresh installation, by the link that its log says. */
export async function firstOwner(platform: { url: string; log(): string }, address: string): Promise<Browser> {
  const [, token] = /\/setup#token=([\w.-]+)/.exec(platform.log()) ?? []
  const made = await ask(platform, 'POST', '/auth/setup', {}, { token, address, password, name: 'Olga' })
  return { host: '', cookie: cookieOf(made) }
}

export async function signIn(platform: Running, host: string, address: string): Promise<Browser> {
  const reply = await ask(platform, 'POST', '/auth/sign-in', { host }, { address, password })
  assert.equal(reply.status, 200, reply.text)
  return { host, cookie: cookieOf(reply) }
}

type Mailbox = { mailboxUrl: string }
/** What the pattern finds in the newest mail to an address, once that mail holds it. */
const mailedTo = (platform: Mailbox, address: string, pattern: RegExp): Promise<string> =>
  eventually(`a mail to ${address}`, async () => {
    const query = new URLSearchParams({ query: `to:${address}` })
    const found = (await send(platform.mailboxUrl, `/api/v1/search?${query}`)).body
    const id = found.messages?.[0]?.ID
    if (!id) return
    const { Text } = (await send(platform.mailboxUrl, `/api/v1/message/${id}`)).body
    return pattern.exec(Text)?.[1]
  })

/** The token of the link in the newest mail to an address, once that mail is one that leads to this page. */
export const tokenMailedTo = (platform: Mailbox, address: string, page: string): Promise<string> =>
  mailedTo(platform, address, new RegExp(`/${page}#token=(\\S+)`))
/** The code to sign in with in the newest mail to an address. */
export const codeMailedTo = (platform: Mailbox, address: string): Promise<string> =>
  mailedTo(platform, address, /Code: (\d{4} \d{4})/)

/** Makes the first owner of an organisation, as the service that makes organisations would, and signs them in. */
export async function enrolOwner(platform: Running, host: string, tenantId: string, address: string): Promise<Browser> {
  const scope = { tenant: tenantId, actor: { kind: 'service' as const, name: 'provisioning' }, trace: '0'.repeat(32) }
  const door = new URL(platform.url)
  if (platform.mode === 'apart') door.port = String(contracts.find(({ name }) => name === 'auth')!.port)
  const reply = await send(door.origin, '/api/auth/enrol-owner', {
    method: 'POST',
    body: JSON.stringify({ tenantId, address }),
    headers: { 'content-type': 'application/json', 'x-statex-context': sealScope(secretKey, scope, 60_000, 'auth') },
  })
  assert.equal(reply.body.state, 'invited', reply.text)
  return join(platform, host, address)
}

/** Accepts the invitation that was mailed to an address that has no account yet. */
export async function join(platform: Running, host: string, address: string): Promise<Browser> {
  const token = await tokenMailedTo(platform, address, 'join')
  const body = { token, password, name: address.split('@')[0] }
  const reply = await ask(platform, 'POST', '/auth/invitations/accept', { host }, body)
  assert.equal(reply.body.state, 'signed-in', reply.text)
  return { host, cookie: cookieOf(reply) }
}

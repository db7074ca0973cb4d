// How the walker calls any route: filled from its declaration, and judged by it.
import assert from 'node:assert/strict'
import type { Route, TSchema } from '#platform/contract'
import { knownValues, type Owned } from './owned.ts'
import { type Reply, send } from './wire.ts'

export type Caller = { name: string; host: string; token?: string; headers?: Record<string, string> }

type Property = { pattern?: string; enum?: unknown[] }
export const propertiesOf = (schema?: TSchema) =>
  Object.entries((schema as { properties?: Record<string, Property> } | undefined)?.properties ?? {})
const requiredOf = (schema?: TSchema): string[] => (schema as { required?: string[] } | undefined)?.required ?? []

function knownValue(route: Route, name: string, { pattern, enum: values }: Property, owned: Owned): unknown {
  const known = knownValues(owned)[name]
  assert.ok(
    known,
    `The walker does not know the parameter "${name}" of ${route.method} ${route.path}: give it a value in knownValues of test/flows/owned.ts.`,
  )
  const value = known.find((v) => (values ? values.includes(v) : !pattern || new RegExp(pattern).test(String(v))))
  assert.notEqual(
    value,
    undefined,
    `No known value of "${name}" fits ${values?.join(', ') ?? pattern} of ${route.method} ${route.path}: add one.`,
  )
  return value
}

/** Address and body of a call. `change` replaces parameters of the path. */
export function filled(route: Route, owned: Owned, change: Record<string, string> = {}) {
  const values = Object.fromEntries(
    propertiesOf(route.params).map(([n, p]) => [n, String(knownValue(route, n, p, owned))]),
  )
  const path = route.path.replace(/:(\w+)|\*/g, (whole, name = '*') => {
    assert.ok(name in values, `${route.path} has "${whole}", which its params do not declare.`)
    return encodeURIComponent(change[name] ?? values[name]!)
  })
  const pick = (schema?: TSchema) =>
    Object.fromEntries(
      propertiesOf(schema)
        .filter(([n]) => requiredOf(schema).includes(n))
        .map(([n, p]) => [n, knownValue(route, n, p, owned)]),
    )
  const query = new URLSearchParams(pick(route.query) as Record<string, string>).toString()
  const url = `${route.at === 'root' ? '' : '/api'}${path}${query && `?${query}`}`
  return { url, body: route.body ? JSON.stringify(pick(route.body)) : undefined }
}

export const ask = (base: string, route: Route, { url, body }: ReturnType<typeof filled>, caller: Caller) =>
  send(base, url, {
    method: route.method,
    host: caller.host,
    token: caller.token,
    body: body ?? (route.method === 'GET' ? undefined : ''),
    headers: { ...(body && { 'content-type': 'application/json' }), ...caller.headers },
  })

/** Success, or a refusal that the contract declares for this route. */
export function assertServed(route: Route, reply: Reply, who: string): void {
  // A file may be at another address: prototypes have an origin of their own.
  const isElsewhere = route.reply === 'stream' && reply.status === 307
  // The directory of an organisation reads refusals in its own form (RFC 7644, 3.12), which has no code of ours.
  const isScim = /^application\/scim\+json/.test(reply.headers['content-type'] ?? '')
  const isDeclared = isScim
    ? reply.body.status === String(reply.status) && Object.values(route.errors ?? {}).includes(reply.status)
    : route.errors?.[reply.body?.code] === reply.status
  const isServed = reply.status === (route.status ?? 200) || isElsewhere || isDeclared
  assert.ok(isServed, `${who} may call it, and got ${reply.status} ${reply.text.slice(0, 300)}`)
}

export function assertNothingOf(owned: Owned, reply: Reply, who: string): void {
  const all = JSON.stringify(reply.headers) + reply.text
  for (const mark of owned.marks) assert.ok(!all.includes(mark), `${who} sees "${mark}": ${reply.text.slice(0, 300)}`)
}

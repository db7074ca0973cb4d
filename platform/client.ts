import { contextFor, type Scope, sealScope } from './context.ts'
import type { Contract, Route, TSchema } from './contract.ts'
import { type Problem, Refusal, refuse } from './errors.ts'
import type { Host } from './host.ts'
import type { Service } from './service.ts'
import { validate } from './validate.ts'

const callTimeoutMs = 30_000

/**
 * The typed clients of the services a service calls. The same validation, authorisation and error mapping whether the callee lives in this process (no
 * socket; objects are copied, never shared) or in another one (HTTP).
 */
export function remoteOrLocal(host: Host, caller: Service, scope: Scope): any {
  const calls: Record<string, Record<string, (input: any) => Promise<unknown>>> = {}
  for (const [name, contract] of Object.entries(caller.needs.calls ?? {})) {
    const routes: Record<string, (input: any) => Promise<unknown>> = {}
    for (const [key, route] of Object.entries(contract.routes)) {
      routes[key] = (input) => {
        const asCaller: Scope = {
          tenant: scope.tenant,
          trace: scope.trace,
          signal: scope.signal,
          actor: { kind: 'service', name: caller.contract.name },
        }
        const callee = host.service(contract.name)
        return callee
          ? callLocal(host, callee, key, route, input, asCaller)
          : callRemote(host, contract, route, input, asCaller)
      }
    }
    calls[name] = routes
  }
  return calls
}

/** Checks the flat input of a route against its params, query and body schemas. */
export function validInput(route: Route, input: Record<string, unknown>): Record<string, unknown> {
  const checked: Record<string, unknown> = {}
  for (const [part, from] of [
    ['params', 'text'],
    ['query', 'text'],
    ['body', 'json'],
  ] as const) {
    const schema = route[part]
    if (schema) Object.assign(checked, validate(schema, pick(schema, input), from))
  }
  return checked
}
/** The properties a schema names; a body without a list of properties takes all. */
export function pick(schema: TSchema, input: Record<string, unknown>): Record<string, unknown> {
  const properties = (schema as { properties?: Record<string, unknown> }).properties
  if (!properties) return { ...input }
  return Object.fromEntries(Object.entries(input).filter(([k, v]) => k in properties && v !== undefined))
}

async function callLocal(
  host: Host,
  callee: Service,
  key: string,
  route: Route,
  input: Record<string, unknown>,
  scope: Scope,
): Promise<unknown> {
  const ctx = contextFor(host, callee, scope)
  const reply = await callee.serving.routes![key]!(structuredClone(validInput(route, input ?? {})), ctx)
  return structuredClone(validate(route.reply as TSchema, reply))
}

async function callRemote(
  host: Host,
  contract: Contract,
  route: Route,
  input: Record<string, unknown>,
  scope: Scope,
): Promise<unknown> {
  const checked = validInput(route, input ?? {})
  const path = route.path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(String(checked[name])))
  const url = new URL(`${route.at === 'root' ? '' : '/api'}${path}`, host.addressOf(contract))
  if (route.query) for (const [k, v] of Object.entries(pick(route.query, checked))) url.searchParams.set(k, String(v))
  let response: Response
  try {
    response = await fetch(url, {
      method: route.method,
      headers: {
        'x-statex-context': sealScope(host.secretKey, scope, callTimeoutMs),
        traceparent: traceparent(scope.trace),
        ...(route.body && { 'content-type': 'application/json' }),
      },
      body: route.body ? JSON.stringify(pick(route.body, checked)) : undefined,
      signal: AbortSignal.any([scope.signal, AbortSignal.timeout(callTimeoutMs)]),
    })
  } catch (error) {
    return refuse(
      (error as Error).name === 'TimeoutError' ? 'deadline_exceeded' : 'unavailable',
      `The service "${contract.name}" at ${url.origin} did not answer.`,
    )
  }
  if (response.ok) return validate(route.reply as TSchema, await response.json())
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  throw new Refusal(problem.code ?? 'internal', response.status, problem.detail)
}

/** W3C Trace Context header for a trace; the parent id is the first half of the trace, since we keep no spans. */
export const traceparent = (trace: string): string => `00-${trace}-${trace.slice(0, 16)}-01`

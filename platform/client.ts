import { contextFor, type Scope, sealScope } from './context.ts'
import type { Contract, Route, TSchema } from './contract.ts'
import type { Host } from './host.ts'
import { callOver, callTimeoutMs, validInput } from './remote.ts'
import type { Service } from './service.ts'
import { validate } from './validate.ts'

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
  return callOver(route, input ?? {}, {
    name: `The service "${contract.name}"`,
    url: host.addressOf(contract),
    headers: {
      'x-statex-context': sealScope(host.secretKey, scope, callTimeoutMs, contract.name),
      traceparent: traceparent(scope.trace),
    },
    signal: scope.signal,
  })
}

/** W3C Trace Context header for a trace; the parent id is the first half of the trace, since we keep no spans. */
export const traceparent = (trace: string): string => `00-${trace}-${trace.slice(0, 16)}-01`

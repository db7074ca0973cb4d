import type { Route, TSchema } from './contract.ts'
import { type Problem, Refusal, refuse } from './errors.ts'
import { validate } from './validate.ts'

export const callTimeoutMs = 30_000

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

/** Where a contract is served, and who asks. `name` is for the sentence that says that nobody answered. */
export type Door = { name: string; url: string; headers: Record<string, string>; signal?: AbortSignal }

/**
 * Calls a route over HTTP. Input and reply are checked against the contract, and a refusal is thrown again with its code. Gives up after 30 s.
 * Redirects are not followed.
 * @throws Refusal also for an input that does not fit, and `unavailable` or `deadline_exceeded` when nobody answers
 * @example await callOver(workflow.routes.listRuns, { state: 'failed' }, { name: 'StateX', url, headers: { authorization: `Bearer ${key}` } })
 */
export async function callOver(route: Route, input: Record<string, unknown>, door: Door): Promise<unknown> {
  const checked = validInput(route, input)
  const path = route.path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(String(checked[name])))
  const url = new URL(`${route.at === 'root' ? '' : '/api'}${path}`, door.url)
  if (route.query) for (const [k, v] of Object.entries(pick(route.query, checked))) url.searchParams.set(k, String(v))
  const timeout = AbortSignal.timeout(callTimeoutMs)
  let response: Response
  try {
    response = await fetch(url, {
      method: route.method,
      headers: { ...door.headers, ...(route.body && { 'content-type': 'application/json' }) },
      body: route.body ? JSON.stringify(pick(route.body, checked)) : undefined,
      signal: door.signal ? AbortSignal.any([door.signal, timeout]) : timeout,
      // What is sent is for this address: credentials and words must not follow whoever answers there to another one.
      redirect: 'manual',
    })
  } catch (error) {
    return refuse(
      (error as Error).name === 'TimeoutError' ? 'deadline_exceeded' : 'unavailable',
      `${door.name} at ${url.origin} did not answer.`,
    )
  }
  if (response.status >= 300 && response.status < 400)
    refuse('unavailable', `${door.name} at ${url.origin} sends this call to another address, which is not followed.`)
  if (response.ok) return validate(route.reply as TSchema, await response.json())
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  throw new Refusal(problem.code ?? 'internal', response.status, problem.detail)
}

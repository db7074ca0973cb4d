import { queryOptions } from '@tanstack/react-query'
import type { provisioning } from '#contracts/provisioning'
import type { RouteReply } from '#platform/contract'
import { Problem, problemOf } from './api.ts'

type Routes = (typeof provisioning)['routes']
export type Preparation = RouteReply<Routes['progress']>
export type NewOrganisation = { organisation: string; slug: string; address: string; language: string; sample: boolean }

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(`/api/sign-up${path}`, init).catch((cause) => {
    if (init.signal?.aborted) throw cause
    throw new Problem(0, 'network', '')
  })
  if (response.ok) return response.json()
  throw problemOf(response.status, await response.text())
}

/** Asks for a new organisation. Asking again with the same short name and address joins the first. */
export const signUp = (body: NewOrganisation) =>
  ask<RouteReply<Routes['signUp']>>('', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const lookAgainMs = 700

/** How far it is; asked again until it is ready. */
export const preparationQuery = (id: string, token: string) =>
  queryOptions({
    queryKey: ['preparation', id],
    queryFn: ({ signal }) =>
      ask<Preparation>(`/${encodeURIComponent(id)}`, { signal, headers: { authorization: `Bearer ${token}` } }),
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'preparing' ? false : lookAgainMs),
  })

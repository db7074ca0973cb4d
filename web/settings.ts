import { queryOptions } from '@tanstack/react-query'
import type { auth } from '#contracts/auth'
import type { orchestrator } from '#contracts/orchestrator'
import type { provisioning, SettingsChange } from '#contracts/provisioning'
import type { Project } from '#contracts/submission'
import type { RouteReply } from '#platform/contract'
import { ask, askAsPerson } from './account.ts'

type Routes = (typeof provisioning)['routes']
type AuthRoutes = (typeof auth)['routes']
export type Usage = RouteReply<Routes['usage']>
export type Chosen = RouteReply<Routes['readSettings']>
export type { Project, SettingsChange }
export type Places = RouteReply<(typeof orchestrator)['routes']['places']>['places']
export type Providers = RouteReply<AuthRoutes['listProviders']>
export type Provider = Providers['providers'][number]
export type ProviderChange = {
  name: string
  clientId: string
  clientSecret?: string
  domains: string[]
  role: string | null
  isRequired: boolean
}

export const usageQuery = queryOptions({
  queryKey: ['me', 'usage'],
  queryFn: ({ signal }) => askAsPerson<Usage>('GET', '/api/tenant/usage', undefined, signal),
})
/** Asked whenever the page is opened and never behind its back: its version must stay that of the values in the forms, or saving would overwrite unseen ones. */
export const settingsQuery = queryOptions({
  queryKey: ['me', 'settings'],
  queryFn: ({ signal }) => askAsPerson<Chosen>('GET', '/api/tenant/settings', undefined, signal),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
})
/** Changes some settings; refused when they are no longer those of the version. */
export const mergeSettings = (change: SettingsChange, version: number) =>
  askAsPerson<Chosen>('PATCH', '/api/tenant/settings', { change, version })
export const placesQuery = queryOptions({
  queryKey: ['places'],
  queryFn: async ({ signal }) =>
    (await askAsPerson<{ places: Places }>('GET', '/api/holiday-places', undefined, signal)).places,
  staleTime: Number.POSITIVE_INFINITY,
})

export const projectsQuery = queryOptions({
  queryKey: ['me', 'projects'],
  queryFn: async ({ signal }) =>
    (await askAsPerson<{ projects: Project[] }>('GET', '/api/projects', undefined, signal)).projects,
})
export const createProject = (name: string) => askAsPerson<Project>('POST', '/api/projects', { name })
export const changeProject = (id: string, change: { name?: string; isArchived?: boolean }) =>
  askAsPerson<Project>('PATCH', `/api/projects/${encodeURIComponent(id)}`, change)

export const ownProvidersQuery = queryOptions({
  queryKey: ['me', 'providers'],
  queryFn: ({ signal }) => ask<Providers>('GET', '/providers', undefined, signal),
})
export const createProvider = (wanted: ProviderChange & { issuer: string; clientSecret: string }) =>
  ask<Provider>('POST', '/providers', wanted)
export const changeProvider = (id: string, change: ProviderChange) =>
  ask<Provider>('PATCH', `/providers/${encodeURIComponent(id)}`, change)
export const deleteProvider = (id: string) => ask('DELETE', `/providers/${encodeURIComponent(id)}`)

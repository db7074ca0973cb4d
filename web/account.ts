import { queryOptions } from '@tanstack/react-query'
import type { auth } from '#contracts/auth'
import type { RouteReply } from '#platform/contract'
import { Problem, problemOf } from './api.ts'
import { noteSignedIn } from './session.ts'

type Routes = (typeof auth)['routes']
type Reply<Name extends keyof Routes> = RouteReply<Routes[Name]>
export type Me = Reply<'me'>
export type SignedIn = Reply<'signIn'>
export type Session = Reply<'listSessions'>['sessions'][number]
export type Member = Reply<'listMembers'>['members'][number]
export type Invitation = Reply<'listInvitations'>['invitations'][number]
export type Key = Reply<'listKeys'>['keys'][number]
export type Roles = Reply<'listRoles'>
export type NewKey = { name: string; scopes: string[]; expiresAt?: string }

/** Asks the service that knows people. The session's cookie goes along by itself; refusals are thrown as `Problem`. */
export const ask = <T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> =>
  askAsPerson(method, `/api/auth${path}`, body, signal)

/** Asks any service in the name of the person who is signed in. */
export async function askAsPerson<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const json = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(path, { method, signal, ...json }).catch((cause) => {
    if (signal?.aborted) throw cause
    throw new Problem(0, 'network', '')
  })
  if (response.ok) return response.json()
  const problem = problemOf(response.status, await response.text())
  if (problem.code === 'unauthorised') noteSignedIn(false)
  throw problem
}

/** Opens a session with a request that sets its cookie, and notes that there is one, unless a second factor is still to come. */
export async function enter<T extends SignedIn>(path: string, body: unknown): Promise<T> {
  const answer = await ask<T>('POST', path, body)
  if (answer.state === 'signed-in') noteSignedIn(true)
  return answer
}

type NewAccount = { token: string; password: string; name: string }
export const setUp = (body: NewAccount & { address: string }) => enter<Reply<'setUp'>>('/setup', body)
export const confirm = (body: NewAccount) => enter<Reply<'confirm'>>('/confirm', body)
export const signIn = (body: { address: string; password: string }) => enter<Reply<'signIn'>>('/sign-in', body)
export const forgot = (address: string, locale: string) =>
  ask<Reply<'forgot'>>('POST', '/forgot', { address, locale: locale.slice(0, 2) })
export const reset = (body: { token: string; password: string }) => ask<Reply<'reset'>>('POST', '/reset', body)
export const stepUp = (password: string) => ask<Reply<'stepUp'>>('POST', '/step-up', { password })
export const changePassword = (body: { current: string; password: string }) =>
  ask<Reply<'changePassword'>>('PUT', '/password', body)
export const exportMe = () => ask<Reply<'exportMe'>>('GET', '/me/export')
/** Deletes the account. Whoever reads the page afterwards is signed in no more. */
export async function deleteMe(address: string): Promise<Reply<'deleteMe'>> {
  const answer = await ask<Reply<'deleteMe'>>('POST', '/me/delete', { address })
  noteSignedIn(false)
  return answer
}
export async function signOut(): Promise<void> {
  await ask<Reply<'signOut'>>('POST', '/sign-out')
  noteSignedIn(false)
}

/** Accepts an invitation. Who has an account already is not signed in by it: the link alone opens no account. */
export async function accept(body: { token: string; password?: string; name?: string }): Promise<Reply<'accept'>> {
  const answer = await ask<Reply<'accept'>>('POST', '/invitations/accept', body)
  if (answer.state === 'signed-in') noteSignedIn(true)
  return answer
}
export const endSession = (id: string) => ask<Reply<'revokeSession'>>('DELETE', `/sessions/${encodeURIComponent(id)}`)
export const invite = (body: { address: string; role: string; locale: string }) =>
  ask<Reply<'invite'>>('POST', '/invitations', { ...body, locale: body.locale.slice(0, 2) })
export const changeMember = (personId: string, role: string) =>
  ask<Reply<'changeMember'>>('PATCH', `/members/${encodeURIComponent(personId)}`, { role })
export const withdraw = (id: string) => ask<Reply<'withdraw'>>('DELETE', `/invitations/${encodeURIComponent(id)}`)
export const createKey = (wanted: NewKey) => ask<Reply<'createKey'>>('POST', '/keys', wanted)
export const revokeKey = (id: string) => ask<Reply<'revokeKey'>>('DELETE', `/keys/${encodeURIComponent(id)}`)

/** What an organisation is called. Without a name it is known by its address, and by its identifier when that is not known either. */
export const organisationName = ({ name, url, tenant }: Me['organisations'][number], isHere: boolean): string =>
  name ?? (isHere ? location.host : url ? new URL(url).host : tenant)

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    const me = await ask<Me>('GET', '/me', undefined, signal)
    noteSignedIn(true)
    return me
  },
})
export const providersQuery = queryOptions({
  queryKey: ['sign-in-providers'],
  queryFn: async ({ signal }) =>
    (await ask<Reply<'listSignInProviders'>>('GET', '/sign-in-providers', undefined, signal)).providers,
})
export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async ({ signal }) => (await ask<Reply<'listSessions'>>('GET', '/sessions', undefined, signal)).sessions,
})
export const membersQuery = queryOptions({
  queryKey: ['me', 'members'],
  queryFn: async ({ signal }) => (await ask<Reply<'listMembers'>>('GET', '/members', undefined, signal)).members,
})
export const invitationsQuery = queryOptions({
  queryKey: ['me', 'invitations'],
  queryFn: async ({ signal }) =>
    (await ask<Reply<'listInvitations'>>('GET', '/invitations', undefined, signal)).invitations,
})
export const rolesQuery = queryOptions({
  queryKey: ['me', 'roles'],
  queryFn: ({ signal }) => ask<Roles>('GET', '/roles', undefined, signal),
})
export const keysQuery = queryOptions({
  queryKey: ['me', 'keys'],
  queryFn: async ({ signal }) => (await ask<Reply<'listKeys'>>('GET', '/keys', undefined, signal)).keys,
})
export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => ask<Reply<'readInvitation'>>('POST', '/invitations/read', { token }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const signInRulesQuery = queryOptions({
  queryKey: ['me', 'sign-in-rules'],
  queryFn: ({ signal }) => ask<Reply<'readSignInRules'>>('GET', '/sign-in-rules', undefined, signal),
})
export const setSignInRules = (secondFactor: boolean) =>
  ask<Reply<'setSignInRules'>>('PUT', '/sign-in-rules', { secondFactor })

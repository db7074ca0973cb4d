import { queryOptions } from '@tanstack/react-query'
import type { auth } from '#contracts/auth'
import type { RouteReply } from '#platform/contract'
import { ask, enter, type SignedIn } from './account.ts'

type Routes = (typeof auth)['routes']
type Reply<Name extends keyof Routes> = RouteReply<Routes[Name]>
export type Factors = Reply<'listFactors'>
export type Passkey = Factors['passkeys'][number]

export const factorsQuery = queryOptions({
  queryKey: ['me', 'factors'],
  queryFn: ({ signal }) => ask<Factors>('GET', '/factors', undefined, signal),
})

export const secondFactor = (challenge: string, code: string) =>
  enter<SignedIn>('/second-factor', { challenge, code: code.trim() })
export const sendCode = (address: string, locale: string) =>
  ask<Reply<'sendCode'>>('POST', '/code', { address, locale: locale.slice(0, 2) })
export const signInWithCode = (codeId: string, code: string) =>
  enter<SignedIn>('/code/sign-in', { codeId, code: code.trim() })
export const stepUpWithCode = (code: string) =>
  ask<Reply<'stepUpWithCode'>>('POST', '/step-up/code', { code: code.trim() })

export const beginTotp = () => ask<Reply<'beginTotp'>>('POST', '/totp')
export const confirmTotp = (code: string) => ask<Reply<'confirmTotp'>>('POST', '/totp/confirm', { code: code.trim() })
export const removeTotp = () => ask<Reply<'removeTotp'>>('DELETE', '/totp')
export const renewRecoveryCodes = () => ask<Reply<'renewRecoveryCodes'>>('POST', '/recovery-codes')

const passkeyPath = (id: string) => `/passkeys/${encodeURIComponent(id)}`
export const renamePasskey = (id: string, name: string) => ask<Passkey>('PATCH', passkeyPath(id), { name })
export const removePasskey = (id: string) => ask<Reply<'removePasskey'>>('DELETE', passkeyPath(id))

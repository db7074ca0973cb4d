import { infiniteQueryOptions } from '@tanstack/react-query'
import type { RouteReply } from '#platform/contract'
import type { operations } from '#platform/operations.contract'
import { askAsPerson } from './account.ts'

type Page = RouteReply<(typeof operations)['routes']['refusals']>
export type Refusal = Page['refusals'][number]
export type RefusalFilter = { who?: string; code?: string }

const pageSize = 25

/** Refused access at the organisation, the newest first, one page after the other. */
export const refusalsQuery = ({ who, code }: RefusalFilter) =>
  infiniteQueryOptions({
    queryKey: ['me', 'refusals', who, code],
    queryFn: async ({ pageParam, signal }) => {
      const asked = Object.entries({ who, code, before: pageParam, limit: String(pageSize) })
      const query = new URLSearchParams(asked.filter((pair): pair is [string, string] => pair[1] !== undefined))
      return (await askAsPerson<Page>('GET', `/api/refusals?${query}`, undefined, signal)).refusals
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)!.id),
    // Whoever looks here has just been told that somebody was refused.
    staleTime: 0,
  })

/** Codes that have words of their own, and by which one may search. */
export const refusalCodes = [
  'forbidden',
  'unauthorised',
  'wrong_credentials',
  'wrong_code',
  'too_many_attempts',
  'second_factor_required',
  'step_up_required',
  'not_found',
] as const

/** What the texts call the reason: the rule that spoke where there is one, else the code; `other` for what has no words of its own. */
export function reasonOf({ rule, code, needs, who, shown }: Refusal) {
  if (rule === 'permission') return who?.startsWith('key_') && needs ? 'scope' : needs ? 'permission' : 'other'
  if (rule === 'credential' || code === 'unauthorised') return shown ? 'not_valid' : 'nobody'
  if (rule === 'second-factor') return 'second_factor'
  if (rule === 'step-up') return 'step_up'
  if (rule === 'access') return 'access'
  return (['wrong_credentials', 'wrong_code', 'too_many_attempts'] as const).find((known) => known === code) ?? 'other'
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { providersQuery } from '../account.ts'
import { Notice } from './notice.tsx'

/** Why a sign-in by a provider came back here, or an earlier sign-in ended; the server names the reason, and these are all there are. */
const problems = [
  ...(['no-provider', 'expired', 'denied', 'provider-failed', 'unverified-address', 'foreign-domain'] as const),
  ...(['other-account', 'nobody-new', 'no-seats', 'access-ended', 'may-more'] as const),
  ...(['unused', 'too-old', 'signed-out'] as const),
] as const

/** Says in a sentence why one is not signed in. Only reasons we know: anybody can write an address. */
export function ProviderProblem({ problem }: { problem?: string }) {
  const { t } = useTranslation()
  const known = problems.find((one) => one === problem)
  if (!known) return null
  return (
    <Notice tone="bad" title={t('account.provider.problem_title')}>
      {t(`account.provider.problem.${known}`)}
    </Notice>
  )
}

/** A button for each provider that the people of this organisation may sign in by. `again` has it ask anew who they are. */
export function SignInProviders({ back, again }: { back?: string; again?: boolean }) {
  const { t } = useTranslation()
  const { data } = useQuery(providersQuery)
  if (!data || data.length === 0) return null
  const query = new URLSearchParams({ ...(back && { return: back }), ...(again && { again: 'true' }) })
  return (
    <ul className="space-y-3">
      {data.map(({ id, name }) => (
        <li key={id}>
          <a href={`/api/auth/providers/${id}/start?${query}`} className="button button-plain min-h-13 w-full text-lg">
            {t('account.provider.with', { name })}
          </a>
        </li>
      ))}
    </ul>
  )
}

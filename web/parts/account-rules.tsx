import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { setSignInRules, signInRulesQuery } from '../account.ts'
import { Refused } from './account-fields.tsx'
import { Section } from './section.tsx'
import { useStepUp } from './use-step-up.tsx'

/** Whether the organisation demands a second factor of its members. */
export function SignInRulesSection() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { confirmed, dialog } = useStepUp()
  const { data, error } = useQuery(signInRulesQuery)
  const change = useMutation({
    mutationFn: (secondFactor: boolean) => confirmed(() => setSignInRules(secondFactor)),
    onSettled: () => client.invalidateQueries(signInRulesQuery),
  })
  return (
    <Section icon="key" title={t('account.rules.title')}>
      {data && (
        <div className="space-y-3">
          <p>{t(data.secondFactor ? 'account.rules.on' : 'account.rules.off')}</p>
          {data.membersWithout > 0 && (
            <p className="text-soft">{t('account.rules.without', { count: data.membersWithout })}</p>
          )}
          <button
            type="button"
            className="button button-plain"
            disabled={change.isPending}
            onClick={() => change.mutate(!data.secondFactor)}
          >
            {t(data.secondFactor ? 'account.rules.turn_off' : 'account.rules.turn_on')}
          </button>
        </div>
      )}
      <Refused error={change.error ?? error} />
      {dialog}
    </Section>
  )
}

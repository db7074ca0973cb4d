import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { factorsQuery } from '../factors.ts'
import { App } from './account-app.tsx'
import { Refused } from './account-fields.tsx'
import { Passkeys } from './account-passkeys.tsx'
import { PasswordSection } from './account-password.tsx'
import { Section } from './section.tsx'

/** Every way to sign in that the person has or may add; changing the password stands below. */
export function FactorsSection({ address }: { address?: string }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(factorsQuery)
  return (
    <>
      <Section icon="key" title={t('account.factors.title')}>
        <Refused error={error} />
        {data && (
          <div className="space-y-8">
            <Passkeys passkeys={data.passkeys} />
            <App totp={data.totp} />
            {!data.hasPassword && (
              <p>
                {t('account.factors.no_password')}{' '}
                <Link to="/forgot" className="link">
                  {t('account.factors.set_password')}
                </Link>
              </p>
            )}
          </div>
        )}
      </Section>
      {data?.hasPassword !== false && <PasswordSection address={address} />}
    </>
  )
}

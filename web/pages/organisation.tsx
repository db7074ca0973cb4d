import { useQuery } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type Me, meQuery } from '../account.ts'
import { Problem } from '../api.ts'
import { Refused } from '../parts/account-fields.tsx'
import { Icon } from '../parts/icons.tsx'
import { ProvidersSection } from '../parts/providers-section.tsx'
import { BrandingSettings } from '../parts/settings-branding.tsx'
import { GeneralSettings } from '../parts/settings-general.tsx'
import { RetentionSettings } from '../parts/settings-retention.tsx'
import { PlaceSettings, PriceSettings } from '../parts/settings-work.tsx'
import { UsageSection } from '../parts/usage-section.tsx'
import { useTitle } from '../parts/use-title.ts'
import { settingsQuery } from '../settings.ts'

function Settings() {
  const { data, error } = useQuery(settingsQuery)
  if (!data) return <Refused error={error} />
  return (
    <>
      <GeneralSettings settings={data} />
      <PriceSettings settings={data} />
      <PlaceSettings settings={data} />
      <BrandingSettings settings={data} />
      <RetentionSettings settings={data} />
    </>
  )
}

function Opened({ me }: { me: Me }) {
  const { t } = useTranslation()
  const maySet = me.permissions.includes('provisioning.write')
  const maySignIn = me.permissions.includes('auth.manage-providers')
  const maySee = me.permissions.includes('provisioning.read')
  return (
    <>
      {maySee && <UsageSection />}
      {maySet && <Settings />}
      {maySignIn && <ProvidersSection />}
      {!maySee && !maySet && !maySignIn && <p>{t('settings.not_yours')}</p>}
    </>
  )
}

/** The plan of an organisation and what it chooses, for those who may. */
export function Organisation() {
  const { t } = useTranslation()
  useTitle(t('settings.title'))
  const { data, error } = useQuery(meQuery)
  if (error instanceof Problem && error.code === 'unauthorised')
    return <Navigate to="/sign-in" search={{ return: '/account/organisation' }} replace />
  return (
    <div className="page max-w-4xl space-y-6 py-10 sm:py-14">
      <header className="space-y-3">
        <Link to="/account" className="link inline-flex min-h-11 items-center gap-1.5">
          <Icon name="back" className="size-4" />
          {t('account.title')}
        </Link>
        <h1 className="text-4xl font-extrabold tracking-tight sm:text-5xl">{t('settings.title')}</h1>
      </header>
      <Refused error={error} />
      {data ? <Opened me={data} /> : !error && <p className="text-soft">{t('shell.loading')}</p>}
    </div>
  )
}

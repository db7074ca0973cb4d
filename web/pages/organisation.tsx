import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account.ts'
import { Refused } from '../parts/account-fields.tsx'
import { AccountPage } from '../parts/account-page.tsx'
import { ProjectsSection } from '../parts/projects-section.tsx'
import { ProvidersSection } from '../parts/providers-section.tsx'
import { BrandingSettings } from '../parts/settings-branding.tsx'
import { GeneralSettings } from '../parts/settings-general.tsx'
import { RetentionSettings } from '../parts/settings-retention.tsx'
import { PlaceSettings, PriceSettings } from '../parts/settings-work.tsx'
import { UsageSection } from '../parts/usage-section.tsx'
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
  const mayManage = me.permissions.includes('submission.manage-projects')
  const mayRead = me.permissions.includes('submission.read')
  return (
    <>
      {maySee && <UsageSection />}
      {(mayManage || maySee) && mayRead && <ProjectsSection mayManage={mayManage} />}
      {maySet && <Settings />}
      {maySignIn && <ProvidersSection />}
      {!maySee && !maySet && !maySignIn && !(mayManage && mayRead) && <p>{t('settings.not_yours')}</p>}
    </>
  )
}

/** The plan of an organisation and what it chooses, for those who may. */
export function Organisation() {
  const { t } = useTranslation()
  return (
    <AccountPage path="/account/organisation" title={t('settings.title')}>
      {(me) => <Opened me={me} />}
    </AccountPage>
  )
}

import { useTranslation } from 'react-i18next'
import type { Chosen } from '../settings.ts'
import { Line } from './account-fields.tsx'
import { Section } from './section.tsx'
import { useSettingsForm } from './use-settings-form.tsx'

/** How long requests are kept. */
export function RetentionSettings({ settings }: { settings: Chosen }) {
  const { t } = useTranslation()
  const form = useSettingsForm(['retentionDays'], ({ retentionDays }) => ({
    retentionDays: retentionDays.trim() ? Number(retentionDays) : null,
  }))
  return (
    <Section icon="clock" title={t('settings.retention')}>
      <form {...form.on} className="space-y-5">
        <Line
          name="retentionDays"
          label={t('settings.retention_days')}
          hint={t('settings.retention_hint')}
          required={false}
          inputMode="numeric"
          autoComplete="off"
          maxLength={5}
          defaultValue={settings.retentionDays}
          error={form.errorOf('retentionDays')}
        />
        {form.end}
      </form>
    </Section>
  )
}

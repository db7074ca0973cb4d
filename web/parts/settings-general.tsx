import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Chosen } from '../settings.ts'
import { Line } from './account-fields.tsx'
import { Choice } from './choice.tsx'
import { Section } from './section.tsx'
import { useSettingsForm } from './use-settings-form.tsx'

/** What StateX itself writes and reads, and neighbours; others an organisation has chosen by the API are kept. */
const offered = ['en', 'cs', 'de', 'fr', 'es', 'pl', 'sk', 'uk', 'ar']

function Languages({ chosen }: { chosen: string[] }) {
  const { t, i18n } = useTranslation()
  const [first, setFirst] = useState(chosen[0] ?? '')
  const names = new Intl.DisplayNames(i18n.language, { type: 'language' })
  const codes = [...new Set([...offered, ...chosen])]
  return (
    <>
      <Choice
        name="language"
        label={t('settings.language')}
        hint={t('settings.language_hint')}
        none={t('settings.none')}
        value={first}
        onChange={({ target }) => setFirst(target.value)}
        options={codes.map((value) => ({ value, text: names.of(value) ?? value }))}
      />
      {first && (
        <fieldset>
          <legend className="font-semibold">{t('settings.further_languages')}</legend>
          <div className="mt-1 grid gap-x-6 sm:grid-cols-3">
            {codes
              .filter((code) => code !== first)
              .map((code) => (
                <label key={code} className="flex min-h-11 items-center gap-3">
                  <input
                    type="checkbox"
                    name="further"
                    value={code}
                    className="checkbox"
                    defaultChecked={chosen.includes(code)}
                  />
                  {names.of(code)}
                </label>
              ))}
          </div>
        </fieldset>
      )}
    </>
  )
}

/** How the organisation is called, which languages it speaks and in which time it lives. */
export function GeneralSettings({ settings }: { settings: Chosen }) {
  const { t } = useTranslation()
  const [box, setBox] = useState<HTMLFormElement | null>(null)
  const form = useSettingsForm(['organisation', 'language', 'timeZone'], ({ organisation, language, timeZone }) => {
    const further = new FormData(box!).getAll('further').map(String)
    return {
      name: organisation.trim(),
      languages: language ? [language, ...further] : null,
      timeZone: timeZone || null,
    }
  })
  const zones = Intl.supportedValuesOf('timeZone')
  const { timeZone } = settings
  const known = timeZone && !zones.includes(timeZone) ? [timeZone, ...zones] : zones
  return (
    <Section icon="people" title={t('settings.general')}>
      <form ref={setBox} {...form.on} className="space-y-5">
        <Line
          name="organisation"
          label={t('settings.name')}
          defaultValue={settings.name}
          autoComplete="organization"
          maxLength={120}
          error={form.errorOf('organisation')}
        />
        <Languages chosen={settings.languages ?? []} />
        <Choice
          name="timeZone"
          label={t('settings.time_zone')}
          hint={t('settings.time_zone_hint')}
          none={t('settings.none')}
          defaultValue={timeZone ?? ''}
          options={known.map((value) => ({ value, text: value.replaceAll('_', ' ') }))}
          error={form.errorOf('timeZone')}
        />
        {form.end}
      </form>
    </Section>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { amountOf, minorOf } from '../amount.ts'
import { Problem } from '../api.ts'
import { type Chosen, placesQuery } from '../settings.ts'
import { Line, Refused } from './account-fields.tsx'
import { Choice } from './choice.tsx'
import { Section } from './section.tsx'
import { useSettingsForm } from './use-settings-form.tsx'

/** Whose public holidays the plan skips: only places whose holidays are known can be chosen. */
export function PlaceSettings({ settings }: { settings: Chosen }) {
  const { t, i18n } = useTranslation()
  const { data: places = [], error } = useQuery(placesQuery)
  const [country, setCountry] = useState(settings.country ?? '')
  const form = useSettingsForm(
    ['country', 'region'],
    (chosen) => ({ country: chosen.country || null, region: chosen.region || null }),
    { unknown_country: 'country', unknown_region: 'region', region_elsewhere: 'region' },
  )
  const names = new Intl.DisplayNames(i18n.language, { type: 'region' })
  // What was chosen stays in the list also before the list has come.
  const codes = [...new Set([...(settings.country ? [settings.country] : []), ...places.map((one) => one.country)])]
  const countries = codes
    .map((value) => ({ value, text: names.of(value) ?? value }))
    .sort((a, b) => a.text.localeCompare(b.text, i18n.language))
  const regions = (places.find((one) => one.country === country)?.regions ?? []).map(({ region, name }) => ({
    value: region,
    text: name,
  }))
  const kept = settings.region?.startsWith(`${country}-`) ? settings.region : undefined
  if (kept && !regions.some(({ value }) => value === kept)) regions.unshift({ value: kept, text: kept })
  return (
    <Section icon="clock" title={t('settings.place')}>
      <form {...form.on} className="space-y-5">
        <Refused error={error} />
        <Choice
          name="country"
          label={t('settings.country')}
          hint={t('settings.country_hint')}
          none={t('settings.installation')}
          value={country}
          onChange={({ target }) => setCountry(target.value)}
          options={countries}
          error={form.errorOf('country')}
        />
        {regions.length > 0 && (
          <Choice
            key={country}
            name="region"
            label={t('settings.region')}
            none={t('settings.whole_country')}
            defaultValue={kept ?? ''}
            options={regions}
            error={form.errorOf('region')}
          />
        )}
        {form.end}
      </form>
    </Section>
  )
}

/** What one hour costs, and in which money. */
export function PriceSettings({ settings }: { settings: Chosen }) {
  const { t, i18n } = useTranslation()
  const { rates, currency } = settings
  const form = useSettingsForm(
    ['rate', 'currency'],
    ({ rate, currency: code }) => {
      if (rate.trim() === '') return { rates: null, currency: code || null }
      const minorPerHour = minorOf(rate, code || installed)
      if (minorPerHour === undefined) throw new Problem(0, 'too_precise', t('settings.rate_decimals'))
      return { rates: { minorPerHour }, currency: code || null }
    },
    { too_precise: 'rate', rates_needed: 'rate' },
  )
  const names = new Intl.DisplayNames(i18n.language, { type: 'currency' })
  const currencies = Intl.supportedValuesOf('currency').map((value) => ({
    value,
    text: `${value} · ${names.of(value) ?? ''}`,
  }))
  return (
    <Section icon="file" title={t('settings.prices')}>
      <form {...form.on} className="space-y-5">
        <div className="grid gap-5 sm:grid-cols-2">
          <Line
            name="rate"
            label={t('settings.rate')}
            hint={t('settings.rate_hint')}
            required={false}
            inputMode="decimal"
            autoComplete="off"
            maxLength={14}
            defaultValue={rates && amountOf(rates.minorPerHour, currency ?? installed)}
            error={form.errorOf('rate')}
          />
          <Choice
            name="currency"
            label={t('settings.currency')}
            none={t('settings.installation')}
            defaultValue={currency ?? ''}
            options={currencies}
          />
        </div>
        {form.end}
      </form>
    </Section>
  )
}
/** Without a currency of its own the rate is in that of the installation, whose minor unit is taken to be a hundredth, as that of most. */
const installed = 'EUR'

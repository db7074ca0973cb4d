import { useTranslation } from 'react-i18next'
import { describedBy, FieldError } from './field.tsx'

/** Consent, and beside it the honeypot: a field that people cannot see or reach, so that only programs fill it. */
export function Consent({
  isGiven,
  hasFault,
  onChange,
}: {
  isGiven: boolean
  hasFault: boolean
  onChange: (isGiven: boolean) => void
}) {
  const { t } = useTranslation()
  return (
    <div className="space-y-1.5">
      <label className="flex items-start gap-3">
        <input
          id="consent"
          name="consent"
          type="checkbox"
          className="checkbox mt-0.5"
          required
          checked={isGiven}
          aria-invalid={hasFault ? true : undefined}
          aria-describedby={describedBy('consent')}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span id="consent-hint">{t('form.consent')}</span>
      </label>
      <FieldError id="consent-error">{hasFault && t('form.fault.consent')}</FieldError>
      <div aria-hidden="true" className="absolute -start-[9999px] size-px overflow-hidden">
        <label>
          {t('form.honeypot')}
          <input name="website" tabIndex={-1} autoComplete="off" />
        </label>
      </div>
    </div>
  )
}

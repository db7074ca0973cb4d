import { useTranslation } from 'react-i18next'
import { descriptionMax, type Faults } from '../check.ts'
import { describedBy, Field } from './field.tsx'
import { Section } from './section.tsx'

type Props = { text: string; fault: Faults['description']; onEdit: (text: string) => void }

/** The idea in the customer's own words. Prompts instead of required fields: a blank page is the hardest form. */
export function Describe({ text, fault, onEdit }: Props) {
  const { t, i18n } = useTranslation()
  const left = descriptionMax - text.length
  const number = new Intl.NumberFormat(i18n.language)
  const hint = left < 5_000 ? t('form.left', { left: number.format(left) }) : t('form.describe.hint')
  const error = fault === 'too_long' ? t('form.fault.too_long') : fault && t('form.fault.empty')
  return (
    <Section icon="pen" title={t('form.describe.title')}>
      <Field id="description" label={t('form.describe.label')} hint={hint} error={error}>
        <textarea
          id="description"
          name="description"
          rows={9}
          className="input words field-sizing-content min-h-56 resize-y py-3"
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy('description')}
          placeholder={t('form.describe.placeholder')}
          value={text}
          onChange={(event) => onEdit(event.target.value)}
        />
      </Field>
    </Section>
  )
}

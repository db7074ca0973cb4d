import { useTranslation } from 'react-i18next'
import { contactInput, contactTypes } from '../contact.ts'
import type { DraftText } from '../draft.ts'
import { describedBy, Field } from './field.tsx'

type Props = { draft: DraftText; error?: string; onEdit: (patch: Partial<DraftText>) => void }

function Channels({ draft, onEdit }: Props) {
  const { t } = useTranslation()
  return (
    <fieldset>
      <legend className="font-semibold">{t('form.channel')}</legend>
      <div className="mt-2 flex flex-wrap gap-2">
        {contactTypes.map((type) => (
          <label
            key={type}
            className="relative inline-flex min-h-11 items-center rounded-lg border border-edge px-3.5 font-medium hover:bg-sunk has-checked:border-brand has-checked:bg-brand has-checked:text-on-brand has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-link"
          >
            <input
              type="radio"
              name="contactType"
              value={type}
              checked={draft.contactType === type}
              onChange={() => onEdit({ contactType: type })}
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            {t(`contact.${type}.name`)}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** Who asks and where the answer goes. The address input changes with the channel: keyboard, autofill, hint. */
export function ContactFields(props: Props) {
  const { draft, error, onEdit } = props
  const { t } = useTranslation()
  const type = draft.contactType
  return (
    <div className="space-y-5">
      <Field id="name" label={t('form.name')} optional={t('form.optional')}>
        <input
          id="name"
          name="name"
          className="input"
          autoComplete="name"
          maxLength={200}
          value={draft.name}
          onChange={(event) => onEdit({ name: event.target.value })}
        />
      </Field>
      <Channels {...props} />
      <Field id="contactValue" label={t(`contact.${type}.label`)} hint={t(`contact.${type}.hint`)} error={error}>
        <input
          id="contactValue"
          name="contactValue"
          className="input"
          {...contactInput[type]}
          maxLength={320}
          required
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy('contactValue')}
          placeholder={t(`contact.${type}.placeholder`)}
          value={draft.contactValue}
          onChange={(event) => onEdit({ contactValue: event.target.value })}
        />
      </Field>
    </div>
  )
}

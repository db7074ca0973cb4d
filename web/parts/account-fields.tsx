import { type InputHTMLAttributes, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { describedBy, Field } from './field.tsx'
import { Notice } from './notice.tsx'

type Props = InputHTMLAttributes<HTMLInputElement> & { name: string; label: string; hint?: string; error?: string }

/** One line of a form about accounts. */
export function Line({ label, hint, error, ...input }: Props) {
  const id = useId()
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <input
        {...input}
        id={id}
        className="input read-only:bg-sunk read-only:text-soft"
        required={input.required ?? true}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id)}
      />
    </Field>
  )
}

type AddressProps = { name?: string; fixed?: string; preset?: string; error?: string }

/** An address. `preset` was typed before; `fixed` is one that cannot be chosen here: shown, so that password managers know whose password follows. */
export function AddressLine({ name = 'address', fixed, preset, error }: AddressProps) {
  const { t } = useTranslation()
  return (
    <Line
      error={error}
      defaultValue={fixed ?? preset}
      readOnly={fixed !== undefined}
      name={name}
      label={t('account.field.address')}
      type="email"
      inputMode="email"
      autoComplete={name === 'address' ? 'username' : 'off'}
      autoCapitalize="none"
      spellCheck={false}
      maxLength={320}
    />
  )
}

export function NameLine({ error }: { error?: string }) {
  const { t } = useTranslation()
  return <Line name="name" label={t('account.field.name')} autoComplete="name" maxLength={200} error={error} />
}

type PasswordProps = { name: 'password' | 'newPassword' | 'current'; label?: string; error?: string }

/** A password, which may be made visible: on a phone that saves most of the wrong ones. */
export function PasswordLine({ name, label, error }: PasswordProps) {
  const { t } = useTranslation()
  const id = useId()
  const [isShown, setShown] = useState(false)
  const isNew = name === 'newPassword'
  return (
    <Field
      id={id}
      label={label ?? t(isNew ? 'account.field.new_password' : 'account.field.password')}
      hint={isNew ? t('account.field.password_hint') : undefined}
      error={error}
    >
      <div className="relative">
        <input
          id={id}
          name={name}
          type={isShown ? 'text' : 'password'}
          className="input pe-20"
          required
          maxLength={200}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id)}
        />
        <button
          type="button"
          className="link absolute inset-y-0 end-1 min-h-11 rounded-lg px-3 text-sm"
          aria-label={t(isShown ? 'account.field.hide' : 'account.field.show')}
          aria-controls={id}
          onClick={() => setShown(!isShown)}
        >
          {t(isShown ? 'account.field.hide_short' : 'account.field.show_short')}
        </button>
      </div>
    </Field>
  )
}

/** What the server said about a form as a whole, or that it said nothing. */
export function Refused({ text, error }: { text?: string; error?: Error | null }) {
  const { t } = useTranslation()
  if (!text && !error) return null
  return (
    <Notice tone="bad" title={t('account.refused')}>
      {text ?? (error?.message || t('account.unreachable'))}
    </Notice>
  )
}

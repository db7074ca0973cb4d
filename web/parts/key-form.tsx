import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createKey, keysQuery, type Me, rolesQuery } from '../account.ts'
import { Line, Refused } from './account-fields.tsx'
import { Field, FieldError } from './field.tsx'
import { Icon } from './icons.tsx'
import { useForm } from './use-form.ts'
import { useStepUp } from './use-step-up.tsx'

const dayMs = 86_400_000
/** How long a key may hold, in days. The first is what is chosen unless somebody chooses. */
const lifetimes = ['90', '365', '30', 'endless'] as const

/** What the key may do: only what the person may do themselves, and never their own account. */
function Scopes({ me, error }: { me: Me; error?: string }) {
  const { t } = useTranslation()
  const roles = useQuery(rolesQuery)
  const own = (roles.data?.permissions ?? []).filter(
    ({ name }) => name !== 'auth.self' && me.permissions.includes(name),
  )
  return (
    <fieldset aria-describedby="scopes-error">
      <legend className="font-semibold">{t('account.keys.scopes')}</legend>
      <div className="mt-2 grid gap-x-6 sm:grid-cols-2">
        {own.map(({ name, says }) => (
          <label key={name} className="flex min-h-11 items-start gap-3 py-2">
            <input
              type="checkbox"
              name="scopes"
              value={name}
              className="checkbox"
              aria-invalid={error ? true : undefined}
            />
            <span className="min-w-0">
              {says} <code className="block text-sm break-words text-soft">{name}</code>
            </span>
          </label>
        ))}
      </div>
      <FieldError id="scopes-error">{error}</FieldError>
    </fieldset>
  )
}

type Props = { me: Me; onMade: (secret: string) => void }

/** The server wants the password for a key when it was given too long ago. */
function Wanted({ me, onMade }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { confirmed, dialog } = useStepUp()
  const lifeId = useId()
  const box = useRef<HTMLFormElement>(null)
  const form = useForm(['keyName', 'scopes', 'life'], async ({ keyName, life }) => {
    const scopes = new FormData(box.current!).getAll('scopes').map(String)
    const expiresAt = life === 'endless' ? undefined : new Date(Date.now() + Number(life) * dayMs).toISOString()
    const made = await confirmed(() => createKey({ name: keyName.trim(), scopes, expiresAt }))
    if (!made) return
    onMade(made.secret)
    await client.invalidateQueries(keysQuery)
  })
  return (
    <>
      <form ref={box} {...form.on} className="mt-5 space-y-5">
        <Line
          name="keyName"
          label={t('account.keys.name')}
          hint={t('account.keys.name_hint')}
          autoComplete="off"
          maxLength={100}
          error={form.errorOf('keyName')}
        />
        <Scopes me={me} error={form.errorOf('scopes')} />
        <Field id={lifeId} label={t('account.keys.life')}>
          <select id={lifeId} name="life" className="input sm:max-w-60">
            {lifetimes.map((days) => (
              <option key={days} value={days}>
                {t(`account.keys.lifetime.${days}`)}
              </option>
            ))}
          </select>
        </Field>
        <Refused text={form.refused} />
        <button type="submit" className="button button-strong" disabled={form.isPending}>
          {t('account.keys.create')}
        </button>
      </form>
      {dialog}
    </>
  )
}

/** Makes a key, once somebody wants one: what it may do is a long list. */
export function KeyForm({ me, onMade }: Props) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const made = (secret: string) => {
    setOpen(false)
    onMade(secret)
  }
  return (
    <>
      <button
        id="make-key"
        type="button"
        className="button button-plain mt-4"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {t('account.keys.make')}
        <Icon name={isOpen ? 'minus' : 'plus'} />
      </button>
      {isOpen && <Wanted me={me} onMade={made} />}
    </>
  )
}

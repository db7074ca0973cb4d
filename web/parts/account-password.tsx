import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changePassword, sessionsQuery } from '../account.ts'
import { AddressLine, PasswordLine, Refused } from './account-fields.tsx'
import { Section } from './section.tsx'
import { useForm } from './use-form.ts'

/** Changes the own password, which ends every other session. */
export function PasswordSection({ address }: { address?: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [isDone, setDone] = useState(false)
  const box = useRef<HTMLFormElement>(null)
  const form = useForm(
    ['current', 'newPassword'],
    async ({ current, newPassword }) => {
      setDone(false)
      await changePassword({ current, password: newPassword })
      box.current?.reset()
      setDone(true)
      await client.invalidateQueries(sessionsQuery)
    },
    { wrong_credentials: 'current', weak_password: 'newPassword' },
  )
  return (
    <Section icon="lock" title={t('account.password.title')}>
      <form ref={box} {...form.on} className="space-y-5">
        {address && <AddressLine fixed={address} />}
        <PasswordLine name="current" label={t('account.password.current')} error={form.errorOf('current')} />
        <PasswordLine name="newPassword" error={form.errorOf('newPassword')} />
        <Refused text={form.refused} />
        <p role="status" className="font-semibold text-good empty:hidden">
          {isDone && t('account.password.done')}
        </p>
        <button type="submit" className="button button-plain" disabled={form.isPending}>
          {t('account.password.submit')}
        </button>
      </form>
    </Section>
  )
}

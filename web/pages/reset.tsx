import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { forgot, reset } from '../account.ts'
import { AddressLine, PasswordLine, Refused } from '../parts/account-fields.tsx'
import { DeadLink, Narrow } from '../parts/narrow.tsx'
import { useLinkToken } from '../parts/use-arrive.ts'
import { useForm } from '../parts/use-form.ts'
import { noteSignedIn } from '../session.ts'

const toSignIn = (text: string, look = 'link') => (
  <p>
    <Link to="/sign-in" className={look}>
      {text}
    </Link>
  </p>
)

/** Asks for the mail that sets a new password. The page says the same for every address. */
export function Forgot() {
  const { t, i18n } = useTranslation()
  const [sentTo, setSentTo] = useState<string>()
  const form = useForm(['address'], async ({ address }) => {
    await forgot(address.trim(), i18n.language)
    setSentTo(address.trim())
  })
  if (sentTo)
    return (
      <Narrow title={t('account.forgot.sent_title')}>
        <p role="status" className="text-lg break-words">
          {t('account.forgot.sent', { address: sentTo })}
        </p>
        {toSignIn(t('account.forgot.back'))}
      </Narrow>
    )
  return (
    <Narrow title={t('account.forgot.title')} lead={t('account.forgot.lead')}>
      <form {...form.on} className="sheet space-y-5 p-5 sm:p-6">
        <AddressLine error={form.errorOf('address')} />
        <Refused text={form.refused} />
        <button type="submit" className="button button-strong min-h-13 w-full text-lg" disabled={form.isPending}>
          {t('account.forgot.submit')}
        </button>
      </form>
      {toSignIn(t('account.forgot.back'))}
    </Narrow>
  )
}

/** The link of that mail. Every session ends with it, that of this browser too. */
export function Reset() {
  const { t } = useTranslation()
  const token = useLinkToken()
  const [isDone, setDone] = useState(false)
  const form = useForm(
    ['newPassword'],
    async ({ newPassword }) => {
      await reset({ token: token!, password: newPassword })
      noteSignedIn(false)
      setDone(true)
    },
    { weak_password: 'newPassword' },
  )
  if (isDone)
    return (
      <Narrow title={t('account.reset.done_title')}>
        <p role="status" className="text-lg">
          {t('account.reset.done')}
        </p>
        {toSignIn(t('shell.sign_in'), 'button button-strong')}
      </Narrow>
    )
  if (!token) return <DeadLink text={t('account.dead.mail')} />
  return (
    <Narrow title={t('account.reset.title')} lead={t('account.reset.lead')}>
      <form {...form.on} className="sheet space-y-5 p-5 sm:p-6">
        <PasswordLine name="newPassword" error={form.errorOf('newPassword')} />
        <Refused text={form.refused} />
        <button type="submit" className="button button-strong min-h-13 w-full text-lg" disabled={form.isPending}>
          {t('account.reset.submit')}
        </button>
      </form>
      {form.refused && (
        <p>
          <Link to="/forgot" className="link">
            {t('account.reset.again')}
          </Link>
        </p>
      )}
    </Narrow>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { accept, invitationQuery } from '../account.ts'
import { isTemporary, Problem } from '../api.ts'
import { AddressLine, NameLine, PasswordLine, Refused } from '../parts/account-fields.tsx'
import { DeadLink, Narrow } from '../parts/narrow.tsx'
import { useArrive, useLinkToken } from '../parts/use-arrive.ts'
import { useForm } from '../parts/use-form.ts'
import { useRoleName } from '../parts/use-role-name.ts'
import { useSignedInHint } from '../session.ts'

type Props = { token: string; address: string; hasAccount: boolean }

/** For somebody without an account: accepting makes one. */
function WithNewAccount({ token, address }: Props) {
  const { t } = useTranslation()
  const arrive = useArrive()
  const form = useForm(
    ['name', 'newPassword'],
    async ({ name, newPassword }) => {
      await accept({ token, name: name.trim(), password: newPassword })
      await arrive()
    },
    { weak_password: 'newPassword' },
  )
  return (
    <form {...form.on} className="sheet space-y-5 p-5 sm:p-6">
      <AddressLine fixed={address} />
      <NameLine error={form.errorOf('name')} />
      <PasswordLine name="newPassword" label={t('account.field.password')} error={form.errorOf('newPassword')} />
      <Refused text={form.refused} />
      <button type="submit" className="button button-strong min-h-13 w-full text-lg" disabled={form.isPending}>
        {t('account.join.submit')}
      </button>
    </form>
  )
}

function WithAccount({ token, address }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const arrive = useArrive()
  const isKnown = useSignedInHint()
  const form = useForm([], async () => {
    await accept({ token })
    await (isKnown ? arrive() : navigate({ to: '/sign-in', replace: true }))
  })
  return (
    <form {...form.on} className="sheet space-y-5 p-5 sm:p-6">
      <p>{t('account.join.known', { address })}</p>
      <Refused text={form.refused} />
      <button type="submit" className="button button-strong min-h-13 w-full text-lg" disabled={form.isPending}>
        {t('account.join.submit')}
      </button>
    </form>
  )
}

function Invited({ token }: { token: string }) {
  const { t } = useTranslation()
  const nameOf = useRoleName()
  const { data, error } = useQuery(invitationQuery(token))
  if (error instanceof Problem && !isTemporary(error)) return <DeadLink text={error.message} />
  if (error)
    return (
      <Narrow title={t('account.join.title')}>
        <Refused error={error} />
      </Narrow>
    )
  if (!data) return <p className="page py-24 text-soft">{t('shell.loading')}</p>
  const Form = data.hasAccount ? WithAccount : WithNewAccount
  return (
    <Narrow title={t('account.join.title')} lead={t('account.join.lead', { role: nameOf(data.role) })}>
      <Form token={token} address={data.address} hasAccount={data.hasAccount} />
    </Narrow>
  )
}

/** The link of an invitation. */
export function Join() {
  const { t } = useTranslation()
  const token = useLinkToken()
  return token ? <Invited token={token} /> : <DeadLink text={t('account.dead.mail')} />
}

import { useTranslation } from 'react-i18next'
import { confirm, setUp } from '../account.ts'
import { AddressLine, NameLine, PasswordLine, Refused } from '../parts/account-fields.tsx'
import { DeadLink, Narrow } from '../parts/narrow.tsx'
import { useArrive, useLinkToken } from '../parts/use-arrive.ts'
import { useForm } from '../parts/use-form.ts'

/** First run: whoever has the link of the log becomes the owner. */
export function SetUp() {
  const { t } = useTranslation()
  const token = useLinkToken()
  const arrive = useArrive()
  const form = useForm(
    ['name', 'address', 'newPassword'],
    async ({ name, address, newPassword }) => {
      await setUp({ token: token!, name: name.trim(), address: address.trim(), password: newPassword })
      await arrive()
    },
    { weak_password: 'newPassword' },
  )
  if (!token) return <DeadLink text={t('account.dead.setup')} />
  return (
    <Narrow title={t('account.setup.title')} lead={t('account.setup.lead')}>
      <form {...form.on} className="sheet space-y-5 p-5 sm:p-6">
        <NameLine error={form.errorOf('name')} />
        <AddressLine error={form.errorOf('address')} />
        <PasswordLine name="newPassword" label={t('account.field.password')} error={form.errorOf('newPassword')} />
        <Refused text={form.refused} />
        <button type="submit" className="button button-strong min-h-13 w-full text-lg" disabled={form.isPending}>
          {t('account.setup.submit')}
        </button>
      </form>
    </Narrow>
  )
}

/** The link of the mail that finishes an account somebody asked for. */
export function Confirm() {
  const { t } = useTranslation()
  const token = useLinkToken()
  const arrive = useArrive()
  const form = useForm(
    ['name', 'newPassword'],
    async ({ name, newPassword }) => {
      await confirm({ token: token!, name: name.trim(), password: newPassword })
      await arrive()
    },
    { weak_password: 'newPassword' },
  )
  if (!token) return <DeadLink text={t('account.dead.mail')} />
  return (
    <Narrow title={t('account.confirm.title')} lead={t('account.confirm.lead')}>
      <form {...form.on} className="sheet space-y-5 p-5 sm:p-6">
        <NameLine error={form.errorOf('name')} />
        <PasswordLine name="newPassword" label={t('account.field.password')} error={form.errorOf('newPassword')} />
        <Refused text={form.refused} />
        <button type="submit" className="button button-strong min-h-13 w-full text-lg" disabled={form.isPending}>
          {t('account.confirm.submit')}
        </button>
      </form>
    </Narrow>
  )
}

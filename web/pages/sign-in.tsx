import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery, signIn, stepUp } from '../account.ts'
import { AddressLine, PasswordLine, Refused } from '../parts/account-fields.tsx'
import { Narrow } from '../parts/narrow.tsx'
import { ProviderProblem, SignInProviders } from '../parts/sign-in-providers.tsx'
import { useArrive } from '../parts/use-arrive.ts'
import { useForm } from '../parts/use-form.ts'
import { signInRoute } from '../routes.tsx'
import { useSignedInHint } from '../session.ts'

function Credentials({ back }: { back?: string }) {
  const { t } = useTranslation()
  const arrive = useArrive()
  const form = useForm(
    ['address', 'password'],
    async ({ address, password }) => {
      await signIn({ address: address.trim(), password })
      await arrive(back)
    },
    { wrong_credentials: 'password' },
  )
  return (
    <form {...form.on} className="sheet space-y-5 p-5 sm:p-6">
      <AddressLine error={form.errorOf('address')} />
      <PasswordLine name="password" error={form.errorOf('password')} />
      <Refused text={form.refused} />
      <button type="submit" className="button button-strong min-h-13 w-full text-lg" disabled={form.isPending}>
        {t('account.sign_in.submit')}
      </button>
      <p>
        <Link to="/forgot" className="link inline-block py-2">
          {t('account.sign_in.forgot')}
        </Link>
      </p>
    </form>
  )
}

/** Somebody is signed in, and what they go to wants their password once more. */
function Again({ address, back, onOther }: { address: string; back?: string; onOther: () => void }) {
  const { t } = useTranslation()
  const arrive = useArrive()
  const form = useForm(
    ['password'],
    async ({ password }) => {
      await stepUp(password)
      await arrive(back)
    },
    { wrong_credentials: 'password' },
  )
  return (
    <form {...form.on} className="sheet space-y-5 p-5 sm:p-6">
      <AddressLine fixed={address} />
      <PasswordLine name="password" error={form.errorOf('password')} />
      <Refused text={form.refused} />
      <button type="submit" className="button button-strong min-h-13 w-full text-lg" disabled={form.isPending}>
        {t('account.step_up.submit')}
      </button>
      <p>
        <button type="button" className="link min-h-11" onClick={onOther}>
          {t('account.sign_in.other')}
        </button>
      </p>
    </form>
  )
}

export function SignIn() {
  const { t } = useTranslation()
  const { return: back, again, problem } = signInRoute.useSearch()
  const isKnown = useSignedInHint()
  const me = useQuery({ ...meQuery, enabled: isKnown })
  const [isOther, setOther] = useState(false)
  const address = isKnown ? me.data?.person.addresses[0]?.address : undefined
  if (isKnown && me.isPending) return <p className="page py-24 text-soft">{t('shell.loading')}</p>
  if (again && address && !isOther)
    return (
      <Narrow title={t('account.step_up.title')} lead={t('account.sign_in.again')}>
        <ProviderProblem problem={problem} />
        <Again address={address} back={back} onOther={() => setOther(true)} />
        <SignInProviders back={back} again />
      </Narrow>
    )
  return (
    <Narrow title={t('account.sign_in.title')} lead={back ? t('account.sign_in.lead') : undefined}>
      <ProviderProblem problem={problem} />
      <Credentials back={back} />
      <SignInProviders back={back} again={again === 1} />
    </Narrow>
  )
}

import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { stepUp } from '../account.ts'
import { type Factors, factorsQuery, stepUpWithCode } from '../factors.ts'
import { mayHavePasskeys, stepUpWithPasskey } from '../passkeys.ts'
import { AddressLine, PasswordLine, Refused } from './account-fields.tsx'
import { CodeLine } from './code-line.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { useFirstField } from './use-first-field.ts'
import { useForm } from './use-form.ts'

type Props = {
  /** Shown above a password, so that password managers know whose it is. */
  address?: string
  /** A password alone is not enough. */
  second?: boolean
  onDone: () => unknown
  /** Around the buttons that end the form: a dialog has one more. */
  buttons: (submit: ReactNode) => ReactNode
}

function ByPassword({ address, onDone, buttons }: Props) {
  const { t } = useTranslation()
  const form = useForm(
    ['password'],
    async ({ password }) => {
      await stepUp(password)
      await onDone()
    },
    { wrong_credentials: 'password', too_many_attempts: 'password' },
  )
  return (
    <form {...form.on} className="space-y-5">
      {address && <AddressLine fixed={address} />}
      <PasswordLine name="password" error={form.errorOf('password')} />
      <Refused text={form.refused} />
      {buttons(<Submit isPending={form.isPending} text={t('account.step_up.submit')} />)}
    </form>
  )
}

function ByApp({ onDone, buttons }: Props) {
  const { t } = useTranslation()
  const box = useFirstField()
  const form = useForm(
    ['code'],
    async ({ code }) => {
      await stepUpWithCode(code)
      await onDone()
    },
    { wrong_code: 'code', invalid_input: 'code', too_many_attempts: 'code' },
  )
  return (
    <form ref={box} {...form.on} className="space-y-5">
      <CodeLine label={t('account.second.field')} hint={t('account.second.hint')} error={form.errorOf('code')} />
      <Refused text={form.refused} />
      {buttons(<Submit isPending={form.isPending} text={t('account.step_up.submit')} />)}
    </form>
  )
}

function Submit({ isPending, text }: { isPending: boolean; text: string }) {
  return (
    <button type="submit" className="button button-strong" disabled={isPending}>
      {text}
    </button>
  )
}

const nothingYet: Factors = { hasPassword: true, passkeys: [] }

/** Lets somebody who is signed in confirm who they are, in whichever way they have. */
export function ConfirmWays(props: Props) {
  const { t } = useTranslation()
  const { data = nothingYet } = useQuery(factorsQuery)
  const [wanted, setWanted] = useState<'password' | 'app'>()
  const hasPassword = data.hasPassword && !props.second
  const way = wanted ?? (hasPassword ? 'password' : data.totp ? 'app' : undefined)
  const other = way === 'app' ? hasPassword && 'password' : way === 'password' && data.totp && 'app'
  const hasPasskey = data.passkeys.some(({ host }) => host === location.hostname) && mayHavePasskeys(location.hostname)
  return (
    <div className="space-y-4">
      {way === 'password' && <ByPassword {...props} />}
      {way === 'app' && <ByApp {...props} />}
      {other && (
        <button type="button" className="link min-h-11" onClick={() => setWanted(other)}>
          {t(other === 'app' ? 'account.step_up.by_app' : 'account.step_up.by_password')}
        </button>
      )}
      {hasPasskey && <PasskeyButton action={stepUpWithPasskey} onDone={props.onDone} />}
      {!way && (
        <>
          {!hasPasskey && <p>{t('account.step_up.none')}</p>}
          {props.buttons(null)}
        </>
      )}
    </div>
  )
}

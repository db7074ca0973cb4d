import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignedIn } from '../account.ts'
import { secondFactor, sendCode, signInWithCode } from '../factors.ts'
import { AddressLine, Refused } from './account-fields.tsx'
import { CodeLine } from './code-line.tsx'
import { useFirstField } from './use-first-field.ts'
import { useForm } from './use-form.ts'

type Props = { onBack: () => void }
const look = 'sheet space-y-5 p-5 sm:p-6'
const strong = 'button button-strong min-h-13 w-full text-lg'

function Back({ text, onBack }: { text: string; onBack: () => void }) {
  return (
    <p>
      <button type="button" className="link min-h-11" onClick={onBack}>
        {text}
      </button>
    </p>
  )
}

/** Asks where the code is to be sent. The page says the same for every address. */
export function AskForCode({
  address,
  onSent,
  onBack,
}: Props & { address: string; onSent: (codeId: string, address: string) => void }) {
  const { t, i18n } = useTranslation()
  const box = useFirstField()
  const form = useForm(['address'], async (given) => {
    const to = given.address.trim()
    onSent((await sendCode(to, i18n.language)).codeId, to)
  })
  return (
    <form ref={box} {...form.on} className={look}>
      <AddressLine preset={address} error={form.errorOf('address')} />
      <Refused text={form.refused} />
      <button type="submit" className={strong} disabled={form.isPending}>
        {t('account.code.send')}
      </button>
      <Back text={t('account.code.back')} onBack={onBack} />
    </form>
  )
}

/** The code of the mail, in the window that asked for it. */
export function MailedCode({
  codeId,
  onEntered,
  onBack,
}: Props & { codeId: string; onEntered: (answer: SignedIn) => unknown }) {
  const { t } = useTranslation()
  const box = useFirstField()
  const form = useForm(
    ['code'],
    async ({ code }) => {
      await onEntered(await signInWithCode(codeId, code))
    },
    { wrong_code: 'code', invalid_input: 'code' },
  )
  return (
    <form ref={box} {...form.on} className={look}>
      <CodeLine label={t('account.code.field')} hint={t('account.code.hint')} error={form.errorOf('code')} />
      <Refused text={form.refused} />
      <button type="submit" className={strong} disabled={form.isPending}>
        {t('account.sign_in.submit')}
      </button>
      <Back text={t('account.code.again')} onBack={onBack} />
    </form>
  )
}

/** The second half of a sign-in: a code of the app, or one of the recovery codes. */
export function SecondFactor({
  challenge,
  onEntered,
  onBack,
}: Props & { challenge: string; onEntered: (answer: SignedIn) => unknown }) {
  const { t } = useTranslation()
  const [isRecovery, setRecovery] = useState(false)
  const box = useFirstField()
  const form = useForm(
    ['code'],
    async ({ code }) => {
      await onEntered(await secondFactor(challenge, code))
    },
    { wrong_code: 'code', invalid_input: 'code', too_many_attempts: 'code' },
  )
  const change = () => {
    setRecovery(!isRecovery)
    box.current?.querySelector('input')?.focus()
  }
  return (
    <form ref={box} {...form.on} className={look}>
      <CodeLine
        label={t(isRecovery ? 'account.second.recovery' : 'account.second.field')}
        hint={t(isRecovery ? 'account.second.recovery_hint' : 'account.second.hint')}
        error={form.errorOf('code')}
        hasLetters={isRecovery}
      />
      <Refused text={form.refused} />
      <button type="submit" className={strong} disabled={form.isPending}>
        {t('account.sign_in.submit')}
      </button>
      <p className="flex flex-wrap justify-between gap-x-6">
        <button type="button" className="link min-h-11" onClick={change}>
          {t(isRecovery ? 'account.second.use_app' : 'account.second.use_recovery')}
        </button>
        <button type="button" className="link min-h-11" onClick={onBack}>
          {t('account.second.back')}
        </button>
      </p>
    </form>
  )
}

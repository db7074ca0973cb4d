import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery, type SignedIn, signIn } from '../account.ts'
import { AddressLine, PasswordLine, Refused } from '../parts/account-fields.tsx'
import { ConfirmWays } from '../parts/confirm-ways.tsx'
import { Narrow } from '../parts/narrow.tsx'
import { PasskeyButton } from '../parts/passkey-button.tsx'
import { ProviderProblem, SignInProviders } from '../parts/sign-in-providers.tsx'
import { AskForCode, MailedCode, SecondFactor } from '../parts/sign-in-steps.tsx'
import { useArrive } from '../parts/use-arrive.ts'
import { useForm } from '../parts/use-form.ts'
import { mayHavePasskeys, signInWithPasskey } from '../passkeys.ts'
import { signInRoute } from '../routes.tsx'
import { useSignedInHint } from '../session.ts'

type Entered = { onEntered: (answer: SignedIn) => unknown }

function Credentials({ address, onEntered, onCode }: Entered & { address: string; onCode: (address: string) => void }) {
  const { t } = useTranslation()
  const box = useRef<HTMLFormElement>(null)
  const form = useForm(
    ['address', 'password'],
    async ({ address: typed, password }) => {
      await onEntered(await signIn({ address: typed.trim(), password }))
    },
    { wrong_credentials: 'password', too_many_attempts: 'password' },
  )
  const toCode = () => onCode(String(new FormData(box.current!).get('address') ?? ''))
  return (
    <div className="sheet space-y-5 p-5 sm:p-6">
      <form ref={box} {...form.on} className="space-y-5">
        <AddressLine preset={address} error={form.errorOf('address')} />
        <PasswordLine name="password" error={form.errorOf('password')} />
        <Refused text={form.refused} />
        <button type="submit" className="button button-strong min-h-13 w-full text-lg" disabled={form.isPending}>
          {t('account.sign_in.submit')}
        </button>
      </form>
      <p>
        <Link to="/forgot" className="link inline-block py-2">
          {t('account.sign_in.forgot')}
        </Link>
      </p>
      <section className="space-y-3 border-t border-line pt-5" aria-labelledby="other-ways">
        <h2 id="other-ways" className="font-semibold">
          {t('account.sign_in.or')}
        </h2>
        {mayHavePasskeys(location.hostname) && <PasskeyButton action={signInWithPasskey} onDone={onEntered} />}
        <button type="button" className="button button-plain w-full" onClick={toCode}>
          {t('account.sign_in.code')}
        </button>
      </section>
    </div>
  )
}

type Step =
  | { at: 'start'; address: string }
  | { at: 'ask-code'; address: string }
  | { at: 'mailed'; codeId: string; address: string }
  | { at: 'second'; challenge: string }

type StepsProps = { back?: string; again: boolean; problem?: string }
/** The steps of a sign-in: each way in leads here once more for who has an authenticator app. */
function Steps({ back, again, problem }: StepsProps) {
  const { t } = useTranslation()
  const arrive = useArrive()
  const [step, setStep] = useState<Step>({ at: 'start', address: '' })
  const onEntered = ({ state, challenge }: SignedIn) =>
    state === 'second-factor' && challenge ? setStep({ at: 'second', challenge }) : arrive(back)
  const restart = (address = '') => setStep({ at: 'start', address })
  if (step.at === 'second')
    return (
      <Narrow title={t('account.second.title')} lead={t('account.second.lead')}>
        <SecondFactor challenge={step.challenge} onEntered={onEntered} onBack={restart} />
      </Narrow>
    )
  if (step.at === 'mailed')
    return (
      <Narrow title={t('account.code.entered_title')} lead={t('account.code.entered', { address: step.address })}>
        <MailedCode
          codeId={step.codeId}
          onEntered={onEntered}
          onBack={() => setStep({ at: 'ask-code', address: step.address })}
        />
      </Narrow>
    )
  if (step.at === 'ask-code')
    return (
      <Narrow title={t('account.code.title')} lead={t('account.code.lead')}>
        <AskForCode
          address={step.address}
          onSent={(codeId, address) => setStep({ at: 'mailed', codeId, address })}
          onBack={() => restart(step.address)}
        />
      </Narrow>
    )
  return (
    <Narrow title={t('account.sign_in.title')} lead={back ? t('account.sign_in.lead') : undefined}>
      <ProviderProblem problem={problem} />
      <Credentials
        address={step.address}
        onEntered={onEntered}
        onCode={(address) => setStep({ at: 'ask-code', address })}
      />
      <SignInProviders back={back} again={again} />
    </Narrow>
  )
}

/** Somebody is signed in, and what they go to wants them to confirm once more. */
function Again({ address, back, onOther }: { address: string; back?: string; onOther: () => void }) {
  const { t } = useTranslation()
  const arrive = useArrive()
  return (
    <div className="sheet space-y-5 p-5 sm:p-6">
      <ConfirmWays
        address={address}
        onDone={() => arrive(back)}
        buttons={(submit) => <div className="grid text-lg *:min-h-13">{submit}</div>}
      />
      <p>
        <button type="button" className="link min-h-11" onClick={onOther}>
          {t('account.sign_in.other')}
        </button>
      </p>
    </div>
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
  return <Steps back={back} again={again === 1} problem={problem} />
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { beginTotp, confirmTotp, type Factors, factorsQuery, removeTotp, renewRecoveryCodes } from '../factors.ts'
import { moment } from '../format.ts'
import { Refused } from './account-fields.tsx'
import { AskFirst } from './ask-first.tsx'
import { CodeLine } from './code-line.tsx'
import { Qr } from './qr.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { useFirstField } from './use-first-field.ts'
import { useForm } from './use-form.ts'
import { useStepUp } from './use-step-up.tsx'

type Begun = Awaited<ReturnType<typeof beginTotp>>

/** The key for the app, and the code that shows that the app has it. */
function SetUpApp({ begun, onDone }: { begun: Begun; onDone: (codes: string[]) => void }) {
  const { t } = useTranslation()
  const box = useFirstField()
  const form = useForm(['code'], async ({ code }) => onDone((await confirmTotp(code)).recoveryCodes), {
    wrong_code: 'code',
    invalid_input: 'code',
  })
  return (
    <div className="mt-4 space-y-4 rounded-xl border border-line p-4">
      <p>{t('account.factors.scan')}</p>
      <div className="flex flex-wrap items-start gap-5">
        <Qr text={begun.uri} label={t('account.factors.qr')} />
        <dl className="min-w-0">
          <dt className="font-semibold">{t('account.factors.key')}</dt>
          <dd className="font-mono break-words">{begun.secret.match(/.{1,4}/g)!.join(' ')}</dd>
        </dl>
      </div>
      <form ref={box} {...form.on} className="space-y-4">
        <CodeLine label={t('account.second.field')} error={form.errorOf('code')} />
        <Refused text={form.refused} />
        <button type="submit" className="button button-strong" disabled={form.isPending}>
          {t('account.factors.turn_on')}
        </button>
      </form>
    </div>
  )
}

/** The authenticator app of the person, with the recovery codes that stand in for it. */
export function App({ totp }: { totp: Factors['totp'] }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { confirmed, dialog } = useStepUp()
  const [begun, setBegun] = useState<Begun>()
  const [codes, setCodes] = useState<string[]>()
  const refresh = () => client.invalidateQueries(factorsQuery)
  const begin = useMutation({ mutationFn: () => confirmed(beginTotp), onSuccess: setBegun })
  const renew = useMutation({
    mutationFn: () => confirmed(renewRecoveryCodes),
    onSuccess: (made) => {
      if (made) setCodes(made.recoveryCodes)
      return refresh()
    },
  })
  const remove = useMutation({
    mutationFn: () => confirmed(removeTotp),
    onSuccess: () => {
      setCodes(undefined)
      return refresh()
    },
  })
  const turnedOn = (made: string[]) => {
    setBegun(undefined)
    setCodes(made)
    return refresh()
  }
  return (
    <section aria-labelledby="authenticator">
      <h3 id="authenticator" className="text-lg font-bold">
        {t('account.factors.app')}
      </h3>
      <p className="text-soft">{t('account.factors.app_text')}</p>
      {totp && (
        <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <p className="font-semibold">{t('account.factors.app_since', { time: moment(totp.since, i18n.language) })}</p>
          <AskFirst
            button={t('account.factors.remove_app')}
            title={t('account.factors.remove_app_title')}
            text={t('account.factors.remove_app_text')}
            keep={t('account.factors.keep_app')}
            act={t('account.factors.remove_app')}
            onAct={() => remove.mutate()}
          />
        </div>
      )}
      {!totp && !begun && (
        <button
          type="button"
          className="button button-plain mt-3"
          disabled={begin.isPending}
          onClick={() => begin.mutate()}
        >
          {t('account.factors.add_app')}
        </button>
      )}
      {!totp && begun && <SetUpApp begun={begun} onDone={turnedOn} />}
      <Refused error={begin.error ?? remove.error ?? renew.error} />
      {totp && (
        <div className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <p>
            <strong className="font-semibold">{t('account.factors.recovery')}:</strong>{' '}
            {t('account.factors.recovery_left', { count: totp.recoveryCodesLeft })}
          </p>
          <button
            type="button"
            className="button button-plain"
            disabled={renew.isPending}
            onClick={() => renew.mutate()}
          >
            {t('account.factors.renew')}
          </button>
        </div>
      )}
      {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />}
      {dialog}
    </section>
  )
}

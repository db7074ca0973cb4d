import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Submission } from '#contracts/submission'
import { moment } from '../format.ts'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'
import { RequestActions } from './request-actions.tsx'

const tones: Record<Submission['status'], string> = {
  received: 'bg-mark-soft text-ink',
  processing: 'bg-mark text-on-mark',
  completed: 'bg-good text-paper',
  partial: 'bg-warn text-paper',
  failed: 'bg-bad text-paper',
  cancelled: 'bg-soft text-paper',
}

function CopyLink({ token }: { token: string }) {
  const { t } = useTranslation()
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    const url = `${location.origin}${location.pathname}#token=${encodeURIComponent(token)}`
    await navigator.clipboard.writeText(url).then(
      () => setCopied(true),
      // Not allowed here (plain http, no permission): the person can still copy by hand.
      () => window.prompt(t('request.copy_by_hand'), url),
    )
  }
  return (
    <button type="button" className="button button-plain" onClick={copy} onBlur={() => setCopied(false)}>
      <Icon name={isCopied ? 'check' : 'copy'} />
      <span aria-live="polite">{t(isCopied ? 'request.copied' : 'request.copy')}</span>
    </button>
  )
}

/** Reference, status and what one can do with the request. */
export function RequestHead({ submission, token }: { submission: Submission; token: string }) {
  const { t, i18n } = useTranslation()
  const { status, reference, createdAt, contactType, contactValue, isSample } = submission
  return (
    <header className="space-y-4">
      {isSample && (
        <Notice tone="warn" title={t('request.sample.title')}>
          {t('request.sample.text')}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-3xl font-extrabold tracking-tight sm:text-5xl">
          <span className="sr-only">{t('request.reference')} </span>
          {reference}
        </h1>
        <span role="status" className={`rounded-full px-3.5 py-1 text-sm font-bold ${tones[status]}`}>
          {t(`status.${status}.name`)}
        </span>
      </div>
      <p className="max-w-3xl text-lg">{t(`status.${status}.text`)}</p>
      <p className="text-sm text-soft">
        {t('request.received', { time: moment(createdAt, i18n.language) })}{' '}
        {isSample
          ? t('request.sample.contact')
          : t('request.contact', { channel: t(`contact.${contactType}.name`), value: contactValue })}
      </p>
      <div className="flex flex-wrap gap-2">
        <CopyLink token={token} />
        <RequestActions submission={submission} token={token} />
      </div>
    </header>
  )
}

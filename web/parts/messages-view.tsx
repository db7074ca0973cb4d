import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Message } from '#contracts/notification'
import type { Submission } from '#contracts/submission'
import { messagesQuery } from '../api.ts'
import { moment } from '../format.ts'
import { isFinal } from '../live.ts'
import { Notice } from './notice.tsx'

const tones: Record<Message['state'], string> = {
  queued: 'bg-mark text-on-mark',
  sent: 'bg-good text-surface',
  failed: 'bg-bad text-surface',
  skipped: 'bg-warn text-surface',
}

function MessageCard({ message }: { message: Message }) {
  const { t, i18n } = useTranslation()
  return (
    <li className="sheet space-y-3 p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-lg font-bold">{t(`messages.kind.${message.kind}`)}</h2>
        <span className={`rounded-md px-2 py-0.5 text-[0.8125rem] font-bold ${tones[message.state]}`}>
          {t(`messages.state.${message.state}`)}
        </span>
      </div>
      <dl className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[7rem_1fr]">
        <dt className="text-soft">{t('messages.to')}</dt>
        <dd className="break-all">
          {message.to} <span className="text-soft">({t(`contact.${message.channel}.name`)})</span>
        </dd>
        <dt className="text-soft">{t('messages.subject')}</dt>
        <dd>{message.subject}</dd>
      </dl>
      {message.reason && <p className="font-semibold">{message.reason}</p>}
      {message.attempts.length > 0 && (
        <ol className="divide-y divide-line border-t border-line text-[0.9375rem]" aria-label={t('messages.attempts')}>
          {message.attempts.map(({ at, outcome, detail }) => (
            <li key={at} className="grid gap-x-4 py-2 sm:grid-cols-[13rem_1fr]">
              <time dateTime={at} className="text-soft">
                {moment(at, i18n.language)}
              </time>
              <span className="min-w-0">
                <span className="font-semibold">{t(`messages.outcome.${outcome}`)}</span>
                <span className="block text-sm break-words text-soft">{detail}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </li>
  )
}

/** Every message about the request, with each attempt to deliver it. */
export function MessagesView({ submission, token }: { submission: Submission; token: string }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(messagesQuery(submission.id, token))
  if (error && !data)
    return (
      <Notice tone="bad" title={t('messages.unread')}>
        {t('request.unread.text')}
      </Notice>
    )
  if (!data) return <p className="text-soft">{t('shell.loading')}</p>
  const reason = submission.steps.find(({ name }) => name === 'notification')?.reason
  return (
    <div className="max-w-3xl space-y-4">
      {data.length === 0 && (
        <Notice tone="calm" title={t('messages.none')}>
          {reason ?? (isFinal(submission.status) ? undefined : t('messages.later'))}
        </Notice>
      )}
      <ul className="space-y-4">
        {data.map((message) => (
          <MessageCard key={message.id} message={message} />
        ))}
      </ul>
    </div>
  )
}

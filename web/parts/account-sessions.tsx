import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { endSession, type Session, sessionsQuery } from '../account.ts'
import { browserOf } from '../agent.ts'
import { moment } from '../format.ts'
import { Refused } from './account-fields.tsx'
import { Tag } from './block.tsx'
import { Section } from './section.tsx'
import { useStepUp } from './use-step-up.tsx'

type RowProps = { session: Session; isBusy: boolean; onEnd: () => void }

function Row({ session, isBusy, onEnd }: RowProps) {
  const { t, i18n } = useTranslation()
  const name = browserOf(session.agent) ?? t('account.sessions.unknown')
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          <span className="break-words">{name}</span>
          {session.isCurrent && <Tag strong>{t('account.sessions.this')}</Tag>}
        </p>
        <p className="text-sm text-soft">
          {t('account.sessions.seen', { time: moment(session.seenAt, i18n.language), address: session.address })}
        </p>
        <p className="text-sm text-soft">
          {t('account.sessions.ends', { time: moment(session.endsUnusedAt ?? session.expiresAt, i18n.language) })}
        </p>
      </div>
      {!session.isCurrent && (
        <button
          type="button"
          className="button button-plain"
          aria-label={t('account.sessions.end_named', { name, time: moment(session.seenAt, i18n.language) })}
          disabled={isBusy}
          onClick={onEnd}
        >
          {t('account.sessions.end')}
        </button>
      )}
    </li>
  )
}

/** Where one is signed in, and how to end that. */
export function SessionsSection() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const sessions = useQuery(sessionsQuery)
  const { confirmed, dialog } = useStepUp()
  const end = useMutation({
    mutationFn: (ids: string[]) =>
      confirmed(async () => {
        for (const id of ids) await endSession(id)
      }),
    onSettled: () => client.invalidateQueries(sessionsQuery),
  })
  const others = (sessions.data ?? []).filter(({ isCurrent }) => !isCurrent).map(({ id }) => id)
  return (
    <Section icon="desktop" title={t('account.sessions.title')}>
      <ul className="divide-y divide-line">
        {sessions.data?.map((session) => (
          <Row key={session.id} session={session} isBusy={end.isPending} onEnd={() => end.mutate([session.id])} />
        ))}
      </ul>
      <Refused error={end.error ?? sessions.error} />
      {others.length > 1 && (
        <button
          type="button"
          className="button button-plain mt-3"
          disabled={end.isPending}
          onClick={() => end.mutate(others)}
        >
          {t('account.sessions.end_others', { count: others.length })}
        </button>
      )}
      {dialog}
    </Section>
  )
}

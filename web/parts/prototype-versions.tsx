import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Version } from '#contracts/prototype'
import { differenceQuery, inboxQuery, restore } from '../api.ts'
import { moment } from '../format.ts'
import { Block, Tag } from './block.tsx'

type Where = { requestId: string; token: string }

/** What a version changed, in sentences. */
function Changes({ requestId, token, from, to }: Where & { from: number; to: number }) {
  const { t } = useTranslation()
  const { data } = useQuery(differenceQuery(requestId, token, from, to))
  if (!data) return null
  const { pages, texts } = data
  const lines = [
    ...(pages.added.length > 0 ? [t('prototype.pages_added', { pages: pages.added.join(', ') })] : []),
    ...(pages.removed.length > 0 ? [t('prototype.pages_removed', { pages: pages.removed.join(', ') })] : []),
    ...pages.renamed.map((page) => t('prototype.page_renamed', { from: page.from, to: page.to })),
    ...texts.changed.slice(0, 6).map((text) => t('prototype.text_changed', { from: text.from, to: text.to })),
    ...(texts.added.length > 0 ? [t('prototype.texts_added', { count: texts.added.length })] : []),
    ...(texts.removed.length > 0 ? [t('prototype.texts_removed', { count: texts.removed.length })] : []),
    ...(data.isLookChanged ? [t('prototype.look_changed')] : []),
  ]
  return (
    <div className="text-[0.9375rem]">
      <p className="font-semibold">{t('prototype.difference', { from })}</p>
      <ul className="list-disc ps-5">
        {(lines.length > 0 ? lines : [t('prototype.nothing_changed')]).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

/** All versions, newest first: show one in the frame, see what it changed, roll back to it. */
export function Versions({
  requestId,
  token,
  versions,
  shown,
  onShow,
}: Where & { versions: Version[]; shown: number; onShow: (version: number) => void }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { mutate, isPending } = useMutation({
    mutationFn: (version: number) => restore(requestId, token, version),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ['versions', requestId] })
      onShow(made.version)
    },
  })
  return (
    <Block title={t('prototype.versions')}>
      <ol className="sheet divide-y divide-line">
        {versions.map((one, index) => (
          <li key={one.id} className="space-y-2 px-4 py-3 sm:px-5">
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              <span className="font-semibold">{t('prototype.version', { version: one.version })}</span>
              {one.version === shown && <Tag strong>{t('prototype.shown')}</Tag>}
              <span className="text-soft">
                {t(`prototype.origin.${one.origin}`, { version: one.basedOn })} · {moment(one.createdAt, i18n.language)}
              </span>
              <span className="flex flex-wrap gap-2 sm:ms-auto">
                {one.version !== shown && (
                  <button type="button" className="button button-plain" onClick={() => onShow(one.version)}>
                    {t('prototype.show')}
                  </button>
                )}
                {index > 0 && (
                  <button
                    type="button"
                    className="button button-plain"
                    disabled={isPending}
                    onClick={() => mutate(one.version)}
                  >
                    {t('prototype.restore')}
                  </button>
                )}
              </span>
            </div>
            {one.note && <p>“{one.note}”</p>}
            {one.version === shown && one.basedOn && (
              <Changes requestId={requestId} token={token} from={one.basedOn} to={one.version} />
            )}
          </li>
        ))}
      </ol>
    </Block>
  )
}

/** What was sent by the forms of the prototype. */
export function Inbox({ requestId, token }: Where) {
  const { t, i18n } = useTranslation()
  const { data: entries = [], refetch, isFetching } = useQuery(inboxQuery(requestId, token))
  return (
    <Block title={t('prototype.inbox')} note={entries.length === 0 ? t('prototype.inbox_none') : undefined}>
      {entries.length > 0 && (
        <ul className="sheet divide-y divide-line">
          {entries.map(({ id, form, fields, createdAt }) => (
            <li key={id} className="px-4 py-3 sm:px-5">
              <p className="font-semibold">
                {form} <span className="font-normal text-soft">· {moment(createdAt, i18n.language)}</span>
              </p>
              <dl className="grid gap-x-4 sm:grid-cols-[10rem_1fr]">
                {Object.entries(fields).map(([name, value]) => (
                  <div key={name} className="contents">
                    <dt className="text-soft first-letter:uppercase">{name}</dt>
                    <dd className="[overflow-wrap:anywhere]">{value}</dd>
                  </div>
                ))}
              </dl>
            </li>
          ))}
        </ul>
      )}
      <button type="button" className="button button-plain" disabled={isFetching} onClick={() => refetch()}>
        {t('prototype.inbox_again')}
      </button>
    </Block>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Modification } from '#contracts/prototype'
import { modify } from '../api.ts'
import { Block } from './block.tsx'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'

type Props = { requestId: string; token: string; left: number; onMade: (version: number) => void }

/** What was understood and what was not, sentence by sentence. */
function Reading({ reading }: { reading: Modification }) {
  const { t } = useTranslation()
  return (
    <div className="space-y-3" role="status">
      {reading.applied.length > 0 && (
        <div>
          <p className="font-semibold">{t('prototype.change_would')}</p>
          <ul className="list-disc ps-5">
            {reading.applied.map(({ sentence, effect }) => (
              <li key={sentence}>{effect}</li>
            ))}
          </ul>
        </div>
      )}
      {reading.refused.length > 0 && (
        <div>
          <p className="font-semibold text-warn">{t('prototype.change_not')}</p>
          <ul className="list-disc ps-5">
            {reading.refused.map(({ sentence, because }) => (
              <li key={sentence}>
                “{sentence}”: {because}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

/** Asks for changes in plain sentences: first what would happen, then the change itself, which costs the free one. */
export function ChangeForm({ requestId, token, left, onMade }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const field = useId()
  const [sentences, setSentences] = useState('')
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: (wish: { isTrial: boolean; isPartly?: boolean; key: string }) =>
      modify(requestId, token, { sentences, isTrial: wish.isTrial, isPartly: wish.isPartly }, wish.key),
    onSuccess: async ({ prototype }) => {
      if (!prototype) return
      await client.invalidateQueries({ queryKey: ['versions', requestId] })
      onMade(prototype.version)
    },
  })
  const understood = data && !data.prototype ? data.applied.length : 0
  const isPartly = Boolean(data && data.refused.length > 0)
  return (
    <Block
      title={t('prototype.change')}
      note={left > 0 ? t('prototype.change_note', { count: left }) : t('prototype.change_used')}
    >
      <form
        className="sheet space-y-4 p-4 sm:p-5"
        onSubmit={(event) => {
          event.preventDefault()
          mutate({ isTrial: true, key: crypto.randomUUID() })
        }}
      >
        <div className="space-y-1.5">
          <label htmlFor={field} className="font-semibold">
            {t('prototype.change_label')}
          </label>
          <textarea
            id={field}
            className="input min-h-24 w-full resize-y py-3"
            rows={3}
            maxLength={4000}
            required
            value={sentences}
            onChange={(event) => {
              setSentences(event.target.value)
              reset()
            }}
            aria-describedby={`${field}-example`}
          />
          <p id={`${field}-example`} className="text-sm text-soft">
            {t('prototype.change_example')}
          </p>
        </div>
        {data && !data.prototype && <Reading reading={data} />}
        {data?.prototype && (
          <p role="status" className="font-semibold">
            {t('prototype.change_done', { version: data.prototype.version })}
          </p>
        )}
        {error && (
          <Notice tone="bad" title={t('prototype.change_failed')}>
            {error.message}
          </Notice>
        )}
        <div className="flex flex-wrap gap-2">
          <button type="submit" className="button button-plain" disabled={isPending}>
            {t('prototype.change_try')}
          </button>
          {understood > 0 && left > 0 && (
            <button
              type="button"
              className="button button-strong"
              disabled={isPending}
              onClick={() => mutate({ isTrial: false, isPartly, key: crypto.randomUUID() })}
            >
              <Icon name="again" />
              {isPartly ? t('prototype.change_part') : t('prototype.change_make')}
            </button>
          )}
        </div>
      </form>
    </Block>
  )
}

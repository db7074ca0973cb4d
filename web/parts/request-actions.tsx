import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Submission } from '#contracts/submission'
import { act } from '../api.ts'
import { isFinal } from '../live.ts'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'

/** Asks before work is thrown away. */
function Cancel({ isPending, onCancel }: { isPending: boolean; onCancel: () => void }) {
  const { t } = useTranslation()
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger className="button button-plain" disabled={isPending}>
        <Icon name="stop" />
        {t('request.cancel.button')}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-deep/60" />
        <AlertDialog.Popup className="sheet shadow-sheet fixed inset-x-4 top-1/2 z-50 mx-auto max-w-md -translate-y-1/2 space-y-4 p-6">
          <AlertDialog.Title className="text-xl font-bold">{t('request.cancel.title')}</AlertDialog.Title>
          <AlertDialog.Description className="text-soft">{t('request.cancel.text')}</AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-2 pt-2">
            <AlertDialog.Close className="button button-plain">{t('request.cancel.keep')}</AlertDialog.Close>
            <AlertDialog.Close className="button button-strong" onClick={onCancel}>
              {t('request.cancel.button')}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

/** Cancel while it runs, run again when it ended without a whole result. */
export function RequestActions({ submission, token }: { submission: Submission; token: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { id, status } = submission
  const { mutate, isPending, error } = useMutation({
    mutationFn: (verb: 'cancel' | 'retry') => act(id, token, verb),
    onSuccess: (fresh) => client.setQueryData(['submission', id], fresh),
    // Refused because it finished meanwhile, most likely: show what is true now.
    onError: () => client.invalidateQueries({ queryKey: ['submission', id] }),
  })
  const canRetry = isFinal(status) && status !== 'completed'
  return (
    <>
      {!isFinal(status) && <Cancel isPending={isPending} onCancel={() => mutate('cancel')} />}
      {canRetry && (
        <button
          type="button"
          className={`button ${status === 'partial' ? 'button-plain' : 'button-strong'}`}
          disabled={isPending}
          onClick={() => mutate('retry')}
        >
          <Icon name="again" />
          {t('request.retry')}
        </button>
      )}
      {error && (
        <div className="w-full">
          <Notice tone="bad" title={t('request.refused_action')}>
            {error.message}
          </Notice>
        </div>
      )}
    </>
  )
}

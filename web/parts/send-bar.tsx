import { Progress } from '@base-ui/react/progress'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../api.ts'
import { bytes, percent } from '../format.ts'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'
import type { Sending } from './use-send.ts'

const known = [
  'network',
  'body_too_large',
  'too_many_files',
  'storage_full',
  'looks_automated',
  'rate_limited',
  'unexpected',
] as const

/** Says what happened and what to do, in our words for known codes and in the server's for others. */
function Failure({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const code =
    known.find((candidate) => candidate === problem.code) ?? (problem.status === 429 ? 'rate_limited' : undefined)
  const text = code ? t(`send.problem.${code}`) : problem.message || t('send.problem.other', { status: problem.status })
  return (
    <Notice tone="bad" title={t('send.failed')}>
      <p>{text}</p>
      <p>{t('send.kept')}</p>
    </Notice>
  )
}

function Uploading({ loaded, total, onStop }: { loaded: number; total: number; onStop: () => void }) {
  const { t, i18n } = useTranslation()
  const isSent = total > 0 && loaded >= total
  const fraction = total > 0 ? loaded / total : 0
  const size = (value: number) => bytes(value, i18n.language)
  return (
    <div className="space-y-3">
      <Progress.Root value={isSent ? null : Math.round(fraction * 100)} className="space-y-2">
        <div className="flex justify-between gap-4">
          <Progress.Label className="font-semibold">{t(isSent ? 'send.storing' : 'send.uploading')}</Progress.Label>
          <span className="text-sm text-soft">{percent(fraction, i18n.language)}</span>
        </div>
        <Progress.Track className="h-2 overflow-hidden rounded-full bg-line">
          <Progress.Indicator className="h-full bg-link data-indeterminate:w-full data-indeterminate:breathe" />
        </Progress.Track>
      </Progress.Root>
      <div className="flex items-center justify-between gap-4">
        <p className="text-sm text-soft">
          {total > 0 && t('send.bytes', { loaded: size(loaded), total: size(total) })}
        </p>
        {!isSent && (
          <button type="button" className="button button-plain" onClick={onStop}>
            {t('send.stop')}
          </button>
        )}
      </div>
    </div>
  )
}

/** The end of the form: the button, the upload, or what went wrong with the button to try again. */
export function SendBar({ sending, onStop }: { sending: Sending; onStop: () => void }) {
  const { t } = useTranslation()
  if (sending.state === 'sending') return <Uploading {...sending} onStop={onStop} />
  return (
    <div className="space-y-4">
      {sending.state === 'failed' && <Failure problem={sending.problem} />}
      <button type="submit" className="button button-strong min-h-13 w-full text-lg">
        {t(sending.state === 'failed' ? 'send.again' : 'send.send')}
        <Icon name="arrow" />
      </button>
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import type { Step } from '#contracts/orchestrator'
import type { Submission } from '#contracts/submission'
import { isFinal } from '../live.ts'
import { Notice } from './notice.tsx'

type Props = {
  part: 'analysis' | 'plan' | 'offer' | 'prototype' | 'insights'
  status: Submission['status']
  step?: Step
}

/** Stands where a part would be: not there yet, or not there at all and why. */
export function Absent({ part, status, step }: Props) {
  const { t } = useTranslation()
  const name = t(`results.${part}`)
  const isPending = !isFinal(status) && step?.state !== 'failed' && step?.state !== 'skipped'
  if (isPending)
    return (
      <Notice tone="calm" title={t('absent.pending', { name })}>
        {t('absent.wait')}
      </Notice>
    )
  return (
    <Notice tone="warn" title={t(step?.state === 'skipped' ? 'absent.skipped' : 'absent.failed', { name })}>
      {step?.reason ?? t(status === 'cancelled' ? 'absent.cancelled' : 'absent.unknown')}
    </Notice>
  )
}

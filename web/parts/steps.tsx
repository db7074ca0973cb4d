import { Progress } from '@base-ui/react/progress'
import { useTranslation } from 'react-i18next'
import type { Step } from '#contracts/orchestrator'
import type { Submission } from '#contracts/submission'
import { duration } from '../format.ts'
import { progress } from '../live.ts'
import { Icon, type IconName } from './icons.tsx'

const looks: Record<Step['state'], { icon?: IconName; className: string }> = {
  waiting: { className: 'border-edge text-soft' },
  running: { className: 'border-link bg-mark text-on-mark breathe' },
  done: { icon: 'check', className: 'border-good bg-good text-surface' },
  failed: { icon: 'cross', className: 'border-bad bg-bad text-surface' },
  skipped: { icon: 'minus', className: 'border-warn bg-warn text-surface' },
}

function StepRow({ step }: { step: Step }) {
  const { t, i18n } = useTranslation()
  const { icon, className } = looks[step.state]
  const isQuiet = step.state === 'waiting'
  return (
    <li className="grid grid-cols-[1.75rem_1fr_auto] gap-x-3 py-2.5" data-step={step.name} data-state={step.state}>
      <span className={`mt-0.5 inline-flex size-6 items-center justify-center rounded-full border-2 ${className}`}>
        {icon && <Icon name={icon} className="size-4" />}
      </span>
      <span className={isQuiet ? 'text-soft' : 'font-semibold'}>{t(`steps.${step.name}`)}</span>
      <span className="text-end text-sm text-soft">
        {t(`step_state.${step.state}`)}
        {step.durationMs !== undefined && step.state !== 'skipped' && ` · ${duration(step.durationMs, i18n.language)}`}
      </span>
      {step.reason && <p className="col-span-2 col-start-2 text-[0.9375rem] text-soft">{step.reason}</p>}
    </li>
  )
}

function Bar({ steps }: { steps: Step[] }) {
  const { t } = useTranslation()
  const { finished, all } = progress(steps)
  const current = steps.find(({ state }) => state === 'running')
  return (
    <Progress.Root value={finished} max={all} className="space-y-2.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <Progress.Label className="text-xl font-bold">
          {current ? t(`steps.${current.name}`) : t('request.progress')}
        </Progress.Label>
        <span className="text-soft">{t('request.finished', { finished, all })}</span>
      </div>
      <Progress.Track className="h-2.5 overflow-hidden rounded-full bg-sunk">
        <Progress.Indicator className="h-full rounded-full bg-link transition-[width] duration-500" />
      </Progress.Track>
    </Progress.Root>
  )
}

/** Every step with its true state. Open while the work runs; afterwards one line that can be opened. */
export function Steps({ submission, isOpen }: { submission: Submission; isOpen: boolean }) {
  const { t, i18n } = useTranslation()
  const { steps, attempt, createdAt, finishedAt } = submission
  const rows = (
    <ol className="divide-y divide-line">
      {steps.map((step) => (
        <StepRow key={step.name} step={step} />
      ))}
    </ol>
  )
  const again = attempt > 1 && <p className="text-sm text-soft">{t('request.attempt', { attempt })}</p>
  if (isOpen)
    return (
      <section aria-label={t('request.progress')} className="sheet space-y-4 p-5 sm:p-6">
        <Bar steps={steps} />
        {again}
        {rows}
      </section>
    )
  const took =
    finishedAt && attempt === 1 ? duration(Date.parse(finishedAt) - Date.parse(createdAt), i18n.language) : undefined
  const count = (state: Step['state']) => steps.filter((step) => step.state === state).length
  const summary = [
    t('request.count.done', { count: count('done') }),
    count('failed') > 0 && t('request.count.failed', { count: count('failed') }),
    count('skipped') > 0 && t('request.count.skipped', { count: count('skipped') }),
    took && t('request.took', { took }),
  ]
  return (
    <details className="sheet group px-5 sm:px-6">
      <summary className="flex min-h-13 flex-wrap items-center gap-x-3 py-3">
        <span className="font-semibold">{t('request.how')}</span>
        <span className="text-soft">{summary.filter(Boolean).join(' · ')}</span>
        <span className="link ms-auto text-sm group-open:hidden">{t('request.show')}</span>
        <span className="link ms-auto hidden text-sm group-open:inline">{t('request.hide')}</span>
      </summary>
      <div className="border-t border-line py-2">
        {again}
        {rows}
      </div>
    </details>
  )
}

import { useTranslation } from 'react-i18next'
import type { Plan } from '#contracts/orchestrator'
import { day } from '../format.ts'
import { span } from '../timeline.ts'
import { Method } from './block.tsx'

type Phase = Plan['phases'][number]

function Tasks({ phase, titles }: { phase: Phase; titles: Map<string, string> }) {
  const { t } = useTranslation()
  return (
    <ul className="divide-y divide-line">
      {phase.tasks.map(({ id, title, hours, dependsOn }) => (
        <li key={id} className="grid grid-cols-[1fr_auto] gap-x-4 py-2">
          <span className="min-w-0 first-letter:uppercase">{title}</span>
          <span className="text-soft">{t('plan.hours', { count: hours })}</span>
          {dependsOn.length > 0 && (
            <span className="col-span-2 text-sm text-soft">
              {t('plan.after', { tasks: dependsOn.map((other) => titles.get(other) ?? other).join(', ') })}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

/** One phase, with its place in the whole as a bar. The dates beside it say the same in words. */
function PhaseCard({ phase, plan, titles }: { phase: Phase; plan: Plan; titles: Map<string, string> }) {
  const { t, i18n } = useTranslation()
  const { start, width } = span(plan, phase)
  const hours = phase.tasks.reduce((sum, task) => sum + task.hours, 0)
  return (
    <li className="sheet space-y-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-xl font-bold">{phase.name}</h2>
        <p className="text-soft">
          {t('plan.dates', { start: day(phase.start, i18n.language), end: day(phase.end, i18n.language) })} ·{' '}
          {t('plan.hours', { count: hours })}
        </p>
      </div>
      <div aria-hidden="true" className="h-2.5 rounded-full bg-sunk">
        <div
          className="h-full rounded-full bg-link"
          style={{ marginInlineStart: `${start * 100}%`, width: `${width * 100}%` }}
        />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_20rem] lg:gap-8">
        <Tasks phase={phase} titles={titles} />
        {phase.deliverables.length > 0 && (
          <div className="rounded-lg bg-sunk px-4 py-3">
            <h3 className="text-sm font-semibold">{t('plan.deliverables')}</h3>
            <ul className="list-disc ps-5">
              {phase.deliverables.map((deliverable) => (
                <li key={deliverable}>{deliverable}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </li>
  )
}

/** The work in phases with dates. */
export function PlanView({ plan }: { plan: Plan }) {
  const { t, i18n } = useTranslation()
  const titles = new Map(plan.phases.flatMap(({ tasks }) => tasks.map(({ id, title }) => [id, title])))
  return (
    <div className="space-y-6">
      <p className="text-lg">
        {t('plan.whole', {
          start: day(plan.start, i18n.language),
          end: day(plan.end, i18n.language),
          count: plan.phases.length,
        })}
      </p>
      <ol className="space-y-4">
        {plan.phases.map((phase) => (
          <PhaseCard key={phase.name} phase={phase} plan={plan} titles={titles} />
        ))}
      </ol>
      {plan.calendar && plan.calendar.daysOff.length > 0 && (
        <p className="text-soft">
          {t('plan.days_off', {
            days: plan.calendar.daysOff.map(({ date, name }) => `${day(date, i18n.language)} (${name})`).join(', '),
          })}
        </p>
      )}
      <Method>{t('results.method', { method: plan.method })}</Method>
    </div>
  )
}

import type { Plan } from '#contracts/orchestrator'
import type { Words } from './offer-words.ts'
import type { Page, Row } from './pdf-page.ts'
import { apart } from './pdf-text.ts'

/** Phases and tasks with their hours and dates, and the days off between them. */
export function timeline({ page, words }: { page: Page; words: Words }, plan: Plan): void {
  page.heading(words.say('plan', { start: words.day(plan.start), end: words.day(plan.end) }))
  const columns = [
    { share: 0.52 },
    { share: 0.12, isNumber: true },
    { share: 0.18, isNumber: true },
    { share: 0.18, isNumber: true },
  ]
  const titles = (['phase', 'hours', 'begin', 'end'] as const).map((key) => words.say(key))
  const rows = plan.phases.flatMap((phase): Row[] => {
    const hours = phase.tasks.reduce((all, task) => all + task.hours, 0)
    const given = received(words, phase)
    return [
      {
        cells: [words.ours(phase.name), words.number(hours), words.shortDay(phase.start), words.shortDay(phase.end)],
        weight: 'bold',
        isTinted: true,
      },
      ...phase.tasks.map(({ title, featureId, hours, start, end }, at): Row => {
        const text = featureId ? words.name(title) : words.ours(title)
        const isLast = at === phase.tasks.length - 1 && given !== ''
        return {
          cells: [
            isLast ? { text, notes: [given] } : text,
            words.number(hours),
            start ? words.shortDay(start) : '',
            end ? words.shortDay(end) : '',
          ],
        }
      }),
    ]
  })
  page.table(columns, titles, rows)
  const { calendar } = plan
  const small = { size: 8.5, color: page.soft, gap: 1 }
  if (!calendar?.country) {
    page.text(words.say('weekendsOnly'), small)
    return
  }
  page.text(
    words.say('holidaySource', { country: apart(calendar.country), source: apart(calendar.source ?? '') }),
    small,
  )
  const days = calendar.daysOff.map(({ date, name }) =>
    words.say('dayOff', { date: words.day(date), name: apart(name) }),
  )
  if (days.length > 0) page.text(words.say('daysOff', { days: days.join(words.isRtl ? '، ' : ', ') }), small)
}

/** What a phase leaves in the hands of the customer; what only repeats its tasks is said once. */
function received(words: Words, { tasks, deliverables }: Plan['phases'][number]): string {
  if (deliverables.length === 0) return ''
  const repeats = deliverables.length === tasks.length && deliverables.every((one, i) => one.endsWith(tasks[i]!.title))
  if (repeats && tasks.length > 1) return words.say('youGetAll')
  const list = deliverables.map((deliverable) => words.ours(deliverable)).join(words.isRtl ? '؛ ' : '; ')
  return words.say('youGet', { deliverables: list })
}

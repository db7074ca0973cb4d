import type { Analysis } from '#contracts/nlp'
import {
  addDays,
  addWorkingDays,
  type Calendar,
  type Day,
  dayOf,
  holidaysWithin,
  plainWeek,
  workingDay,
} from './calendar.ts'
import type { Offer, Plan } from './contract.ts'
import { startDay } from './offer.ts'
import type { Category, OfferConfig } from './offer-config.ts'
import { baseWork } from './offer-lines.ts'
import { sum } from './price.ts'

type Phase = Plan['phases'][number]
type Task = Phase['tasks'][number]
type Line = Offer['lines'][number]
/** A phase before it has dates. */
type Draft = Omit<Phase, 'start' | 'end'>

/** What must exist before a feature of a category can be built. Every chain ends, so that no two features wait for each other. */
const builtAfter: Partial<Record<Category, Category[]>> = {
  search: ['content', 'catalogue'],
  ordering: ['catalogue', 'accounts'],
  booking: ['catalogue', 'accounts'],
  payment: ['ordering', 'booking'],
  communication: ['ordering', 'booking', 'accounts'],
  integration: ['catalogue', 'ordering', 'booking', 'payment'],
  automation: ['ordering', 'booking', 'communication', 'integration'],
  reporting: ['catalogue', 'ordering', 'booking', 'payment', 'accounts', 'integration'],
  localisation: ['content', 'catalogue'],
  offline: ['content', 'catalogue', 'ordering', 'booking', 'accounts'],
}
/** Working days after which something that runs is shown. */
const incrementDays = 10

/**
 * Plans the work of the recommended tier: one task per line of the offer with the same hours, in phases with dates.
 * A task depends only on tasks before it; a phase starts on the working day after the last one ended.
 *
 * @param today the day the plan is made; work starts `config.startAfterDays` working days later, in the time zone of the calendar
 * @param calendar the working days of the tenant; a plain week when absent
 */
export function planWork(
  analysis: Analysis,
  offer: Offer,
  config: OfferConfig,
  today: Date,
  calendar = plainWeek(config.daysPerWeek),
): Plan {
  const phases = datePhases(draftPhases(analysis, offer, config), config, startDay(today, config, calendar), calendar)
  const end = phases.at(-1)!.end
  const { table } = calendar
  const daysOff = holidaysWithin(addDays(dayOf(today, calendar), 1), end, calendar)
  return {
    phases,
    start: phases[0]!.start,
    end,
    calendar: { ...(table && { country: table.country, source: table.source }), daysOff },
    method:
      `Plan rules 1. Tasks and hours are the lines of the recommended tier. ${config.teamSize} people, ${config.hoursPerDay} productive hours a day, ` +
      `${config.daysPerWeek} days a week; each task is done by one person; phases follow one another. ` +
      `Durations include the ${config.contingencyPercent} % contingency and are rounded up to whole working days. ` +
      `Work starts ${config.startAfterDays} working days after the offer${calendar.timeZone ? `, by the days of ${calendar.timeZone}` : ''}. ${holidayText(calendar, daysOff, end)}`,
  }
}

const longDay = (day: Day) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))

function holidayText({ table }: Calendar, daysOff: { date: Day; name: string }[], end: Day): string {
  if (!table) return 'Only weekends are skipped, because no country is set; public holidays are not considered.'
  const named = daysOff.map(({ date, name }) => `no work on ${longDay(date)}: ${name}`).join('; ')
  const unknown = end > table.until ? ` Holidays after ${longDay(table.until)} are not known yet.` : ''
  return `${daysOff.length > 0 ? `N${named.slice(1)}` : 'No public holiday falls on a working day'} (public holidays of ${table.country} from ${table.source}).${unknown}`
}

function draftPhases(analysis: Analysis, offer: Offer, config: OfferConfig): Draft[] {
  const base = (label: string) => offer.lines.find((line) => line.featureId === undefined && line.label === label)
  const names = new Set<string>(Object.values(baseWork))
  const extras = offer.lines.filter((line) => line.featureId === undefined && !names.has(line.label))
  const discovery = task('t-discovery', base(baseWork.discovery), baseWork.discovery, [])
  const design = task('t-design', base(baseWork.design), baseWork.design, [discovery])
  const setup = task('t-setup', base(baseWork.setup), baseWork.setup, [discovery])
  const features = featureTasks(analysis, offer, [design, setup])
  const test = task('t-test', base(baseWork.test), baseWork.test, features.length > 0 ? features : [design, setup])
  const readied = extras.map((line, index) => task(`t-extra-${index + 1}`, line, line.label, features))
  const delivery = task('t-delivery', base(baseWork.delivery), baseWork.delivery, [test, ...readied])
  return [
    {
      name: 'Discovery',
      tasks: [discovery],
      deliverables: ['Agreed list of goals, contents and features', 'Answers to the open questions'],
    },
    {
      name: 'Design and set-up',
      tasks: [design, setup],
      deliverables: ['Layout of the pages and flows', 'A place where each increment can be seen'],
    },
    ...increments(features, config),
    {
      name: 'Test and preparation',
      tasks: [test, ...readied],
      deliverables: ['Report of the tests', ...readied.map((extra) => extra.title)],
    },
    { name: 'Delivery', tasks: [delivery], deliverables: ['The product in service', 'Source code and access rights'] },
  ]
}

function task(id: string, line: Line | undefined, title: string, after: Task[]): Task {
  const feature = line?.featureId === undefined ? {} : { featureId: line.featureId }
  return { id, title, ...feature, hours: line?.hours ?? 0, dependsOn: after.map((other) => other.id) }
}

/** Feature tasks, each after the features it is built on; among those that are free, in the order of the offer. */
function featureTasks(analysis: Analysis, offer: Offer, ground: Task[]): Task[] {
  const categoryOf = new Map(analysis.features.map((feature) => [feature.id, feature.category]))
  const lines = offer.lines.filter((line) => line.featureId !== undefined)
  const categories = new Set(lines.map((line) => categoryOf.get(line.featureId!)))
  const tasks: Task[] = []
  const built = new Set<Category | undefined>()
  const left = [...lines]
  while (left.length > 0) {
    const isFree = (line: Line) =>
      before(categoryOf.get(line.featureId!)).every((needed) => !categories.has(needed) || built.has(needed))
    // `builtAfter` has no cycle, so one is always free; taking the first otherwise only guards against an edit that adds one.
    const next = left.splice(Math.max(0, left.findIndex(isFree)), 1)[0]!
    const category = categoryOf.get(next.featureId!)
    const foundations = tasks.filter((other) => before(category).includes(categoryOf.get(other.featureId!)!))
    tasks.push(task(`t-${next.featureId}`, next, next.label, foundations.length > 0 ? foundations : ground))
    if (!left.some((line) => categoryOf.get(line.featureId!) === category)) built.add(category)
  }
  return tasks
}

const before = (category: Category | undefined): Category[] => (category && builtAfter[category]) ?? []

/** Cuts the features into parts of about two weeks, each of which ends with something that runs. */
function increments(features: Task[], config: OfferConfig): Draft[] {
  const capacity = incrementDays * config.hoursPerDay * config.teamSize
  const parts: Task[][] = []
  for (const feature of features) {
    const part = parts.at(-1)
    if (part && sum(part.map((other) => other.hours)) + feature.hours <= capacity) part.push(feature)
    else parts.push([feature])
  }
  return parts.map((tasks, index) => ({
    name: parts.length === 1 ? 'Build' : `Build ${index + 1} of ${parts.length}`,
    tasks,
    deliverables: tasks.map((feature) => `Running and shown: ${feature.title}`),
  }))
}

function datePhases(drafts: Draft[], config: OfferConfig, start: Day, calendar: Calendar): Phase[] {
  let next = workingDay(start, calendar)
  return drafts.map(({ name, tasks, ...rest }) => {
    const { spans, days } = schedule(tasks, config)
    const dayAt = (index: number) => addWorkingDays(begin, index, calendar)
    const begin = next
    const end = dayAt(days - 1)
    next = addWorkingDays(end, 1, calendar)
    const dated = tasks.map((task, at) => ({ ...task, start: dayAt(spans[at]!.first), end: dayAt(spans[at]!.last) }))
    return { name, start: begin, end, tasks: dated, ...rest }
  })
}

/** The working days of each task, counted from 0, and of all: a task goes to whoever is free first, never before what it depends on. At least one day. */
function schedule(tasks: Task[], config: OfferConfig): { spans: { first: number; last: number }[]; days: number } {
  const freeAt = new Array<number>(config.teamSize).fill(0)
  const doneAt = new Map<string, number>()
  // Whole numbers until the last division, so that a day is never lost to a rounding error.
  const inDays = (hours: number) => (hours * (100 + config.contingencyPercent)) / (100 * config.hoursPerDay)
  const spans = tasks.map(({ id, hours, dependsOn }) => {
    const person = freeAt.indexOf(Math.min(...freeAt))
    const begin = Math.max(freeAt[person]!, ...dependsOn.map((other) => doneAt.get(other) ?? 0))
    freeAt[person] = begin + hours
    doneAt.set(id, begin + hours)
    const last = Math.max(0, Math.ceil(inDays(begin + hours)) - 1)
    return { first: Math.min(last, Math.floor(inDays(begin))), last }
  })
  return { spans, days: Math.max(1, ...spans.map(({ last }) => last + 1)) }
}

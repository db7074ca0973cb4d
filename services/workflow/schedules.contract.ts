import { defineRoutes, OneOf, type Static, T, Time } from '#platform/contract'
import { RunSummary } from './runs.contract.ts'
import { ask, bytesOf, FlowName, unknown, Value, Version } from './terms.contract.ts'

const ScheduleName = T.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}$', description: 'Unique for the tenant.' })

const times = {
  flow: FlowName,
  version: Version,
  cron: T.String({
    maxLength: 200,
    description: 'Five fields as in crontab(5): minute, hour, day of month, month, day of week.',
    examples: ['30 6 * * mon-fri'],
  }),
  zone: T.Optional(
    T.String({ maxLength: 100, default: 'UTC', description: 'IANA time zone.', examples: ['Europe/Prague'] }),
  ),
  priority: T.Optional(T.Integer({ minimum: 1, maximum: 10, default: 5, description: 'Higher first.' })),
  catchUp: T.Optional(
    OneOf(['none', 'last', 'all'], 'Which of the times missed by over a minute start; `none` unless said otherwise.'),
  ),
  overlap: T.Optional(
    OneOf(
      ['skip', 'queue', 'allow'],
      'While its last run is not over: skip the time (unless said otherwise), queue it until then, or allow both.',
    ),
  ),
}

export const Schedule = T.Object({
  name: ScheduleName,
  ...times,
  input: T.Optional(Value('What each run is given.')),
  inputBytes: bytesOf('input'),
  isPaused: T.Boolean(),
  nextAt: T.Optional(
    T.String({
      format: 'date-time',
      description:
        'The next time that is not decided; absent when there is none. In the past when no process has the flow, or during a pause.',
    }),
  ),
  lastAt: T.Optional(Time),
  lastRun: T.Optional(T.String({ description: 'The run of the last time.' })),
  error: T.Optional(T.String({ description: 'Why it cannot start, for people.' })),
})
export type Schedule = Static<typeof Schedule>
const bySchedule = T.Object({ name: ScheduleName })

/** Runs that start at set times. */
export const scheduleRoutes = defineRoutes({
  listSchedules: ask('GET', '/workflow/schedules', 'Lists schedules by name.', {
    reply: T.Object({ schedules: T.Array(Schedule) }),
  }),
  putSchedule: ask('PUT', '/workflow/schedules/:name', 'Makes a schedule, or changes it; a pause stays.', {
    params: bySchedule,
    body: T.Object(
      { ...times, input: T.Optional(Value('What each run is given; null when absent.')) },
      { additionalProperties: false },
    ),
    reply: Schedule,
    errors: { invalid_schedule: 422 },
  }),
  pauseSchedule: ask('POST', '/workflow/schedules/:name/pause', 'Starts nothing of it until it is resumed.', {
    params: bySchedule,
    reply: Schedule,
    errors: unknown,
  }),
  resumeSchedule: ask('POST', '/workflow/schedules/:name/resume', 'Goes on; times of the pause count as missed.', {
    params: bySchedule,
    reply: Schedule,
    errors: unknown,
  }),
  runSchedule: ask('POST', '/workflow/schedules/:name/run', 'Starts one run now, and leaves the times as they are.', {
    params: bySchedule,
    reply: RunSummary,
    status: 201,
    errors: unknown,
  }),
  deleteSchedule: ask('DELETE', '/workflow/schedules/:name', 'Removes a schedule; its runs stay.', {
    params: bySchedule,
    reply: T.Object({}),
    errors: unknown,
  }),
})

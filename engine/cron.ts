const fields = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of week', min: 0, max: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const
const minuteMs = 60_000
const dayMs = 86_400_000
/** Covers the longest pause there is, from one 29 February to the next over a century without one. */
const daysMax = 366 * 9

export type Cron = {
  /** The first time after `after`; undefined when there is none, as on 30 February. */
  next(after: Date): Date | undefined
}

/**
 * Reads five fields as crontab(5) of POSIX does: numbers, names, lists, ranges, steps (`/`), and `*`; when both days are restricted, either counts. `zone` is
 * an IANA time zone. A local time that the change to summer time leaves out happens an hour later; one that comes twice happens once, the first time.
 * @throws RangeError for what cannot be read
 */
export function parseCron(text: string, zone = 'UTC'): Cron {
  const parts = text.trim().split(/\s+/)
  if (parts.length !== 5)
    throw new RangeError(`A schedule has five fields (minute hour day month weekday); "${text}" has ${parts.length}.`)
  const [minutes, hours, days, months, weekdays] = parts.map((part, i) => read(part, fields[i]!)) as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ]
  if (weekdays.has(7)) weekdays.add(0)
  const isAnyDay = parts[2]!.startsWith('*')
  const isAnyWeekday = parts[4]!.startsWith('*')
  const clock = openClock(zone)
  const fits = (local: Date) => {
    if (!months.has(local.getUTCMonth() + 1)) return false
    const isDay = days.has(local.getUTCDate())
    const isWeekday = weekdays.has(local.getUTCDay())
    return isAnyDay || isAnyWeekday ? isDay && isWeekday : isDay || isWeekday
  }
  const sortedHours = [...hours].sort((a, b) => a - b)
  const sortedMinutes = [...minutes].sort((a, b) => a - b)
  return {
    next(after) {
      const from = clock.local(after.getTime())
      const first = from - (from % dayMs)
      for (let day = 0; day < daysMax; day++) {
        const start = first + day * dayMs
        if (!fits(new Date(start))) continue
        for (const hour of sortedHours) {
          for (const minute of sortedMinutes) {
            const at = clock.utc(start + (hour * 60 + minute) * minuteMs)
            if (at > after.getTime()) return new Date(at)
          }
        }
      }
      return undefined
    },
  }
}

function read(text: string, field: (typeof fields)[number]): Set<number> {
  const found = new Set<number>()
  const refuse = () => new RangeError(`"${text}" is no ${field.name}: it goes from ${field.min} to ${field.max}.`)
  const number = (word: string): number => {
    const named = (field.names as readonly string[]).indexOf(word.toLowerCase())
    const value = named >= 0 ? named + (field.min === 1 ? 1 : 0) : /^\d+$/.test(word) ? Number(word) : Number.NaN
    if (!(value >= field.min && value <= field.max)) throw refuse()
    return value
  }
  for (const part of text.split(',')) {
    const [range = '', every, ...more] = part.split('/')
    const step = every === undefined ? 1 : Number(every)
    if (more.length > 0 || !Number.isInteger(step) || step < 1) throw refuse()
    const [low, high, ...rest] = range.split('-')
    if (rest.length > 0) throw refuse()
    const from = range === '*' ? field.min : number(low!)
    const to = range === '*' ? field.max : high !== undefined ? number(high) : every === undefined ? from : field.max
    if (from > to) throw refuse()
    for (let value = from; value <= to; value += step) found.add(value)
  }
  return found
}

/** Between UTC and the wall clock of a zone, both as ms since 1970. */
function openClock(zone: string) {
  const numeric = '2-digit'
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  })
  const local = (utc: number): number => {
    const parts = new Map(format.formatToParts(utc).map((p) => [p.type, Number(p.value)]))
    const at = (type: Intl.DateTimeFormatPartTypes) => parts.get(type)!
    return Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second')) + (utc % 1000)
  }
  return {
    local,
    utc(wall: number): number {
      // The offsets a day before and a day after: one of them is right, unless the time does not exist.
      const before = wall - (local(wall - dayMs) - (wall - dayMs))
      const after = wall - (local(wall + dayMs) - (wall + dayMs))
      if (local(before) === wall) return before
      return local(after) === wall ? after : before
    },
  }
}

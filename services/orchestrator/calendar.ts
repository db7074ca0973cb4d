import { dayIn } from '#platform/day'

/** Days are ISO 8601 `YYYY-MM-DD`; text compares in time order, and once they are days no zone can shift them. */
export type Day = string

/** When work is done. */
export type Calendar = {
  /** First day of the working week, 1 is Monday and 7 is Sunday (ISO 8601). */
  firstDay: number
  /** Working days of a week, from `firstDay` on. */
  daysPerWeek: number
  /** Days without work whatever their weekday, with their name. */
  holidays: ReadonlyMap<Day, string>
  /** IANA time zone that says which day it is; UTC when absent. */
  timeZone?: string
  /** Where the holidays come from; absent when only weekends are known. */
  table?: { country: string; source: string; until: Day }
}

/** A week from Monday on and no holidays: what is known without a country. */
export const plainWeek = (daysPerWeek: number, timeZone?: string): Calendar => ({
  ...{ firstDay: 1, daysPerWeek, holidays: new Map() },
  ...(timeZone && { timeZone }),
})

/** The day it is for those who work by the calendar. */
export const dayOf = (time: Date, { timeZone }: Calendar): Day => dayIn(time, timeZone)

export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** Whether the weekday is one of those on which work is done; holidays aside. */
export function isWeekday(day: Day, { firstDay, daysPerWeek }: Calendar): boolean {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() - firstDay + 7) % 7 < daysPerWeek
}

/** Whether work is done that day. */
export const isWorkingDay = (day: Day, calendar: Calendar): boolean =>
  isWeekday(day, calendar) && !calendar.holidays.has(day)

/** The day itself when it is a working day, else the next one. */
export function workingDay(day: Day, calendar: Calendar): Day {
  let at = day
  while (!isWorkingDay(at, calendar)) at = addDays(at, 1)
  return at
}

/** The working day `count` working days after `day`; a negative count goes back. */
export function addWorkingDays(day: Day, count: number, calendar: Calendar): Day {
  const step = Math.sign(count)
  let at = day
  for (let left = Math.abs(count); left > 0; ) {
    at = addDays(at, step)
    if (isWorkingDay(at, calendar)) left -= 1
  }
  return at
}

/** The holidays between two days, both included, that fall on what would otherwise be a working day. */
export const holidaysWithin = (from: Day, to: Day, calendar: Calendar): { date: Day; name: string }[] =>
  [...calendar.holidays]
    .filter(([date]) => from <= date && date <= to && isWeekday(date, calendar))
    .map(([date, name]) => ({ date, name }))
    .sort((a, b) => a.date.localeCompare(b.date))

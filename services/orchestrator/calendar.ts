/** Days are ISO 8601 `YYYY-MM-DD` in UTC; text compares in time order, and no zone can shift them. */
export type Day = string

export const dayOf = (time: Date): Day => time.toISOString().slice(0, 10)

export function addDays(day: Day, days: number): Day {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return dayOf(date)
}

/** Whether work is done that day. The week starts on Monday; public holidays are not known here. */
export function isWorkingDay(day: Day, daysPerWeek: number): boolean {
  const fromMonday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return fromMonday < daysPerWeek
}

/** The day itself when it is a working day, else the next one. */
export function workingDay(day: Day, daysPerWeek: number): Day {
  return isWorkingDay(day, daysPerWeek) ? day : workingDay(addDays(day, 1), daysPerWeek)
}

/** The working day `count` working days after `day`; a negative count goes back. */
export function addWorkingDays(day: Day, count: number, daysPerWeek: number): Day {
  const step = Math.sign(count)
  let at = day
  for (let left = Math.abs(count); left > 0; ) {
    at = addDays(at, step)
    if (isWorkingDay(at, daysPerWeek)) left -= 1
  }
  return at
}

/**
 * The calendar day of an instant in an IANA time zone, as ISO 8601 `YYYY-MM-DD`.
 *
 * @throws RangeError for a zone that is none
 * @example dayIn(new Date('2026-05-04T22:30:00Z'), 'Europe/Prague') // '2026-05-05'
 */
export function dayIn(time: Date, timeZone = 'UTC'): string {
  // The parts and not a locale's way to join them, which changes between versions of the tables.
  const options = { timeZone, calendar: 'iso8601', year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const parts = new Intl.DateTimeFormat('en', options).formatToParts(time)
  const part = (type: 'year' | 'month' | 'day') => parts.find((p) => p.type === type)!.value
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** The instant at which the calendar month (UTC) of `at` began, in ms since 1970. */
export const monthStart = (at: Date): number => Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)

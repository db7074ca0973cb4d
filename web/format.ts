/**
 * Writes an amount of minor units in the currency's own number of decimals: 123456 EUR → "€1,234.56", 1234 JPY → "¥1,234".
 * Whole amounts drop the decimals, because an offer full of ".00" is harder to read.
 */
export function money(amountMinor: number, currency: string, language = 'en'): string {
  const digits =
    new Intl.NumberFormat(language, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  const scale = 10 ** digits
  const minimumFractionDigits = amountMinor % scale === 0 ? 0 : digits
  return new Intl.NumberFormat(language, { style: 'currency', currency, minimumFractionDigits }).format(
    amountMinor / scale,
  )
}

/** Writes a size in decimal units as file managers do: 1536000 → "1.5 MB". */
export function bytes(size: number, language = 'en'): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = size < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(size) / 3))
  const options = {
    style: 'unit',
    unit: units[step],
    unitDisplay: step ? 'short' : 'long',
    maximumFractionDigits: step > 1 ? 1 : 0,
  } as const
  return new Intl.NumberFormat(language, options).format(size / 1000 ** step)
}

/** Writes seconds as a clock: 65 → "1:05", 3725 → "1:02:05". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

/** Writes how long a step took, as precisely as it matters: "84 ms", "3.2 s", "1:05 min". */
export function duration(ms: number, language = 'en'): string {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
  if (ms < 1000) return `${number(ms, 0)} ms`
  if (ms < 59_950) return `${number(ms / 1000, 1)} s`
  return `${clock(ms / 1000)} min`
}

/** Writes a calendar date (`2026-05-04`), which has no time zone and must not move by one day west of Greenwich. */
export function day(date: string, language = 'en', withYear = true): string {
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC', year: withYear ? 'numeric' : undefined } as const
  return new Intl.DateTimeFormat(language, options).format(new Date(`${date}T00:00:00Z`))
}

let zoneOfPages: string | undefined
/** Has every `moment` from now on written in an IANA time zone; in the reader's own without one. */
export function showTimesIn(timeZone: string | undefined): void {
  zoneOfPages = timeZone
}

/** Writes an instant in the time zone of the pages, and says which that is where it is not the reader's own. */
export function moment(time: string, language = 'en'): string {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  if (!zoneOfPages || zoneOfPages === own)
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time))
  const date = { year: 'numeric', month: 'short', day: 'numeric' } as const
  const clockTime = { hour: 'numeric', minute: '2-digit', timeZone: zoneOfPages, timeZoneName: 'short' } as const
  const options = { ...date, ...clockTime }
  return new Intl.DateTimeFormat(language, options).format(new Date(time))
}

/** Writes a fraction between 0 and 1 as a whole percentage. */
export const percent = (fraction: number, language = 'en'): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(fraction)

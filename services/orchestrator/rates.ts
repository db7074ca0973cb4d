import type { OwnSettings } from '#contracts/provisioning'
import { dayIn } from '#platform/day'
import { Permanent } from '#platform/errors'
import { type Calendar, plainWeek } from './calendar.ts'
import type { OfferConfig, Rates } from './offer-config.ts'
import { askTable } from './table.ts'

/** Years a table is read for, from the year of the offer on: a plan that ends later says that its last holidays are not known. */
const yearsKnown = 4
type Table = { isKnown: boolean; version: string; days: [string, string][] }
const tables = new Map<string, Promise<Table>>()

/** The one place to ask what an organisation charges: its own settings, and the configuration of the installation where it has chosen nothing. */
export async function ratesOf(ctx: {
  config: OfferConfig
  call: { provisioning: { settings(input: object): Promise<OwnSettings> } }
}): Promise<Rates> {
  const { rates, currency, country, region = country, timeZone } = await ctx.call.provisioning.settings({})
  const own = {
    ...(rates && { rateMinorPerHour: rates.minorPerHour }),
    ...(currency && { currency }),
    ...(region && { country: region }),
  }
  const chosen = Object.keys(own) as (keyof typeof own)[]
  return { ...ctx.config, ...own, ...(timeZone && { timeZone }), chosen }
}

/**
 * When an organisation works: the weekends and public holidays of its country; without a country a plain week from Monday on.
 *
 * @throws Permanent when no holidays are known for the country
 */
export async function calendarOf({ country, daysPerWeek, chosen, timeZone }: Rates, today: Date): Promise<Calendar> {
  if (!country) return plainWeek(daysPerWeek, timeZone)
  const year = Number(dayIn(today, timeZone).slice(0, 4))
  const { isKnown, version, days } = await holidays(country, year)
  if (!isKnown) {
    const where = chosen?.includes('country')
      ? `${country}, chosen by the organisation`
      : `ORCHESTRATOR_COUNTRY=${country}`
    throw new Permanent(`No holidays are known for ${where}: use a code of ISO 3166, as in CZ or DE-BY.`)
  }
  const source = `date-holidays ${version}`
  const until = `${year + yearsKnown - 1}-12-31`
  const table = { country, source, until }
  return { firstDay: firstDay(country), daysPerWeek, holidays: new Map(days), table, ...(timeZone && { timeZone }) }
}

/** The day after the weekend, which is Friday and Saturday in some countries (Unicode CLDR). */
function firstDay(country: string): number {
  // Newer than the types of the language (ECMA-402, Intl Locale Info).
  const locale = new Intl.Locale(`und-${country.slice(0, 2)}`) as Intl.Locale & { getWeekInfo(): { weekend: number[] } }
  const { weekend } = locale.getWeekInfo()
  return (weekend.at(-1)! % 7) + 1
}

function holidays(country: string, year: number): Promise<Table> {
  const key = `${country} ${year}`
  const known = tables.get(key)
  if (known) return known
  const reading = askTable<Table>('read-holidays.ts', country, `${year}`, `${year + yearsKnown - 1}`)
  tables.set(key, reading)
  reading.catch(() => tables.delete(key))
  return reading
}

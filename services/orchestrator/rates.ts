import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Calendar, plainWeek } from './calendar.ts'
import type { OfferConfig } from './offer-config.ts'

/** Years a table is read for, from the year of the offer on: a plan that ends later says that its last holidays are not known. */
const yearsKnown = 4
type Table = { isKnown: boolean; version: string; days: [string, string][] }
const tables = new Map<string, Promise<Table>>()

/** What a tenant charges and how it works. The one place to ask: today the settings of the installation, the same for every tenant. */
export const ratesOf = async (ctx: { tenant: string; config: OfferConfig }): Promise<OfferConfig> => ctx.config

/** When a tenant works: the weekends and public holidays of its country; without a country a plain week from Monday on. */
export async function calendarOf({ country, daysPerWeek }: OfferConfig, today: Date): Promise<Calendar> {
  if (!country) return plainWeek(daysPerWeek)
  const { isKnown, version, days } = await holidays(country, today.getUTCFullYear())
  if (!isKnown)
    throw new Error(
      `No holidays are known for ORCHESTRATOR_COUNTRY=${country}: use a code of ISO 3166, as in CZ or DE-BY.`,
    )
  const source = `date-holidays ${version}`
  const until = `${today.getUTCFullYear() + yearsKnown - 1}-12-31`
  return { firstDay: firstDay(country), daysPerWeek, holidays: new Map(days), table: { country, source, until } }
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
  const reading = readTable(country, year)
  tables.set(key, reading)
  reading.catch(() => tables.delete(key))
  return reading
}

async function readTable(country: string, year: number): Promise<Table> {
  const program = fileURLToPath(new URL('./read-holidays.ts', import.meta.url))
  const years = [`${year}`, `${year + yearsKnown - 1}`]
  const { stdout } = await promisify(execFile)(process.execPath, [program, country, ...years], {
    env: {},
    timeout: 20_000,
    killSignal: 'SIGKILL',
    maxBuffer: 1_000_000,
  })
  return JSON.parse(stdout)
}

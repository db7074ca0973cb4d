/**
 * A program of its own: prints the public holidays of a place as JSON and ends. The library and its table take half a second and 45 MB, which
 * the service would carry for ever after its first offer.
 */
import { createRequire } from 'node:module'
import Holidays from 'date-holidays'

const [place = '', from = '', to = ''] = process.argv.slice(2)
const { version } = createRequire(import.meta.url)('date-holidays/package.json') as { version: string }
const [country = '', state, region] = place.split('-')
const dayMs = 24 * 60 * 60 * 1_000

function isKnown(table: Holidays): boolean {
  if (!table.getCountries()[country]) return false
  if (state && !table.getStates(country)?.[state]) return false
  return !region || Boolean(table.getRegions(country, state!)?.[region])
}

const table = new Holidays(country, state ?? '', region ?? '', { types: ['public'] })
const days: [string, string][] = []
if (isKnown(table))
  for (let year = Number(from); year <= Number(to); year++)
    for (const { date, start, end, name } of table.getHolidays(year)) {
      // Some last several days; a change to summer time makes one an hour shorter or longer.
      const count = Math.max(1, Math.round((end.getTime() - start.getTime()) / dayMs))
      for (let i = 0; i < count; i++) {
        const day = new Date(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) + i * dayMs)
        days.push([day.toISOString().slice(0, 10), name])
      }
    }
process.stdout.write(JSON.stringify({ isKnown: isKnown(table), version, days }))

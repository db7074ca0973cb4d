/** A program of its own, as `read-holidays.ts` and for its reason: prints the places of the table of public holidays as JSON and ends. */
import Holidays from 'date-holidays'

const table = new Holidays()
const places = Object.keys(table.getCountries()).map((country) => ({
  country,
  regions: Object.entries(table.getStates(country) ?? {})
    // ISO 3166-2 has no others; what the table names differently cannot be chosen.
    .filter(([code]) => /^[A-Z0-9]{1,3}$/.test(code))
    .map(([code, name]) => ({ region: `${country}-${code}`, name })),
}))
process.stdout.write(JSON.stringify(places.sort((a, b) => (a.country < b.country ? -1 : 1))))

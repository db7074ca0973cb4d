import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OwnSettings, Settings } from '#contracts/provisioning'
import { isWorkingDay } from './calendar.ts'
import { priceOffer } from './offer.ts'
import { defaultOfferConfig, type OfferConfig } from './offer-config.ts'
import { planWork } from './plan.ts'
import { calendarOf, ratesOf } from './rates.ts'
import { randomAnalysis, sequence } from './sample.test-support.ts'

const autumn = new Date('2026-10-05T08:00:00Z')
const within = (country: string) => ({ ...defaultOfferConfig, country })
/** The public holidays of the Czech Republic in the last months of 2026, by its law 245/2000. */
const czech = ['2026-10-28', '2026-11-17', '2026-12-24', '2026-12-25', '2026-12-26']

test('a plan in a country skips its public holidays, names them and says which table they are from', async () => {
  const config = { ...within('CZ'), teamSize: 1 }
  const calendar = await calendarOf(config, autumn)
  const analysis = randomAnalysis(sequence(3), 40)
  for (const feature of analysis.features) feature.priority = 'must'
  const plan = planWork(analysis, priceOffer(analysis, config, autumn, calendar), config, autumn, calendar)
  assert.ok(plan.end > '2026-12-31', `the sample is long enough: ${plan.end}`)
  for (const { id, start, end } of plan.phases.flatMap(({ tasks }) => tasks))
    for (const day of [start!, end!]) {
      assert.ok(![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()), `${id}: ${day} is on a weekend`)
      assert.ok(!czech.includes(day), `${id}: ${day} is a holiday`)
    }
  assert.deepEqual(
    plan.calendar!.daysOff.map(({ date }) => date).filter((date) => date < '2027'),
    // 26 December 2026 is a Saturday: nobody would have worked.
    ['2026-10-28', '2026-11-17', '2026-12-24', '2026-12-25'],
  )
  assert.match(plan.method, /No work on 28 October 2026: Den vzniku samostatného československého státu;/)
  assert.match(plan.method, /public holidays of CZ from date-holidays \d+\.\d+\.\d+/)
  assert.equal(plan.calendar!.country, 'CZ')
})

test('a part of a country has its own holidays', async () => {
  const [bavaria, berlin] = await Promise.all([
    calendarOf(within('DE-BY'), autumn),
    calendarOf(within('DE-BE'), autumn),
  ])
  assert.ok(bavaria.holidays.has('2027-01-06') && !berlin.holidays.has('2027-01-06'), 'Epiphany')
})

test('a country whose weekend is Friday and Saturday works on Sunday, and a feast of several days is off on each', async () => {
  const calendar = await calendarOf(within('SA'), autumn)
  assert.equal(isWorkingDay('2026-10-16', calendar), false, 'a Friday')
  assert.equal(isWorkingDay('2026-10-18', calendar), true, 'a Sunday')
  const ramadan = [...calendar.holidays].filter(([day, name]) => day.startsWith('2027') && /فطر/u.test(name))
  assert.ok(ramadan.length >= 3, JSON.stringify(ramadan))
})

test('without a country only weekends are skipped, and the plan says so', async () => {
  const calendar = await calendarOf(defaultOfferConfig, autumn)
  const analysis = randomAnalysis(sequence(3), 4)
  const plan = planWork(
    analysis,
    priceOffer(analysis, defaultOfferConfig, autumn, calendar),
    defaultOfferConfig,
    autumn,
  )
  assert.deepEqual(plan.calendar, { daysOff: [] })
  assert.match(plan.method, /Only weekends are skipped, because no country is set/)
})

test('a country nobody knows gives no dates, and says which setting is wrong', async () => {
  await assert.rejects(calendarOf(within('XX'), autumn), /ORCHESTRATOR_COUNTRY=XX/)
  await assert.rejects(calendarOf(within('DE-ZZ'), autumn), /ORCHESTRATOR_COUNTRY=DE-ZZ/)
})

/** The ctx of an organisation that has chosen this. */
const whoChose = (settings: OwnSettings, config: OfferConfig = defaultOfferConfig) => ({
  config,
  call: { provisioning: { settings: async () => settings } },
})

test('what an organisation has chosen wins, and the rest is as the installation has it', async () => {
  assert.deepEqual(await ratesOf(whoChose({})), { ...defaultOfferConfig, chosen: [] })
  const all = { currency: 'CZK', rates: { minorPerHour: 180_000 }, country: 'CZ' }
  assert.deepEqual(await ratesOf(whoChose(all, within('DE-BY'))), {
    ...defaultOfferConfig,
    currency: 'CZK',
    rateMinorPerHour: 180_000,
    country: 'CZ',
    chosen: ['rateMinorPerHour', 'currency', 'country'],
  })
  const rateOnly = await ratesOf(whoChose({ rates: { minorPerHour: 0 } }, within('DE-BY')))
  assert.deepEqual([rateOnly.rateMinorPerHour, rateOnly.currency, rateOnly.country], [0, 'EUR', 'DE-BY'])
  assert.equal((await ratesOf(whoChose({ country: 'DE', region: 'DE-BE' }))).country, 'DE-BE')
})

test('while nobody can say what an organisation charges, nothing is priced', async () => {
  const settings = () => Promise.reject(new Error('away'))
  await assert.rejects(ratesOf({ config: defaultOfferConfig, call: { provisioning: { settings } } }), /away/)
})

test('the largest rate that may be chosen prices exactly, and the offer says whose rate it is', async () => {
  const analysis = randomAnalysis(sequence(4), 8)
  const largest = (Settings.properties.rates.properties.minorPerHour as { maximum?: number }).maximum!
  const offer = priceOffer(analysis, await ratesOf(whoChose({ rates: { minorPerHour: largest } })), autumn)
  assert.ok(offer.lines.every((line) => line.rateMinor === largest && line.amountMinor === line.hours * largest))
  assert.match(offer.method, /10,000,000\.00 EUR an hour, as the organisation has chosen\./)
  assert.match(priceOffer(analysis, defaultOfferConfig, autumn).method, /75\.00 EUR an hour, as this installation is/)
})

test('an organisation whose country nobody knows is told that it chose it', async () => {
  const rates = await ratesOf(whoChose({ country: 'XX' }))
  await assert.rejects(calendarOf(rates, autumn), /holidays are known for XX, chosen by the organisation/)
})

// What an organisation charges and when it works, from its settings to the lines, the dates and the paper of an offer.
import assert from 'node:assert/strict'
import test from 'node:test'
import { extractText, getDocumentProxy } from 'unpdf'
import { eventually } from '#platform/testing'
import { inBothModes, type Running } from './modes.ts'
import { ask, download, type Organisation, operate, signUp } from './organisations.ts'
import { send } from './wire.ts'

type Sent = { id: string; token: string; links: Record<string, string> }

/** Sends an organisation a request and gives back what it came to. */
async function answered(platform: Running, { host }: { host: string }) {
  const taken = await ask(platform, host, 'A shop for lamps. Customers must pay by card and order online.')
  assert.equal(taken.status, 201, taken.text)
  const sent: Sent = taken.body
  const done = await eventually(`the end of ${sent.id}`, async () => {
    const { body } = await send(platform.url, sent.links.self!, { host, token: sent.token })
    return body.finishedAt && body
  })
  assert.equal(done.status, 'completed', JSON.stringify(done.steps))
  const { createdAt, finishedAt } = done
  return { sent, createdAt, finishedAt, ...(await resultsOf(platform, host, sent)) }
}

const resultsOf = async (platform: Running, host: string, { links, token }: Sent) => {
  const { offer, plan } = (await send(platform.url, links.results!, { host, token })).body
  return { offer, plan }
}

async function printed(platform: Running, { host }: Organisation, { id, token }: Sent): Promise<string> {
  const bytes = await download(platform, `/api/submissions/${id}/offer.pdf`, host, token)
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })
  return text.replaceAll(/\s+/g, ' ')
}

/** Days without work in the Czech Republic that are the same every year, by its law 245/2000. */
const czech = /-(01-01|05-01|05-08|07-05|07-06|09-28|10-28|11-17|12-24|12-25|12-26)$/

inBothModes({ SUBMISSION_ORGANISATION_NAME: 'Installation Example', ORCHESTRATOR_COUNTRY: 'DE-BE' }, (platform) => {
  const choose = async ({ host }: Organisation, body: unknown) =>
    assert.equal((await operate(platform, 'PUT', '/api/tenant/settings', { host, body })).status, 200)

  test('An offer is priced with the rate, the currency and the holidays that the organisation has chosen, and others’ are not.', async () => {
    const own = await signUp(platform, 'brno')
    const other = await signUp(platform, 'elsewhere')
    const name = 'Brno & Daughters'
    await choose(own, { name, country: 'CZ', currency: 'CZK', rates: { minorPerHour: 180_000 } })
    const [mine, theirs, installed] = await Promise.all([
      answered(platform, own),
      answered(platform, other),
      answered(platform, { host: 'localhost' }),
    ])

    const { offer, plan } = mine
    assert.equal(offer.currency, 'CZK')
    assert.ok(offer.lines.length > 5)
    for (const { hours, rateMinor, amountMinor } of offer.lines)
      assert.deepEqual([rateMinor, amountMinor], [180_000, hours * 180_000])
    assert.ok(
      offer.lines.every((line: any) => !line.featureId || line.evidence.text),
      'priced for words of the customer',
    )
    for (const { price } of offer.tiers) assert.equal(price.currency, 'CZK')
    assert.match(offer.method, /1,800\.00 CZK an hour, as the organisation has chosen/)
    assert.deepEqual([plan.calendar.country, /^date-holidays \d/.test(plan.calendar.source)], ['CZ', true])
    const days = plan.phases.flatMap((phase: any) => phase.tasks.flatMap(({ start, end }: any) => [start, end]))
    assert.deepEqual(
      days.filter((day: string) => czech.test(day)),
      [],
    )

    for (const { offer, plan } of [theirs, installed]) {
      assert.deepEqual([offer.currency, plan.calendar.country], ['EUR', 'DE-BE'])
      for (const { hours, rateMinor, amountMinor } of offer.lines)
        assert.deepEqual([rateMinor, amountMinor], [7_500, hours * 7_500])
      assert.match(offer.method, /75\.00 EUR an hour, as this installation is configured/)
    }

    const [paper, othersPaper] = [await printed(platform, own, mine.sent), await printed(platform, other, theirs.sent)]
    assert.ok(paper.startsWith('Brno & Daughters'), paper.slice(0, 200))
    assert.match(paper, /CZK/)
    assert.ok(othersPaper.startsWith('elsewhere works'), othersPaper.slice(0, 200))
    assert.ok(!/Brno|CZK|Installation/.test(othersPaper), othersPaper)
  })

  test('Another choice prices the next offer, and the one that was made stays as it is.', async () => {
    const own = await signUp(platform, 'dearer')
    await choose(own, { rates: { minorPerHour: 9_000 } })
    const first = await answered(platform, own)
    await choose(own, { rates: { minorPerHour: 11_000 }, country: 'AT' })
    const second = await answered(platform, own)
    assert.deepEqual(
      [first, second].map(({ offer, plan }) => [offer.lines[0].rateMinor, offer.currency, plan.calendar.country]),
      [
        [9_000, 'EUR', 'DE-BE'],
        [11_000, 'EUR', 'AT'],
      ],
    )
    assert.deepEqual(await resultsOf(platform, own.host, first.sent), { offer: first.offer, plan: first.plan })
  })

  test('The days of an offer and of its plan are those of the time zone that the organisation has chosen.', async () => {
    const own = await signUp(platform, 'atoll')
    const other = await signUp(platform, 'baker')
    // Fourteen hours before and eleven behind: on no instant do both have the same day.
    const zones = [
      { of: own, timeZone: 'Pacific/Kiritimati' },
      { of: other, timeZone: 'Pacific/Pago_Pago' },
    ]
    for (const { of, timeZone } of zones) await choose(of, { timeZone })
    const made = await Promise.all(zones.map(({ of }) => answered(platform, of)))
    const dayIn = (time: string, timeZone: string) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(time))
    for (const [at, { of, timeZone }] of zones.entries()) {
      const { offer, plan, sent, createdAt, finishedAt } = made[at]!
      const begin = new Date(`${offer.terms.validUntil}T00:00:00Z`)
      begin.setUTCDate(begin.getUTCDate() - offer.terms.validDays)
      const days = [createdAt, finishedAt].map((time) => dayIn(time, timeZone))
      assert.ok(days.includes(begin.toISOString().slice(0, 10)), `${begin.toISOString()} is not of ${days}`)
      assert.match(plan.method, new RegExp(`by the days of ${timeZone}\\.`))
      const [year, month, day] = dayIn(finishedAt, timeZone).split('-').map(Number)
      const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
      assert.ok(
        (await printed(platform, of, sent)).includes(long.format(Date.UTC(year!, month! - 1, day!))),
        'the paper has another date',
      )
    }
    assert.notEqual(made[0]!.offer.terms.validUntil, made[1]!.offer.terms.validUntil)
  })

  test('A country or region without known holidays cannot be chosen, and the refusal lists what can.', async () => {
    const own = await signUp(platform, 'nowhere')
    const { places } = (await send(platform.url, '/api/holiday-places')).body
    const codes = places.map(({ country }: any) => country)
    assert.ok(codes.length > 100 && codes.includes('CZ'), codes.join())
    const put = (body: unknown) => operate(platform, 'PUT', '/api/tenant/settings', { host: own.host, body })
    const country = await put({ country: 'XX' })
    assert.deepEqual([country.status, country.body.code, country.body.countries], [422, 'unknown_country', codes])
    assert.match(country.body.detail, /No public holidays are known for XX. There are: AD, .*ZW/)
    const region = await put({ country: 'DE', region: 'DE-XX' })
    assert.deepEqual([region.status, region.body.code], [422, 'unknown_region'])
    assert.ok(region.body.regions.includes('DE-BY'), region.text)
    assert.equal((await put({ country: 'CZ', region: 'CZ-10' })).body.code, 'unknown_region')
    assert.deepEqual((await put({ country: 'DE', region: 'DE-BY' })).body.region, 'DE-BY')
  })
})

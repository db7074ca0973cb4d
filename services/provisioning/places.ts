import { Refusal } from '#platform/errors'
import type { Ctx } from '#platform/service'
import type { provisioning, Settings } from './contract.ts'
import type { Needs } from './needs.ts'

type OwnCtx = Ctx<typeof provisioning, Needs>

/**
 * Refuses a country or region whose public holidays nobody knows: it would show only at the next offer. What is there is in the refusal, as text and as data.
 * What was chosen before is not asked about again, so that a name can be changed also while the table cannot be asked.
 */
export async function refuseUnknownPlace(ctx: OwnCtx, { country, region }: Settings, before: Settings): Promise<void> {
  if (!country || (country === before.country && region === before.region)) return
  const { places } = await ctx.call.orchestrator.places({})
  const place = places.find((one) => one.country === country)
  if (!place)
    throw unknown(
      'unknown_country',
      country,
      'countries',
      places.map((one) => one.country),
    )
  if (region && !place.regions.some((one) => one.region === region))
    throw unknown(
      'unknown_region',
      region,
      'regions',
      place.regions.map((one) => one.region),
    )
}

function unknown(code: string, asked: string, kind: 'countries' | 'regions', there: string[]): Refusal {
  const known = there.length > 0 ? `There are: ${there.join(', ')}.` : 'There are none for this country: choose none.'
  const refusal = new Refusal(code, 422, `No public holidays are known for ${asked}. ${known}`)
  refusal.members = { [kind]: there }
  return refusal
}

import type { Analysis } from '#contracts/nlp'
import type { Offer, Plan } from './contract.ts'
import { priceOffer } from './offer.ts'
import type { Rates } from './offer-config.ts'
import { planWork } from './plan.ts'
import { calendarOf } from './rates.ts'

/** The offer and the plan that an organisation makes on a day, by what it charges and when it works. */
export async function offerFor(analysis: Analysis, rates: Rates, today: Date): Promise<{ offer: Offer; plan: Plan }> {
  const calendar = await calendarOf(rates, today)
  const offer = priceOffer(analysis, rates, today, calendar)
  return { offer, plan: planWork(analysis, offer, rates, today, calendar) }
}

import { idOf } from '#platform/ids'

/**
 * The one sample request of a tenant. Its id follows from the tenant, so a repeat makes no second one; and it sorts before those of any time, so it is in the
 * requests of no month (`usage.sql.ts`).
 */
export const sampleId = (tenant: string): string => idOf('req', tenant)

/** What it says. All of it is our own and invented, and its first words say so; no such bakery is meant. */
export const sample = {
  name: 'Sample Bakery',
  contactType: 'email',
  // RFC 2606: leads to nobody. Nothing is sent to it either.
  contactValue: 'sample@example.com',
  language: 'en',
  description: `We are Sample Bakery, a small bakery in a small town. Every morning we bake some forty kinds of bread and pastry, and by noon the best are gone, so people call us to put something aside.

We need a website where customers can order bread and pastry the day before, choose the time when they collect it, and pay by card or in the shop. Every product needs a photo, a price and a list of its allergens. Customers should get a confirmation by e-mail. In the bakery we need a list of the orders of the next morning, sorted by the time of collection. We also want to close the orders of a day when the oven is full.

It should work well on a phone, in English and German. We would like to start before Easter. Our budget is about 5,000 euros.`,
} as const

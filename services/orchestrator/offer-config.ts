import type { Analysis, Complexity, ProductKind } from '#contracts/nlp'
import { OneOf, type Static, T } from '#platform/contract'
import { tiers } from './contract.ts'

export type Category = Analysis['features'][number]['category']

/** Hours to build one feature of a category at moderate complexity, its own tests included. */
const categoryHours: Record<Category, number> = {
  content: 4,
  catalogue: 8,
  ordering: 10,
  payment: 8,
  booking: 12,
  accounts: 8,
  communication: 4,
  search: 5,
  reporting: 8,
  integration: 12,
  automation: 8,
  localisation: 6,
  offline: 12,
  security: 8,
  media: 4,
  other: 6,
}
/** Hours to set up the ground a kind of product stands on, at moderate complexity. */
const setupHours: Record<ProductKind, number> = {
  website: 6,
  'mobile-app': 20,
  api: 10,
  'e-commerce': 12,
  crm: 14,
  analytics: 14,
  'ai-ml': 20,
  enterprise: 24,
  general: 8,
}
/** How far the price may move while questions are open: for the complexity, and for each question. */
const rangePercent: Record<Complexity, number> = { simple: 5, moderate: 10, complex: 20, enterprise: 30 }
const complexityPercent: Record<Complexity, number> = { simple: 80, moderate: 100, complex: 120, enterprise: 150 }

/** Work beyond the features: each piece belongs to the named tier and to all tiers above it. */
const extras: { tier: (typeof tiers)[number]; label: string; hours: number }[] = [
  { tier: 'Standard', label: 'Your texts and pictures entered, findable by search engines', hours: 8 },
  { tier: 'Professional', label: 'Training for the people who will run it', hours: 6 },
  { tier: 'Professional', label: 'Written handover: how it is run, changed and restored', hours: 8 },
  { tier: 'Enterprise', label: 'Security review by a second engineer', hours: 16 },
  { tier: 'Enterprise', label: 'Monitoring, backups and a rehearsed restore', hours: 16 },
  { tier: 'Enterprise Plus', label: 'Load test at ten times the expected use', hours: 16 },
  { tier: 'Enterprise Plus', label: 'Accessibility audit against WCAG 2.2 AA', hours: 16 },
  { tier: 'Enterprise Plus', label: 'Second environment for rehearsals', hours: 12 },
]

const hours = (description: string, value: number) =>
  T.Integer({ minimum: 0, maximum: 10_000, default: value, description })
const percent = (description: string, value: number, maximum = 100) =>
  T.Integer({ minimum: 0, maximum, default: value, description })
const table = <K extends string>(
  description: string,
  values: Record<K, number>,
  describe: (key: K) => string,
  unit: typeof hours,
) => {
  const properties = Object.fromEntries(
    Object.entries<number>(values).map(([key, value]) => [key, unit(describe(key as K), value)]),
  )
  return T.Object(properties as Record<K, ReturnType<typeof hours>>, { default: values, description })
}

/** Everything the price and the dates depend on. Integers only: money in minor units, factors in percent. */
export const OfferConfig = T.Object({
  currency: T.String({
    pattern: '^[A-Z]{3}$',
    default: 'EUR',
    description: 'ISO 4217 code of the prices of organisations that have chosen none.',
  }),
  rateMinorPerHour: T.Integer({
    minimum: 0,
    maximum: 1_000_000_000,
    default: 7_500,
    description: 'Price of one hour in minor units (7500 is 75.00), for organisations that have chosen none.',
  }),
  country: T.Optional(
    T.String({
      pattern: '^[A-Z]{2}(-[A-Z0-9]{1,4}){0,2}$',
      description:
        'Country whose weekends and public holidays the plan skips: a code of ISO 3166, with a part of the country where holidays differ, as in `CZ` or `DE-BY`. Absent: weekends only. An organisation may choose its own.',
    }),
  ),
  contingencyPercent: percent('Reserve for what nobody knows yet, in percent of the subtotal.', 15),
  validDays: T.Integer({ minimum: 1, maximum: 365, default: 30, description: 'Calendar days an offer is valid.' }),
  depositPercent: percent('Part of the price that is due before work starts.', 50),
  hoursPerDay: T.Integer({ minimum: 1, maximum: 24, default: 6, description: 'Productive hours of one person a day.' }),
  daysPerWeek: T.Integer({
    minimum: 1,
    maximum: 7,
    default: 5,
    description: 'Working days a week, from the first after the weekend on: Monday, or what is usual in the country.',
  }),
  teamSize: T.Integer({ minimum: 1, maximum: 50, default: 2, description: 'People who work at the same time.' }),
  startAfterDays: T.Integer({
    minimum: 1,
    maximum: 250,
    default: 10,
    description: 'Working days between the offer and the earliest start.',
  }),
  discoveryHours: hours('Hours to agree goals, contents and open questions.', 8),
  designHours: hours('Hours for the layout of pages, words and flows.', 16),
  testHours: hours('Hours to test the whole, beside the tests of each feature.', 12),
  deliveryHours: hours('Hours to put it into service and hand it over.', 6),
  setupHours: table(
    'Hours to set up the ground each kind of product stands on.',
    setupHours,
    (kind) => `Hours to set up the ground of: ${kind}.`,
    hours,
  ),
  categoryHours: table(
    'Hours to build one feature of each category, at moderate complexity.',
    categoryHours,
    (category) => `Hours to build one feature of category: ${category}.`,
    hours,
  ),
  complexityPercent: table(
    'Factor on the hours of features, in percent, for each complexity.',
    complexityPercent,
    (level) => `Factor on all hours of a ${level} request, in percent; 100 changes nothing.`,
    (description, value) => percent(description, value, 1_000),
  ),
  rangePercent: table(
    'How far a price may move either way, in percent, for each complexity.',
    rangePercent,
    (level) => `How far the price of a ${level} request may move either way, in percent.`,
    (description, value) => percent(description, value),
  ),
  rangePercentPerQuestion: percent('What each open question adds to that range, in percent.', 2),
  extras: T.Array(
    T.Object({
      tier: OneOf(tiers.slice(1)),
      label: T.String({ minLength: 1 }),
      hours: T.Integer({ minimum: 0, maximum: 10_000 }),
    }),
    { default: extras, description: 'Work beyond the features: the tier that first includes it, its name, its hours.' },
  ),
})
export type OfferConfig = Static<typeof OfferConfig>
/** What an organisation charges and how it works. */
export type Rates = OfferConfig & {
  /** IANA time zone in which its days begin; UTC when absent. */
  timeZone?: string
  /** What of it the organisation has chosen itself; the rest is as the installation has it. */
  chosen?: ('rateMinorPerHour' | 'currency' | 'country')[]
}

/** The shipped rates and hours: the `default` of every property of `OfferConfig`. */
export const defaultOfferConfig = Object.fromEntries(
  Object.entries(OfferConfig.properties).map(([name, schema]) => [name, (schema as { default?: unknown }).default]),
) as OfferConfig

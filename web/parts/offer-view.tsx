import { useTranslation } from 'react-i18next'
import type { Analysis, Quote } from '#contracts/nlp'
import type { Offer } from '#contracts/orchestrator'
import { day, money } from '../format.ts'
import { readTiers, type TierReading } from '../tiers.ts'
import { Block, Method } from './block.tsx'
import { Calculation } from './calculation.tsx'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'

type Feature = Analysis['features'][number]
type Tier = Offer['tiers'][number]

function TierCard({ tier, reading }: { tier: Tier; reading: TierReading }) {
  const { t, i18n } = useTranslation()
  const tone = tier.recommended ? 'border-2 border-link' : ''
  return (
    <li className={`sheet flex flex-col p-5 ${tone}`}>
      <div className="flex flex-wrap items-center justify-between gap-x-2 gap-y-1">
        <h3 className="text-lg font-bold">{tier.name}</h3>
        {tier.recommended && (
          <span className="rounded-md bg-mark px-2 py-0.5 text-[0.8125rem] font-bold text-on-mark">
            {t('offer.recommended')}
          </span>
        )}
      </div>
      <p className="mt-1 text-[1.75rem] font-extrabold tracking-tight">
        {money(tier.price.amountMinor, tier.price.currency, i18n.language)}
      </p>
      {tier.range && (
        <p className="text-sm text-soft">
          {t('offer.range', {
            from: money(tier.range.fromMinor, tier.price.currency, i18n.language),
            to: money(tier.range.toMinor, tier.price.currency, i18n.language),
          })}
        </p>
      )}
      {reading.inherits && <p className="mt-4 font-semibold">{t('offer.inherits', { tier: reading.inherits })}</p>}
      <ul className={`space-y-1.5 ${reading.inherits ? 'mt-2' : 'mt-4'}`}>
        {reading.items.map((item) => (
          <li key={item} className="flex gap-2">
            <Icon name="check" className="mt-1 size-4 text-good" />
            <span className="min-w-0 first-letter:uppercase">{item}</span>
          </li>
        ))}
      </ul>
      <details className="mt-auto pt-4 text-sm">
        <summary className="link inline-flex min-h-8 items-center">{t('offer.how')}</summary>
        <p className="pt-1 text-soft">{tier.calculation}</p>
      </details>
    </li>
  )
}

function Tiers({ tiers, features }: { tiers: Tier[]; features: Feature[] }) {
  const nameOf = (id: string) => features.find((feature) => feature.id === id)?.name ?? id
  const readings = readTiers(
    tiers.map(({ name, featureIds, includes }) => ({ name, items: [...featureIds.map(nameOf), ...includes] })),
  )
  return (
    <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-[repeat(auto-fit,minmax(12.5rem,1fr))]">
      {tiers.map((tier, index) => (
        <TierCard key={tier.name} tier={tier} reading={readings[index]!} />
      ))}
    </ul>
  )
}

/** What the customer said of money, beside what we ask for: silence about it would cost the reader's trust. */
function Budget({ offer, budget }: { offer: Offer; budget: NonNullable<Offer['budget']> }) {
  const { t, i18n } = useTranslation()
  const text = (minor: number) => money(minor, offer.currency, i18n.language)
  const smallest = offer.tiers[0]
  return (
    <div className="mb-4">
      <Notice tone="calm" title={t('offer.budget_title', { budget: text(budget.price.amountMinor) })}>
        {budget.tier || !smallest
          ? t('offer.budget_within', { tier: budget.tier })
          : t('offer.budget_none', {
              tier: smallest.name,
              over: text(smallest.price.amountMinor - budget.price.amountMinor),
            })}
      </Notice>
    </div>
  )
}

function Reasons({ offer: { recommendation, range } }: { offer: Offer }) {
  const { t } = useTranslation()
  return (
    <div className="mt-4 space-y-1 text-soft">
      {recommendation && <p>{t('offer.why', { tier: recommendation.tier, reason: recommendation.reason })}</p>}
      {range && <p>{t('offer.range_why', { reason: range.reason })}</p>}
    </div>
  )
}

function Terms({ offer }: { offer: Offer }) {
  const { t, i18n } = useTranslation()
  const { terms, currency, nextSteps } = offer
  const until = day(terms.validUntil, i18n.language)
  return (
    <div className="grid gap-8 sm:grid-cols-2">
      <Block title={t('offer.terms')}>
        <ul className="list-disc space-y-1 ps-5">
          <li>{t('offer.valid', { count: terms.validDays, until })}</li>
          <li>
            {t('offer.deposit', {
              percent: terms.depositPercent,
              amount: money(terms.depositMinor, currency, i18n.language),
            })}
          </li>
        </ul>
      </Block>
      <Block title={t('offer.next')}>
        <ol className="space-y-1.5">
          {nextSteps.map(({ text, date }) => (
            <li key={text} className="grid grid-cols-[7.5rem_1fr] gap-x-3">
              <time dateTime={date} className="font-semibold">
                {day(date, i18n.language)}
              </time>
              <span>{text}</span>
            </li>
          ))}
        </ol>
      </Block>
    </div>
  )
}

/** The offer: tiers first, then the one calculation they all come from. */
export function OfferView({
  offer,
  features,
  onQuote,
  pdf,
}: {
  offer: Offer
  features: Feature[]
  /** Address of the document. */
  pdf: string
  onQuote: (quote: Quote) => void
}) {
  const { t } = useTranslation()
  return (
    <div className="space-y-12">
      <a className="button button-plain" href={pdf} download referrerPolicy="no-referrer">
        <Icon name="download" />
        {t('offer.pdf')}
      </a>
      <Block
        title={t('offer.tiers')}
        note={t('offer.kind', { kind: t(`kind.${offer.kind}`), complexity: t(`complexity.${offer.complexity}`) })}
      >
        {offer.budget && <Budget offer={offer} budget={offer.budget} />}
        <Tiers tiers={offer.tiers} features={features} />
        <Reasons offer={offer} />
      </Block>
      <Block title={t('offer.calculation')} note={t('offer.calculation_note')}>
        <Calculation offer={offer} onQuote={onQuote} />
      </Block>
      <Terms offer={offer} />
      <Method>{t('results.method', { method: offer.method })}</Method>
    </div>
  )
}

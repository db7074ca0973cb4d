import { useTranslation } from 'react-i18next'
import type { Quote } from '#contracts/nlp'
import type { Offer } from '#contracts/orchestrator'
import { money } from '../format.ts'
import { Evidence } from './evidence.tsx'

type Props = { offer: Offer; onQuote: (quote: Quote) => void }

function Sums({ offer }: { offer: Offer }) {
  const { t, i18n } = useTranslation()
  const amount = (minor: number) => money(minor, offer.currency, i18n.language)
  const rows = [
    { label: t('offer.subtotal'), value: offer.subtotalMinor },
    {
      label: t('offer.contingency', { percent: offer.contingencyPercent }),
      value: offer.totalMinor - offer.subtotalMinor,
    },
  ]
  return (
    <tfoot className="bg-sunk">
      {rows.map(({ label, value }) => (
        <tr key={label} className="border-t border-line">
          <th scope="row" className="px-4 py-2.5 text-start font-normal sm:px-5">
            {label}
          </th>
          <td className="hidden sm:table-cell" />
          <td className="px-4 py-2.5 text-end sm:px-5">{amount(value)}</td>
        </tr>
      ))}
      <tr className="border-t border-line text-lg font-bold">
        <th scope="row" className="px-4 py-3.5 text-start sm:px-5">
          {t('offer.total')}
        </th>
        <td className="hidden sm:table-cell" />
        <td className="px-4 py-3.5 text-end whitespace-nowrap sm:px-5">{amount(offer.totalMinor)}</td>
      </tr>
    </tfoot>
  )
}

/** Every line of the price: hours × rate = amount, and the words that asked for it. */
export function Calculation({ offer, onQuote }: Props) {
  const { t, i18n } = useTranslation()
  const amount = (minor: number) => money(minor, offer.currency, i18n.language)
  return (
    <div className="sheet overflow-hidden">
      <table className="w-full">
        <thead className="bg-sunk text-sm">
          <tr>
            <th scope="col" className="px-4 py-2.5 text-start font-semibold sm:px-5">
              {t('offer.work')}
            </th>
            <th scope="col" className="hidden px-4 py-2.5 text-end font-semibold sm:table-cell">
              {t('offer.hours_rate')}
            </th>
            <th scope="col" className="px-4 py-2.5 text-end font-semibold sm:px-5">
              {t('offer.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {offer.lines.map(({ label, evidence, hours, rateMinor, amountMinor }, index) => {
            const sum = t('offer.sum', { hours, rate: amount(rateMinor) })
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an offer never change their order
              <tr key={index} className="border-t border-line align-top">
                <th scope="row" className="px-4 py-3 text-start font-normal sm:px-5">
                  <span className="block font-semibold first-letter:uppercase">{label}</span>
                  {evidence && (
                    <span className="block text-[0.9375rem]">
                      <Evidence quote={evidence} onQuote={onQuote} />
                    </span>
                  )}
                  <span className="block text-sm text-soft sm:hidden">{sum}</span>
                </th>
                <td className="hidden px-4 py-3 text-end whitespace-nowrap text-soft sm:table-cell">{sum}</td>
                <td className="px-4 py-3 text-end font-semibold whitespace-nowrap sm:px-5">{amount(amountMinor)}</td>
              </tr>
            )
          })}
        </tbody>
        <Sums offer={offer} />
      </table>
    </div>
  )
}

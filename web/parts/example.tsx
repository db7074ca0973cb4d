import { Trans, useTranslation } from 'react-i18next'
import { money } from '../format.ts'

const rateMinor = 8_500
const lines = [
  { key: 'order', hours: 24 },
  { key: 'booking', hours: 16 },
] as const

function Marked({ number, children }: { number: number; children?: React.ReactNode }) {
  return (
    <mark className={`drawn ${number === 1 ? '[animation-delay:300ms]' : '[animation-delay:900ms]'}`}>
      {children}
      <sup className="ps-0.5 font-sans text-[0.65em] font-bold">{number}</sup>
    </mark>
  )
}

/** An invented request and what becomes of it. Labelled as an example, because nothing else on this site is invented. */
export function Example() {
  const { t, i18n } = useTranslation()
  const total = lines.reduce((sum, { hours }) => sum + hours * rateMinor, 0)
  return (
    <figure className="sheet shadow-sheet overflow-hidden">
      <div className="px-5 py-5 sm:px-7 sm:py-6">
        <p className="eyebrow">{t('example.words')}</p>
        <blockquote className="words mt-2 text-xl sm:text-[1.4rem]">
          <Trans i18nKey="example.text" components={{ a: <Marked number={1} />, b: <Marked number={2} /> }} />
        </blockquote>
      </div>
      <div className="border-t border-line bg-sunk px-5 py-5 sm:px-7">
        <p className="eyebrow">{t('example.reading')}</p>
        <ul className="mt-2 divide-y divide-line">
          {lines.map(({ key, hours }, index) => (
            <li key={key} className="grid grid-cols-[1.5rem_1fr_auto] items-baseline gap-x-2 py-2.5">
              <span className="text-sm font-bold">{index + 1}</span>
              <span className="font-semibold">{t(`example.${key}`)}</span>
              <span className="font-semibold">{money(hours * rateMinor, 'EUR', i18n.language)}</span>
              <span className="col-start-2 text-sm text-soft">
                {t('offer.sum', { hours, rate: money(rateMinor, 'EUR', i18n.language) })}
              </span>
            </li>
          ))}
          <li className="flex justify-between pt-3 text-lg font-bold">
            <span>{t('offer.total')}</span>
            <span>{money(total, 'EUR', i18n.language)}</span>
          </li>
        </ul>
      </div>
      <figcaption className="border-t border-line px-5 py-3 text-sm text-soft sm:px-7">
        {t('example.caption')}
      </figcaption>
    </figure>
  )
}

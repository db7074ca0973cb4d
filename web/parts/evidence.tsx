import { useTranslation } from 'react-i18next'
import type { Quote } from '#contracts/nlp'
import { quoteId } from '../evidence.ts'

type Props = { quote: Quote; active?: Quote; onQuote: (quote: Quote) => void }

/** The customer's own words behind a finding. Pressing it marks them where they stand. */
export function Evidence({ quote, active, onQuote }: Props) {
  const { t } = useTranslation()
  const isActive = active !== undefined && quoteId(active) === quoteId(quote)
  return (
    <button
      type="button"
      aria-pressed={isActive}
      title={t('evidence.show')}
      onClick={() => onQuote(quote)}
      className="words group/evidence max-w-full py-0.5 text-start break-words"
    >
      <span className="sr-only">{t('evidence.show')}: </span>
      <span
        className={`marked group-hover/evidence:bg-mark group-hover/evidence:text-on-mark ${isActive ? 'marked-active' : ''}`}
      >
        “{quote.text.trim()}”
      </span>
    </button>
  )
}

/** Several quotes behind one statement. */
export function EvidenceList({ quotes, ...rest }: Omit<Props, 'quote'> & { quotes: Quote[] }) {
  return (
    <div className="space-y-1">
      {quotes.map((quote) => (
        <div key={quoteId(quote)}>
          <Evidence quote={quote} {...rest} />
        </div>
      ))}
    </div>
  )
}

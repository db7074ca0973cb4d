import { useTranslation } from 'react-i18next'
import type { Citation, Quote, SummaryPage } from '#contracts/nlp'
import { quoteId } from '../evidence.ts'
import { clock } from '../format.ts'
import { Block, Method } from './block.tsx'
import { Evidence } from './evidence.tsx'

type Pointing = { active?: Quote; onQuote: (quote: Quote) => void }

/** Source, page and second, as a reader would look it up. Leads to the words. */
function Place({ citation, onQuote }: { citation: Citation } & Pick<Pointing, 'onQuote'>) {
  const { t } = useTranslation()
  const { label, part, page, startS, quote } = citation
  const where = [
    label,
    part,
    page !== undefined && t('summary.page', { page }),
    startS !== undefined && t('summary.at', { time: clock(startS) }),
  ].filter(Boolean)
  return (
    <button
      type="button"
      onClick={() => onQuote(quote)}
      className="text-start text-sm break-words text-soft underline hover:text-ink"
    >
      {where.join(', ')}
    </button>
  )
}

/** Everything that was sent, joined on one page: the customer's words only, each with the place it stands at. */
export function AnalysisSummary({ summary, ...pointing }: Pointing & { summary: SummaryPage }) {
  const { t } = useTranslation()
  return (
    <article className="max-w-3xl space-y-8">
      {summary.parts.map(({ topic, lines, more }) => (
        <Block key={topic} title={t(`summary.${topic}`)}>
          <ul className="space-y-2.5">
            {lines.map(({ citations }) => (
              <li key={quoteId(citations[0]!.quote)}>
                <Evidence quote={citations[0]!.quote} {...pointing} />
                <div className="flex flex-wrap gap-x-3">
                  {citations.map((citation) => (
                    <Place key={quoteId(citation.quote)} citation={citation} onQuote={pointing.onQuote} />
                  ))}
                </div>
              </li>
            ))}
          </ul>
          {more > 0 && <p className="text-sm text-soft">{t('summary.more', { count: more })}</p>}
        </Block>
      ))}
      {summary.unread.length > 0 && (
        <Block title={t('summary.unread')}>
          <ul>
            {summary.unread.map(({ label, reason }) => (
              <li key={label + reason}>
                <strong className="font-semibold break-words">{label}</strong>: {reason}
              </li>
            ))}
          </ul>
        </Block>
      )}
      <Method>{t('results.method', { method: summary.method })}</Method>
    </article>
  )
}

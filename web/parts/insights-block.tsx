import { useTranslation } from 'react-i18next'
import type { Insights, Quote } from '#contracts/nlp'
import type { Step } from '#contracts/orchestrator'
import { Block, Tag } from './block.tsx'
import { EvidenceList } from './evidence.tsx'
import { Notice } from './notice.tsx'

type Pointing = { active?: Quote; onQuote: (quote: Quote) => void }
type Item = { text: string; mitigation?: string; because: Quote[] }

function Advice({ title, items, ...pointing }: Pointing & { title: string; items: Item[] }) {
  const { t } = useTranslation()
  if (items.length === 0) return null
  return (
    <div className="space-y-2">
      <h3 className="text-lg font-bold">{title}</h3>
      <ul className="sheet divide-y divide-line">
        {items.map(({ text, mitigation, because }) => (
          <li key={text} className="space-y-1.5 px-4 py-3.5 sm:px-5">
            <p className="font-semibold">{text}</p>
            {mitigation && (
              <p className="text-[0.9375rem]">
                <span className="font-semibold">{t('insights.mitigation')}</span> {mitigation}
              </p>
            )}
            {because.length > 0 && (
              <div className="flex flex-wrap items-baseline gap-x-2 text-[0.9375rem]">
                <span className="text-soft">{t('insights.because')}</span>
                <EvidenceList quotes={because} {...pointing} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Our advice, which is not a finding: marked as a proposal, each with the words that led to it. */
export function InsightsBlock({ insights, step, ...pointing }: Pointing & { insights?: Insights; step?: Step }) {
  const { t } = useTranslation()
  if (!insights) {
    if (step?.state !== 'failed' && step?.state !== 'skipped') return null
    return (
      <Notice
        tone="warn"
        title={t(step.state === 'failed' ? 'absent.failed' : 'absent.skipped', { name: t('results.insights') })}
      >
        {step.reason ?? t('absent.unknown')}
      </Notice>
    )
  }
  return (
    <Block title={t('insights.title')}>
      <p className="flex flex-wrap items-center gap-2 text-soft">
        <Tag strong>{t('insights.proposal')}</Tag> {t('insights.note')}
      </p>
      <div className="space-y-6">
        <Advice title={t('insights.risks')} items={insights.risks} {...pointing} />
        <Advice title={t('insights.opportunities')} items={insights.opportunities} {...pointing} />
        <Advice title={t('insights.technology')} items={insights.technology} {...pointing} />
      </div>
    </Block>
  )
}

import { useTranslation } from 'react-i18next'
import type { Analysis, Insights, Quote, Source } from '#contracts/nlp'
import type { Results, Step } from '#contracts/orchestrator'
import { percent } from '../format.ts'
import { AnalysisDetails } from './analysis-details.tsx'
import { AnalysisMethod } from './analysis-method.tsx'
import { Block, Tag } from './block.tsx'
import { Evidence, EvidenceList } from './evidence.tsx'
import { InsightsBlock } from './insights-block.tsx'
import { Notice } from './notice.tsx'
import { type Pages, SourcePanel } from './source-panel.tsx'

type Pointing = { active?: Quote; onQuote: (quote: Quote) => void }
type Left = NonNullable<Results['coordination']>['left']
type Props = Pointing & {
  analysis: Analysis
  insights?: Insights
  insightsStep?: Step
  sources: Source[]
  pages: Pages
  left: Left
}

function Judgement({
  label,
  value,
  confidence,
  quotes,
  ...pointing
}: Pointing & { label: string; value: string; confidence: number; quotes: Quote[] }) {
  const { t, i18n } = useTranslation()
  return (
    <div className="sheet space-y-2 p-4">
      <p className="eyebrow">{label}</p>
      <p className="text-lg leading-tight font-bold">{value}</p>
      <p className="text-sm text-soft">{t('analysis.confidence', { value: percent(confidence, i18n.language) })}</p>
      <EvidenceList quotes={quotes.slice(0, 2)} {...pointing} />
    </div>
  )
}

function Judgements({ analysis, ...pointing }: Pointing & { analysis: Analysis }) {
  const { t } = useTranslation()
  const { kind, industry, complexity } = analysis
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Judgement
        label={t('analysis.kind')}
        value={t(`kind.${kind.value}`)}
        confidence={kind.confidence}
        quotes={kind.evidence}
        {...pointing}
      />
      <Judgement
        label={t('analysis.industry')}
        value={t(`industry.${industry.value}`)}
        confidence={industry.confidence}
        quotes={industry.evidence}
        {...pointing}
      />
      <div className="sheet space-y-2 p-4 sm:col-span-2">
        <p className="eyebrow">{t('analysis.complexity')}</p>
        <p className="text-lg leading-tight font-bold first-letter:uppercase">
          {t(`complexity.${complexity.level}`)}{' '}
          <span className="font-normal text-soft">{t('analysis.points', { count: complexity.points })}</span>
        </p>
        <ul className="text-[0.9375rem] text-soft">
          {complexity.reasons.map(({ text, points }) => (
            <li key={text} className="flex justify-between gap-4">
              <span>{text}</span>
              <span>{points > 0 ? `+${points}` : points}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

function Features({ features, ...pointing }: Pointing & { features: Analysis['features'] }) {
  const { t } = useTranslation()
  if (features.length === 0) return <p className="text-soft">{t('analysis.none')}</p>
  return (
    <ul className="sheet divide-y divide-line">
      {features.map(({ id, name, category, priority, evidence, foundBy }) => (
        <li key={id} className="space-y-1.5 px-4 py-3.5 sm:px-5">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="text-[1.0625rem] font-bold first-letter:uppercase">{name}</h3>
            <Tag strong={priority === 'must'}>{t(`priority.${priority}`)}</Tag>
            <span className="text-sm text-soft">{t(`category.${category}`)}</span>
            {foundBy === 'model' && <span className="text-sm text-soft">{t('analysis.by_model')}</span>}
          </div>
          <Evidence quote={evidence} {...pointing} />
        </li>
      ))}
    </ul>
  )
}

/** What was sent but could not be read, where a reader would otherwise believe that it was. */
function LeftOut({ left }: { left: Left }) {
  const { t } = useTranslation()
  if (left.length === 0) return null
  return (
    <Notice tone="warn" title={t('analysis.left')}>
      <ul className="space-y-0.5">
        {left.map(({ label, reason }) => (
          <li key={label + reason}>
            <strong className="font-semibold break-words">{label}</strong>: {reason}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

/** The findings on one side, the words they rest on on the other. */
export function AnalysisView({ analysis, insights, insightsStep, sources, pages, left, ...pointing }: Props) {
  const { t } = useTranslation()
  const { summary, features, needs, targetUsers } = analysis
  const quotes = [...features, ...needs, ...targetUsers].map(({ evidence }) => evidence)
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[1fr_minmax(0,27rem)]">
      <div className="min-w-0 space-y-10">
        {analysis.depth === 'basic' && !analysis.model && (
          <Notice tone="warn" title={t('analysis.basic.title')}>
            {t('analysis.basic.text')}
          </Notice>
        )}
        <LeftOut left={left} />
        {summary.length > 0 && (
          <Block title={t('analysis.summary')}>
            <EvidenceList quotes={summary} {...pointing} />
          </Block>
        )}
        <Judgements analysis={analysis} {...pointing} />
        <Block title={t('analysis.features')} note={t('analysis.features_note')}>
          <Features features={features} {...pointing} />
        </Block>
        <AnalysisDetails analysis={analysis} {...pointing} />
        <InsightsBlock insights={insights} step={insightsStep} {...pointing} />
        <AnalysisMethod analysis={analysis} />
      </div>
      <div className="min-w-0 lg:sticky lg:top-18">
        <SourcePanel sources={sources} quotes={quotes} active={pointing.active} pages={pages} />
      </div>
    </div>
  )
}

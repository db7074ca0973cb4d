import { useTranslation } from 'react-i18next'
import type { Analysis, Quote } from '#contracts/nlp'
import { Block, Tag } from './block.tsx'
import { Evidence } from './evidence.tsx'

type Props = { analysis: Analysis; active?: Quote; onQuote: (quote: Quote) => void }
type Row = { key: string; tag?: string; text?: string; evidence: Quote }

/** Findings that need no more than a tag, a line and their evidence. */
function Rows({ rows, ...pointing }: { rows: Row[] } & Omit<Props, 'analysis'>) {
  return (
    <ul className="space-y-3">
      {rows.map(({ key, tag, text, evidence }) => (
        <li key={key} className={`grid gap-x-3 ${tag ? 'sm:grid-cols-[7rem_1fr]' : ''}`}>
          {tag && (
            <span className="pt-1">
              <Tag>{tag}</Tag>
            </span>
          )}
          <div className="min-w-0">
            {text && text.trim() !== evidence.text.trim() && <p className="font-semibold">{text}</p>}
            <Evidence quote={evidence} {...pointing} />
          </div>
        </li>
      ))}
    </ul>
  )
}

function Questions({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation()
  if (analysis.openQuestions.length === 0) return null
  return (
    <Block title={t('analysis.questions')} note={t('analysis.questions_note')}>
      <ol className="sheet divide-y divide-line">
        {analysis.openQuestions.map(({ question, why }) => (
          <li key={question} className="px-4 py-3.5 sm:px-5">
            <p className="font-semibold">{question}</p>
            <p className="text-[0.9375rem] text-soft">{why}</p>
          </li>
        ))}
      </ol>
    </Block>
  )
}

/** Everything else the analysis found: needs, users, open questions, and the words that stood out. */
export function AnalysisDetails(props: Props) {
  const { t } = useTranslation()
  const { analysis, ...pointing } = props
  const needs = analysis.needs.map(({ text, priority, evidence }, index) => ({
    key: `${index}`,
    tag: t(`priority.${priority}`),
    text,
    evidence,
  }))
  const users = analysis.targetUsers.map(({ name, evidence }, index) => ({ key: `${index}`, text: name, evidence }))
  const cues = analysis.cues.map(({ kind, evidence }, index) => ({ key: `c${index}`, tag: t(`cue.${kind}`), evidence }))
  const entities = analysis.entities.map(({ kind, text, evidence }, index) => ({
    key: `e${index}`,
    tag: t(`entity.${kind}`),
    text,
    evidence,
  }))
  const qualities = (analysis.qualities ?? []).map(({ kind, evidence }, index) => ({
    key: `${index}`,
    tag: t(`quality.${kind}`),
    evidence,
  }))
  const constraints = (analysis.constraints ?? []).map(({ kind, evidence }, index) => ({
    key: `${index}`,
    tag: t(`constraint.${kind}`),
    evidence,
  }))
  const blocks = [
    { title: t('analysis.needs'), rows: needs },
    { title: t('analysis.qualities'), rows: qualities },
    { title: t('analysis.constraints'), rows: constraints },
    { title: t('analysis.users'), rows: users },
    { title: t('analysis.mentioned'), rows: [...cues, ...entities] },
  ]
  return (
    <>
      {blocks
        .filter(({ rows }) => rows.length > 0)
        .map(({ title, rows }) => (
          <Block key={title} title={title}>
            <Rows rows={rows} {...pointing} />
          </Block>
        ))}
      <Questions analysis={analysis} />
    </>
  )
}

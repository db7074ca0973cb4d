import { useTranslation } from 'react-i18next'
import type { Analysis } from '#contracts/nlp'
import { percent } from '../format.ts'
import { Method } from './block.tsx'

/** What a language model had to do with it, when one was asked: a lie that was caught is part of the truth. */
function ModelLine({ analysis: { model, analysedWithoutModel } }: { analysis: Analysis }) {
  const { t } = useTranslation()
  if (analysedWithoutModel) return <> {t('analysis.model.without', { reason: analysedWithoutModel })}</>
  if (!model) return null
  const dropped = model.dropped.reduce((n, { count }) => n + count, 0)
  return (
    <>
      {' '}
      {t('analysis.model.used', { method: model.method, count: model.kept })}
      {dropped > 0 && ` ${t('analysis.model.dropped', { count: dropped })}`}
      {model.isRedacted && ` ${t('analysis.model.redacted')}`}
      {model.failures.length > 0 && ` ${t('analysis.model.failures', { failures: model.failures.join('; ') })}`}
    </>
  )
}

/** How the analysis was made, how sure it is, and in which language the input was read. */
export function AnalysisMethod({ analysis }: { analysis: Analysis }) {
  const { t, i18n } = useTranslation()
  const { method, confidence, language } = analysis
  return (
    <Method>
      {t('analysis.method', {
        method,
        confidence: percent(confidence, i18n.language),
        language:
          language.code === 'other'
            ? t('analysis.other_language')
            : new Intl.DisplayNames([i18n.language], { type: 'language' }).of(language.code),
      })}
      <ModelLine analysis={analysis} />
    </Method>
  )
}

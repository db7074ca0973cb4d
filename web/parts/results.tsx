import { Tabs } from '@base-ui/react/tabs'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Quote } from '#contracts/nlp'
import type { Results as ResultsType, StepName } from '#contracts/orchestrator'
import type { Submission } from '#contracts/submission'
import { offerUrl, pageUrl } from '../api.ts'
import { requestRoute, type View, views } from '../routes.tsx'
import { Absent } from './absent.tsx'
import { AnalysisSummary } from './analysis-summary.tsx'
import { AnalysisView } from './analysis-view.tsx'
import { InputView } from './input-view.tsx'
import { MessagesView } from './messages-view.tsx'
import { OfferView } from './offer-view.tsx'
import { PlanView } from './plan-view.tsx'
import { PrototypeView } from './prototype-view.tsx'

type Props = { submission: Submission; results: ResultsType; token: string }

/** Which part the address asks for; without a wish, the analysis as soon as there is one. */
function useView(results: ResultsType): [View, (view: View) => void] {
  const { view } = requestRoute.useSearch()
  const navigate = useNavigate()
  const show = (next: View) =>
    navigate({ to: '.', search: { view: next }, hash: true, replace: true, resetScroll: false })
  const isThere = view !== undefined && (view !== 'summary' || results.summary !== undefined)
  return [isThere ? view : results.analysis ? 'analysis' : 'input', show]
}

function Content({
  view,
  submission,
  results,
  token,
  onQuote,
  active,
}: Props & { view: View; onQuote: (quote: Quote) => void; active?: Quote }) {
  const stepOf = (name: StepName) => submission.steps.find((step) => step.name === name)
  const { summary, analysis, insights, plan, offer, prototype } = results
  if (view === 'input') return <InputView submission={submission} results={results} token={token} />
  if (view === 'messages') return <MessagesView submission={submission} token={token} />
  if (view === 'summary') return summary && <AnalysisSummary {...{ summary, active, onQuote }} />
  if (view === 'analysis' && analysis)
    return (
      <AnalysisView
        {...{ analysis, insights, active, onQuote }}
        sources={results.sources}
        pages={{ documents: results.documents, pageUrl: (fileId, page) => pageUrl(submission.id, token, fileId, page) }}
        left={results.coordination?.left ?? []}
        insightsStep={stepOf('insights')}
      />
    )
  if (view === 'plan' && plan) return <PlanView plan={plan} />
  if (view === 'offer' && offer)
    return (
      <OfferView
        offer={offer}
        features={analysis?.features ?? []}
        onQuote={onQuote}
        pdf={offerUrl(submission.id, token)}
      />
    )
  if (view === 'prototype' && prototype)
    return (
      <PrototypeView
        prototype={prototype}
        features={analysis?.features ?? []}
        requestId={submission.id}
        token={token}
      />
    )
  const made = { analysis: 'text', plan: 'offer', offer: 'offer', prototype: 'prototype' } as const
  return <Absent part={view} status={submission.status} step={stepOf(made[view])} />
}

/** Brings the chosen tab into sight where not all of them fit. Only sideways: the page itself must not move. */
function useTabInSight(view: View) {
  const strip = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of view is what moves the strip
  useEffect(() => {
    const tab = strip.current?.querySelector('[aria-selected="true"]')
    if (!tab || !strip.current) return
    const [inner, outer] = [tab.getBoundingClientRect(), strip.current.getBoundingClientRect()]
    if (inner.left < outer.left) strip.current.scrollBy({ left: inner.left - outer.left - 16 })
    if (inner.right > outer.right) strip.current.scrollBy({ left: inner.right - outer.right + 16 })
  }, [view])
  return strip
}

const tabLook =
  'min-h-12 border-b-4 border-transparent px-3 font-semibold text-soft -outline-offset-4 hover:text-ink data-active:border-link data-active:text-ink sm:px-4'

/** Everything the request has produced so far, part by part. */
export function Results(props: Props) {
  const { t } = useTranslation()
  const [view, show] = useView(props.results)
  const [active, setActive] = useState<Quote>()
  const strip = useTabInSight(view)
  const root = useRef<HTMLDivElement>(null)
  // The page that joins all inputs is a way to read the analysis: where there is none, nothing is missing.
  const shown = views.filter((name) => name !== 'summary' || props.results.summary)
  const onQuote = (quote: Quote) => {
    // A new object each time, so that pressing the same quote again jumps again.
    setActive({ ...quote })
    if (view === 'analysis') return
    root.current?.scrollIntoView()
    show('analysis')
  }
  const choose = (next: View) => {
    setActive(undefined)
    show(next)
  }
  // No scroll anchoring: while panels change places the browser would follow the old one down the page.
  return (
    <Tabs.Root
      ref={root}
      value={view}
      onValueChange={(next) => choose(next as View)}
      className="space-y-6 [overflow-anchor:none]"
    >
      <div ref={strip} className="sticky top-0 z-20 -mx-4 overflow-x-auto bg-paper px-4 scroll-quiet sm:mx-0 sm:px-0">
        <Tabs.List
          activateOnFocus={false}
          className="flex min-w-max gap-1 border-b border-line"
          aria-label={t('results.parts')}
        >
          {shown.map((name) => (
            <Tabs.Tab key={name} value={name} className={tabLook}>
              {t(`results.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </div>
      {shown.map((name) => (
        <Tabs.Panel key={name} value={name} className="rounded-lg">
          <Content {...props} view={name} active={active} onQuote={onQuote} />
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  )
}

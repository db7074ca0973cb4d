import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Example } from '../parts/example.tsx'
import { Icon, type IconName } from '../parts/icons.tsx'
import { AnalysisSketch, OfferSketch, PlanSketch, PrototypeSketch } from '../parts/sketches.tsx'
import { useTitle } from '../parts/use-title.ts'

function Hero() {
  const { t } = useTranslation()
  return (
    <section className="page grid items-center gap-10 pt-10 pb-14 sm:pt-16 lg:grid-cols-[1fr_minmax(0,31rem)] lg:gap-16 lg:pb-24">
      <div className="space-y-6">
        <h1 className="text-[2.5rem] font-extrabold tracking-tight sm:text-6xl">{t('home.title')}</h1>
        <p className="max-w-xl text-lg text-soft sm:text-xl">{t('home.lead')}</p>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3 pt-1">
          <Link to="/new" className="button button-strong min-h-13 px-6 text-lg">
            {t('home.start')}
            <Icon name="arrow" />
          </Link>
          <p className="text-sm text-soft">{t('home.cost')}</p>
        </div>
      </div>
      <Example />
    </section>
  )
}

const ways: { key: 'text' | 'voice' | 'files'; icon: IconName }[] = [
  { key: 'text', icon: 'pen' },
  { key: 'voice', icon: 'mic' },
  { key: 'files', icon: 'clip' },
]

function Ways() {
  const { t } = useTranslation()
  return (
    <section className="border-y border-line bg-surface">
      <div className="page grid gap-8 py-12 sm:grid-cols-3 sm:gap-10">
        {ways.map(({ key, icon }) => (
          <div key={key} className="space-y-2">
            <span className="inline-flex size-11 items-center justify-center rounded-xl bg-mark text-on-mark">
              <Icon name={icon} className="size-6" />
            </span>
            <h2 className="pt-1 text-lg font-bold">{t(`home.ways.${key}.title`)}</h2>
            <p className="text-soft">{t(`home.ways.${key}.text`)}</p>
          </div>
        ))}
      </div>
    </section>
  )
}

const parts = [
  { key: 'analysis', Sketch: AnalysisSketch },
  { key: 'plan', Sketch: PlanSketch },
  { key: 'offer', Sketch: OfferSketch },
  { key: 'prototype', Sketch: PrototypeSketch },
] as const

function Parts() {
  const { t } = useTranslation()
  return (
    <section className="page space-y-8 py-16 lg:py-24">
      <h2 className="text-3xl font-bold sm:text-4xl">{t('home.parts.title')}</h2>
      <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-4">
        {parts.map(({ key, Sketch }) => (
          <li key={key} className="sheet overflow-hidden">
            <Sketch />
            <div className="p-5">
              <h3 className="text-xl font-bold">{t(`home.parts.${key}.title`)}</h3>
              <p className="mt-1.5 text-soft">{t(`home.parts.${key}.text`)}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

const promises = ['truth', 'durability', 'privacy'] as const

function Promises() {
  const { t } = useTranslation()
  return (
    <section className="page">
      <div className="rounded-3xl bg-deep px-6 py-12 text-white sm:px-12 lg:py-16">
        <h2 className="max-w-2xl text-3xl font-bold sm:text-4xl">{t('home.promises.title')}</h2>
        <ul className="mt-8 grid gap-8 lg:grid-cols-3 lg:gap-12">
          {promises.map((promise) => (
            <li key={promise}>
              <h3 className="text-lg font-bold text-mark">{t(`home.promises.${promise}.title`)}</h3>
              <p className="mt-1.5 text-white/85">{t(`home.promises.${promise}.text`)}</p>
            </li>
          ))}
        </ul>
        <Link to="/new" className="button mt-10 min-h-13 bg-mark px-6 text-lg text-on-mark hover:bg-white">
          {t('home.start')}
          <Icon name="arrow" />
        </Link>
      </div>
    </section>
  )
}

/** What StateX is, shown on an example rather than claimed, with one way to go on. */
export function Home() {
  const { t } = useTranslation()
  useTitle(t('home.tab'))
  return (
    <>
      <Hero />
      <Ways />
      <Parts />
      <Promises />
    </>
  )
}

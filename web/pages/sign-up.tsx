import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { type ChangeEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isTemporary, Problem } from '../api.ts'
import { type Preparation, preparationQuery, signUp } from '../organisation.ts'
import { AddressLine, Line, Refused } from '../parts/account-fields.tsx'
import { Icon } from '../parts/icons.tsx'
import { DeadLink, Narrow } from '../parts/narrow.tsx'
import { useForm } from '../parts/use-form.ts'
import { slugFrom } from '../slug.ts'

function SampleChoice() {
  const { t } = useTranslation()
  return (
    <label className="flex items-start gap-3">
      <input name="sample" type="checkbox" className="checkbox mt-0.5" defaultChecked />
      <span>
        {t('organisation.sample')}
        <span className="block text-[0.9375rem] text-soft">{t('organisation.sample_hint')}</span>
      </span>
    </label>
  )
}

function NewOrganisation() {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const [slug, setSlug] = useState('')
  const [isOwnSlug, setOwnSlug] = useState(false)
  const form = useForm(
    ['organisation', 'slug', 'address', 'sample'],
    async ({ organisation, slug: chosen, address, sample }) => {
      const language = i18n.language.slice(0, 2)
      const { id, token } = await signUp({
        organisation: organisation.trim(),
        slug: chosen,
        address: address.trim(),
        language,
        sample: sample !== '',
      })
      await navigate({ to: '/sign-up', hash: new URLSearchParams({ id, token }).toString(), replace: true })
    },
    { slug_taken: 'slug', not_accepted: 'slug' },
  )
  const name = ({ target }: ChangeEvent<HTMLInputElement>) => isOwnSlug || setSlug(slugFrom(target.value))
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    setOwnSlug(target.value !== '')
    setSlug(target.value.toLowerCase())
  }
  return (
    <Narrow title={t('organisation.title')} lead={t('organisation.lead')}>
      <form {...form.on} className="sheet space-y-5 p-5 sm:p-6">
        <Line
          name="organisation"
          label={t('organisation.name')}
          autoComplete="organization"
          maxLength={120}
          onChange={name}
          error={form.errorOf('organisation')}
        />
        <Line
          name="slug"
          label={t('organisation.slug')}
          hint={t('organisation.slug_hint')}
          value={slug}
          onChange={choose}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          error={form.errorOf('slug')}
        />
        <AddressLine error={form.errorOf('address')} />
        <SampleChoice />
        <Refused text={form.refused} />
        <button type="submit" className="button button-strong min-h-13 w-full text-lg" disabled={form.isPending}>
          {t('organisation.submit')}
        </button>
      </form>
    </Narrow>
  )
}

const marks = { waiting: undefined, running: undefined, done: 'check', failed: 'cross', skipped: 'minus' } as const
const colours = {
  waiting: 'border-edge',
  running: 'border-link bg-mark text-on-mark breathe',
  done: 'border-good bg-good text-surface',
  failed: 'border-bad bg-bad text-surface',
  skipped: 'border-warn bg-warn text-surface',
}

function Steps({ steps }: { steps: Preparation['steps'] }) {
  const { t } = useTranslation()
  return (
    <ol className="divide-y divide-line" aria-live="polite">
      {steps.map(({ name, state, detail }) => (
        <li key={name} className="grid grid-cols-[1.75rem_1fr_auto] gap-x-3 py-2.5" data-step={name} data-state={state}>
          <span
            className={`mt-0.5 inline-flex size-6 items-center justify-center rounded-full border-2 ${colours[state]}`}
          >
            {marks[state] && <Icon name={marks[state]} className="size-4" />}
          </span>
          <span className={state === 'waiting' ? 'text-soft' : 'font-semibold'}>{t(`organisation.step.${name}`)}</span>
          <span className="text-end text-sm text-soft">{t(`step_state.${state}`)}</span>
          {detail && <p className="col-span-2 col-start-2 text-[0.9375rem] text-soft">{detail}</p>}
        </li>
      ))}
    </ol>
  )
}

function Progress({ id, token }: { id: string; token: string }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(preparationQuery(id, token))
  if (error instanceof Problem && !isTemporary(error)) return <DeadLink text={t('organisation.lost')} />
  const isReady = data !== undefined && data.state !== 'preparing'
  return (
    <Narrow
      title={t(isReady ? 'organisation.ready' : 'organisation.preparing')}
      lead={data && t(isReady ? 'organisation.ready_lead' : 'organisation.preparing_lead', { name: data.name })}
    >
      {isReady && data.url && (
        <div className="sheet space-y-4 p-5 sm:p-6">
          <p className="text-lg">{t('organisation.next')}</p>
          <p className="flex flex-wrap gap-2">
            <a className="button button-strong" href={data.url}>
              {t('organisation.go', { host: new URL(data.url).host })}
            </a>
            {data.samplePage && (
              <a className="button button-plain" href={data.samplePage}>
                {t('organisation.see_sample')}
              </a>
            )}
          </p>
        </div>
      )}
      <Refused error={error} />
      <section className="sheet p-5 sm:p-6" aria-label={t('organisation.steps')}>
        {data ? <Steps steps={data.steps} /> : <p className="text-soft">{t('shell.loading')}</p>}
      </section>
    </Narrow>
  )
}

/** Where an organisation begins: a short form, then its preparation step by step. The address keeps what shows the progress, so a reload goes on. */
export function SignUp() {
  const known = new URLSearchParams(useRouterState({ select: (state) => state.location.hash }).replace(/^#/, ''))
  const [id, token] = [known.get('id'), known.get('token')]
  return id && token ? <Progress id={id} token={token} /> : <NewOrganisation />
}

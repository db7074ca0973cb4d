import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deleteProvider, ownProvidersQuery, type Provider } from '../settings.ts'
import { Refused } from './account-fields.tsx'
import { AskFirst } from './ask-first.tsx'
import { Tag } from './block.tsx'
import { Icon } from './icons.tsx'
import { ProviderForm } from './provider-form.tsx'
import { Section } from './section.tsx'
import { useRoleName } from './use-role-name.ts'

function Row({ provider }: { provider: Provider }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const nameOf = useRoleName()
  const [isOpen, setOpen] = useState(false)
  const { mutate, error } = useMutation({
    mutationFn: () => deleteProvider(provider.id),
    onSettled: () => client.invalidateQueries(ownProvidersQuery),
  })
  const { name, issuer, domains, role, people } = provider
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 font-semibold">
            <span className="break-words">{name}</span>
            {provider.isRequired && <Tag strong>{t('settings.provider.is_required')}</Tag>}
          </p>
          <p className="text-sm break-all text-soft">{issuer}</p>
          <p className="text-sm break-words text-soft">
            {domains.join(', ')} ·{' '}
            {role ? t('settings.provider.joins', { role: nameOf(role) }) : t('settings.provider.nobody_new')} ·{' '}
            {t('settings.provider.people', { count: people })}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <button
            type="button"
            className="button button-plain"
            aria-expanded={isOpen}
            aria-label={t('settings.provider.change_named', { name })}
            onClick={() => setOpen(!isOpen)}
          >
            {t('settings.provider.change')}
          </button>
          <AskFirst
            button={t('settings.provider.remove')}
            label={t('settings.provider.remove_named', { name })}
            title={t('settings.provider.remove_title', { name })}
            text={t('settings.provider.remove_text')}
            keep={t('settings.provider.keep')}
            act={t('settings.provider.remove')}
            onAct={() => mutate()}
          />
        </div>
      </div>
      <Refused error={error} />
      {isOpen && <ProviderForm provider={provider} onDone={() => setOpen(false)} />}
    </li>
  )
}

/** Other OpenID providers by which the people of the organisation sign in. */
export function ProvidersSection() {
  const { t } = useTranslation()
  const { data, error } = useQuery(ownProvidersQuery)
  const [isOpen, setOpen] = useState(false)
  const close = () => {
    setOpen(false)
    document.getElementById('add-provider')?.focus()
  }
  return (
    <Section icon="key" title={t('settings.provider.title')}>
      {data?.providers.length === 0 && <p className="text-soft">{t('settings.provider.empty')}</p>}
      <ul className="divide-y divide-line">
        {data?.providers.map((provider) => (
          <Row key={provider.id} provider={provider} />
        ))}
      </ul>
      <Refused error={error} />
      {data && (
        <>
          <p className="mt-4">
            {t('settings.provider.redirect')} <code className="block break-all">{data.redirectUri}</code>
          </p>
          <button
            id="add-provider"
            type="button"
            className="button button-plain mt-4"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t('settings.provider.new')}
            <Icon name={isOpen ? 'minus' : 'plus'} />
          </button>
          {isOpen && <ProviderForm onDone={close} />}
        </>
      )}
    </Section>
  )
}

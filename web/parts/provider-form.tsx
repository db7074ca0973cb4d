import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { rolesQuery } from '../account.ts'
import { Problem } from '../api.ts'
import { changeProvider, createProvider, ownProvidersQuery, type Provider } from '../settings.ts'
import { Line, Refused } from './account-fields.tsx'
import { Choice } from './choice.tsx'
import { useFirstField } from './use-first-field.ts'
import { useForm } from './use-form.ts'
import { useRoleName } from './use-role-name.ts'
import { useStepUp } from './use-step-up.tsx'

const refusals = {
  invalid_address: 'issuer',
  provider_failed: 'issuer',
  secret_missing: 'clientSecret',
  unknown_role: 'role',
  more_than_yours: 'role',
} as const
const fields = ['providerName', 'issuer', 'clientId', 'clientSecret', 'domains', 'role'] as const

/** Adds a provider, or changes one. Its secret is never shown again: an empty field leaves it as it is. */
export function ProviderForm({ provider, onDone }: { provider?: Provider; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const box = useFirstField()
  const roles = useQuery(rolesQuery)
  const nameOf = useRoleName()
  const { confirmed, dialog } = useStepUp()
  const [isRequired, setRequired] = useState(provider?.isRequired ?? false)
  const form = useForm(
    fields,
    async ({ providerName, issuer, clientId, clientSecret, domains, role }) => {
      if (!provider && !clientSecret) throw new Problem(0, 'secret_missing', t('account.fault.missing'))
      const wanted = {
        name: providerName.trim(),
        clientId: clientId.trim(),
        domains: domains
          .toLowerCase()
          .split(/[\s,;]+/)
          .filter(Boolean),
        role: role || null,
        isRequired,
      }
      const made = await confirmed(() =>
        provider
          ? changeProvider(provider.id, { ...wanted, ...(clientSecret && { clientSecret }) })
          : createProvider({ ...wanted, issuer: issuer.trim(), clientSecret }),
      )
      if (!made) return
      await client.invalidateQueries(ownProvidersQuery)
      onDone()
    },
    refusals,
  )
  return (
    <>
      <form ref={box} {...form.on} className="mt-4 space-y-5 rounded-xl border border-line p-4">
        <Line
          name="providerName"
          label={t('settings.provider.name')}
          hint={t('settings.provider.name_hint')}
          defaultValue={provider?.name}
          autoComplete="off"
          maxLength={60}
          error={form.errorOf('providerName')}
        />
        <Line
          name="issuer"
          label={t('settings.provider.issuer')}
          hint={t(provider ? 'settings.provider.issuer_fixed' : 'settings.provider.issuer_hint')}
          defaultValue={provider?.issuer}
          readOnly={provider !== undefined}
          type="url"
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          error={form.errorOf('issuer')}
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <Line
            name="clientId"
            label={t('settings.provider.client')}
            defaultValue={provider?.clientId}
            autoComplete="off"
            spellCheck={false}
            maxLength={500}
            error={form.errorOf('clientId')}
          />
          <Line
            name="clientSecret"
            label={t('settings.provider.secret')}
            hint={t(provider ? 'settings.provider.secret_kept' : 'settings.provider.secret_hint')}
            required={!provider}
            type="password"
            autoComplete="off"
            maxLength={500}
            error={form.errorOf('clientSecret')}
          />
        </div>
        <Line
          name="domains"
          label={t('settings.provider.domains')}
          hint={t('settings.provider.domains_hint')}
          defaultValue={provider?.domains.join(', ')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={5_000}
          error={form.errorOf('domains')}
        />
        <Choice
          key={roles.data ? 'known' : 'asked'}
          name="role"
          label={t('settings.provider.role')}
          none={t('settings.provider.nobody_new')}
          defaultValue={provider ? (provider.role ?? '') : 'member'}
          options={(roles.data?.roles ?? []).map(({ name }) => ({ value: name, text: nameOf(name) }))}
          error={form.errorOf('role')}
        />
        <label className="flex items-start gap-3">
          <input
            type="checkbox"
            className="checkbox mt-0.5"
            checked={isRequired}
            onChange={({ target }) => setRequired(target.checked)}
          />
          <span>{t('settings.provider.required')}</span>
        </label>
        <Refused text={form.refused} />
        <div className="flex flex-wrap gap-2">
          <button type="submit" className="button button-strong" disabled={form.isPending || !roles.data}>
            {t(provider ? 'settings.save' : 'settings.provider.add')}
          </button>
          <button type="button" className="button button-plain" onClick={onDone}>
            {t('account.step_up.cancel')}
          </button>
        </div>
      </form>
      {dialog}
    </>
  )
}

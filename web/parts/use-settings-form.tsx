import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api.ts'
import { aboutQuery } from '../branding.ts'
import { mergeSettings, type SettingsChange, settingsQuery } from '../settings.ts'
import { Refused } from './account-fields.tsx'
import { useForm } from './use-form.ts'

/**
 * A form about some of the settings, which saves these and leaves the rest alone. When somebody else saved in the meantime, nothing is overwritten: what was
 * typed stays, and the person decides whether to look at theirs or to save again.
 */
export function useSettingsForm<Name extends string>(
  fields: readonly Name[],
  changeOf: (values: Record<Name, string>) => SettingsChange,
  fieldsOf: Partial<Record<string, Name>> = {},
) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [state, setState] = useState<'saved' | 'overtaken'>()
  const form = useForm(
    fields,
    async (values) => {
      setState(undefined)
      const change = changeOf(values)
      const { version } = await client.ensureQueryData(settingsQuery)
      try {
        client.setQueryData(settingsQuery.queryKey, await mergeSettings(change, version))
        setState('saved')
        await Promise.all([
          client.invalidateQueries({ queryKey: ['me'], exact: true }),
          client.invalidateQueries(aboutQuery),
        ])
      } catch (cause) {
        if (cause instanceof Problem && cause.code === 'changed_meanwhile') {
          setState('overtaken')
          await client.invalidateQueries(settingsQuery)
        }
        throw cause
      }
    },
    fieldsOf,
  )
  const end: ReactNode = (
    <>
      <Refused text={state === 'overtaken' ? t('settings.overtaken') : form.refused} />
      <p role="status" className="font-semibold text-good empty:hidden">
        {state === 'saved' && t('settings.saved')}
      </p>
      <button type="submit" className="button button-plain" disabled={form.isPending}>
        {t('settings.save')}
      </button>
    </>
  )
  return { ...form, end }
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { browserOf } from '../agent.ts'
import { factorsQuery, type Passkey, removePasskey, renamePasskey } from '../factors.ts'
import { moment } from '../format.ts'
import { addPasskey, beginPasskey, mayHavePasskeys } from '../passkeys.ts'
import { Line, Refused } from './account-fields.tsx'
import { AskFirst } from './ask-first.tsx'
import { Tag } from './block.tsx'
import { useFirstField } from './use-first-field.ts'
import { useForm } from './use-form.ts'
import { useStepUp } from './use-step-up.tsx'

type NameFormProps = { preset: string; submit: string; hint?: string; onSend: (name: string) => Promise<unknown> }

function NameForm({ preset, submit, hint, onSend }: NameFormProps) {
  const { t } = useTranslation()
  const box = useFirstField()
  const form = useForm(['passkeyName'], ({ passkeyName }) => onSend(passkeyName.trim()))
  return (
    <form ref={box} {...form.on} className="mt-3 w-full space-y-3">
      <Line
        name="passkeyName"
        label={t('account.factors.passkey_name')}
        hint={hint}
        defaultValue={preset}
        autoComplete="off"
        maxLength={100}
        error={form.errorOf('passkeyName')}
      />
      <Refused text={form.refused} />
      <button type="submit" className="button button-strong" disabled={form.isPending}>
        {submit}
      </button>
    </form>
  )
}

type RowProps = { passkey: Passkey; confirmed: ReturnType<typeof useStepUp>['confirmed'] }

function Row({ passkey, confirmed }: RowProps) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const [isRenaming, setRenaming] = useState(false)
  const { id, name, host, isSynced, createdAt, lastUsedAt } = passkey
  const refresh = () => client.invalidateQueries(factorsQuery)
  const remove = useMutation({ mutationFn: () => confirmed(() => removePasskey(id)), onSuccess: refresh })
  const rename = async (wanted: string) => {
    await renamePasskey(id, wanted)
    setRenaming(false)
    await refresh()
  }
  const time = (value: string) => moment(value, i18n.language)
  const said = [
    host !== location.hostname && t('account.factors.elsewhere', { host }),
    t('account.factors.made', { time: time(createdAt) }),
    lastUsedAt ? t('account.factors.used', { time: time(lastUsedAt) }) : t('account.factors.unused'),
  ]
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          <span className="min-w-0 break-words">{name}</span>
          {isSynced && <Tag>{t('account.factors.synced')}</Tag>}
        </p>
        <p className="text-sm break-words text-soft">{said.filter(Boolean).join(' · ')}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <button
          type="button"
          className="button button-plain"
          aria-label={t('account.factors.rename_named', { name })}
          aria-expanded={isRenaming}
          onClick={() => setRenaming(!isRenaming)}
        >
          {t('account.factors.rename')}
        </button>
        <AskFirst
          button={t('account.factors.remove')}
          label={t('account.factors.remove_named', { name })}
          title={t('account.factors.remove_title', { name })}
          text={t('account.factors.remove_text')}
          keep={t('account.factors.keep')}
          act={t('account.factors.remove')}
          onAct={() => remove.mutate()}
        />
      </div>
      {isRenaming && <NameForm preset={name} submit={t('account.factors.rename_save')} onSend={rename} />}
      <Refused error={remove.error} />
    </li>
  )
}

/** Passkeys of the person, and how to make one on this device. */
export function Passkeys({ passkeys }: { passkeys: Passkey[] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { confirmed, dialog } = useStepUp()
  const [isAdding, setAdding] = useState(false)
  const host = location.hostname
  const isPossible = mayHavePasskeys(host)
  const add = async (name: string) => {
    const options = await confirmed(beginPasskey)
    if (!options) return
    await addPasskey(name, options)
    setAdding(false)
    await client.invalidateQueries(factorsQuery)
    document.getElementById('add-passkey')?.focus()
  }
  return (
    <section aria-labelledby="passkeys">
      <h3 id="passkeys" className="text-lg font-bold">
        {t('account.factors.passkeys')}
      </h3>
      <p className="text-soft">{t('account.factors.passkeys_text', { host })}</p>
      {passkeys.length === 0 && <p className="mt-2">{t('account.factors.passkeys_none')}</p>}
      <ul className="divide-y divide-line">
        {passkeys.map((passkey) => (
          <Row key={passkey.id} passkey={passkey} confirmed={confirmed} />
        ))}
      </ul>
      {isPossible ? (
        <button
          id="add-passkey"
          type="button"
          className="button button-plain mt-3"
          aria-expanded={isAdding}
          onClick={() => setAdding(!isAdding)}
        >
          {t('account.factors.add_passkey')}
        </button>
      ) : (
        <p className="mt-2 text-soft">{t('account.factors.passkeys_nowhere')}</p>
      )}
      {isAdding && (
        <NameForm
          preset={browserOf(navigator.userAgent) ?? ''}
          hint={t('account.factors.passkey_name_hint')}
          submit={t('account.factors.create_passkey')}
          onSend={add}
        />
      )}
      {dialog}
    </section>
  )
}

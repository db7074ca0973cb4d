import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Key, keysQuery, type Me, revokeKey } from '../account.ts'
import { moment } from '../format.ts'
import { Refused } from './account-fields.tsx'
import { AskFirst } from './ask-first.tsx'
import { KeyForm } from './key-form.tsx'
import { KeySecret } from './key-secret.tsx'
import { Section } from './section.tsx'

function Row({ row, mayManage }: { row: Key; mayManage: boolean }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { mutate, error } = useMutation({
    mutationFn: () => revokeKey(row.id),
    onSettled: () => client.invalidateQueries(keysQuery),
  })
  const time = (value: string) => moment(value, i18n.language)
  const said = [
    row.lastUsedAt ? t('account.keys.used', { time: time(row.lastUsedAt) }) : t('account.keys.unused'),
    row.revokedAt && t('account.keys.revoked', { time: time(row.revokedAt) }),
    !row.revokedAt && row.expiresAt && t('account.keys.until', { time: time(row.expiresAt) }),
  ]
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0">
        <p className="font-semibold break-words">{row.name}</p>
        <p className="text-sm text-soft">
          <code>{row.prefix}…</code> · {said.filter(Boolean).join(' · ')}
        </p>
        <p className="text-sm break-words text-soft">{row.scopes.join(', ')}</p>
      </div>
      {mayManage && !row.revokedAt && (
        <AskFirst
          button={t('account.keys.revoke')}
          label={t('account.keys.revoke_named', { name: row.name })}
          title={t('account.keys.revoke_title', { name: row.name })}
          text={t('account.keys.revoke_text')}
          keep={t('account.keys.keep')}
          act={t('account.keys.revoke')}
          onAct={() => mutate()}
        />
      )}
      <Refused error={error} />
    </li>
  )
}

/** Keys with which programs call the API. */
export function KeysSection({ me }: { me: Me }) {
  const { t } = useTranslation()
  const keys = useQuery(keysQuery)
  const [secret, setSecret] = useState<string>()
  const mayManage = me.permissions.includes('auth.manage-keys')
  const forget = () => {
    setSecret(undefined)
    // Where the focus was is gone.
    document.getElementById('make-key')?.focus()
  }
  return (
    <Section icon="key" title={t('account.keys.title')}>
      {keys.data?.length === 0 && <p className="text-soft">{t('account.keys.none')}</p>}
      <ul className="divide-y divide-line">
        {keys.data?.map((row) => (
          <Row key={row.id} row={row} mayManage={mayManage} />
        ))}
      </ul>
      <Refused error={keys.error} />
      {secret && <KeySecret secret={secret} onDone={forget} />}
      {mayManage && <KeyForm me={me} onMade={setSecret} />}
    </Section>
  )
}

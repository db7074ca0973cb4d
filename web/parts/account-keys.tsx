import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Key, keysQuery, type Me, revokeKey } from '../account.ts'
import { moment } from '../format.ts'
import { Refused } from './account-fields.tsx'
import { KeyForm } from './key-form.tsx'
import { KeySecret } from './key-secret.tsx'
import { Section } from './section.tsx'

/** Asks before a key is revoked: programs that use it stop at once. */
function Revoke({ name, onRevoke }: { name: string; onRevoke: () => void }) {
  const { t } = useTranslation()
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger className="button button-plain" aria-label={t('account.keys.revoke_named', { name })}>
        {t('account.keys.revoke')}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-deep/60" />
        <AlertDialog.Popup className="sheet shadow-sheet fixed inset-x-4 top-1/2 z-50 mx-auto max-w-md -translate-y-1/2 space-y-4 p-6">
          <AlertDialog.Title className="text-xl font-bold break-words">
            {t('account.keys.revoke_title', { name })}
          </AlertDialog.Title>
          <AlertDialog.Description className="text-soft">{t('account.keys.revoke_text')}</AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-2 pt-2">
            <AlertDialog.Close className="button button-plain">{t('account.keys.keep')}</AlertDialog.Close>
            <AlertDialog.Close className="button button-strong" onClick={onRevoke}>
              {t('account.keys.revoke')}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

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
      {mayManage && !row.revokedAt && <Revoke name={row.name} onRevoke={() => mutate()} />}
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

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deleteMe, exportMe, type Me, organisationName } from '../account.ts'
import { saveFile } from '../save-file.ts'
import { Line, Refused } from './account-fields.tsx'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'
import { Section } from './section.tsx'
import { useForm } from './use-form.ts'
import { useStepUp } from './use-step-up.tsx'

function TakeAlong() {
  const { t } = useTranslation()
  const { confirmed, dialog } = useStepUp()
  const { mutate, isPending, isSuccess, data, error } = useMutation({
    mutationFn: async () => {
      const kept = await confirmed(exportMe)
      if (!kept) return false
      const day = new Date().toISOString().slice(0, 10)
      saveFile(`statex-account-${day}.json`, 'application/json', JSON.stringify(kept, null, 2))
      return true
    },
  })
  return (
    <div className="space-y-3">
      <h3 className="text-lg font-bold">{t('account.leave.export_title')}</h3>
      <p>{t('account.leave.export_text')}</p>
      <Refused error={error} />
      <button type="button" className="button button-plain" disabled={isPending} onClick={() => mutate()}>
        <Icon name="download" />
        {t('account.leave.export')}
      </button>
      <p role="status" className="font-semibold text-good empty:hidden">
        {isSuccess && data && t('account.leave.exported')}
      </p>
      {dialog}
    </div>
  )
}

/** What has to be done first: an organisation does not lose its last owner. */
function NotYet({ me, owned }: { me: Me; owned: Me['organisations'] }) {
  const { t } = useTranslation()
  return (
    <Notice tone="warn" title={t('account.leave.only_owner')}>
      <ul className="list-disc ps-5">
        {owned.map((one) => (
          <li key={one.tenant} className="break-words">
            {one.url && one.tenant !== me.tenant ? (
              <a className="link" href={`${one.url}/account`}>
                {organisationName(one, false)}
              </a>
            ) : (
              organisationName(one, one.tenant === me.tenant)
            )}
          </li>
        ))}
      </ul>
      <p className="mt-2">{t('account.leave.only_owner_text')}</p>
    </Notice>
  )
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  return (
    <div>
      <p className="font-semibold">{title}</p>
      <ul className="list-disc space-y-1 ps-5">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

function Confirm({ onGone }: { onGone: () => void }) {
  const { t } = useTranslation()
  const { confirmed, dialog } = useStepUp()
  const form = useForm(
    ['ownAddress'],
    async ({ ownAddress }) => {
      if (await confirmed(() => deleteMe(ownAddress.trim()))) onGone()
    },
    { wrong_address: 'ownAddress' },
  )
  return (
    <>
      <form {...form.on} className="space-y-5">
        <Line
          name="ownAddress"
          label={t('account.leave.address')}
          hint={t('account.leave.address_hint')}
          error={form.errorOf('ownAddress')}
          type="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={320}
        />
        <Refused text={form.refused} />
        <button type="submit" className="button button-strong" disabled={form.isPending}>
          {t('account.leave.delete')}
        </button>
      </form>
      {dialog}
    </>
  )
}

function Leave({ me, onGone }: { me: Me; onGone: () => void }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const owned = me.organisations.filter(({ isOnlyOwner }) => isOnlyOwner)
  return (
    <div className="space-y-4 border-t border-line pt-6">
      <h3 className="text-lg font-bold">{t('account.leave.delete_title')}</h3>
      <Lines
        title={t('account.leave.goes')}
        lines={[t('account.leave.goes_person'), t('account.leave.goes_ways'), t('account.leave.goes_members')]}
      />
      <Lines
        title={t('account.leave.stays')}
        lines={[t('account.leave.stays_requests'), t('account.leave.stays_id')]}
      />
      {owned.length > 0 ? (
        <NotYet me={me} owned={owned} />
      ) : (
        <>
          <button type="button" className="button button-plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t('account.leave.want')}
            <Icon name={isOpen ? 'minus' : 'plus'} />
          </button>
          {isOpen && <Confirm onGone={onGone} />}
        </>
      )}
    </div>
  )
}

/** Taking along what is kept about oneself, and deleting the account. */
export function LeaveSection(props: { me: Me; onGone: () => void }) {
  const { t } = useTranslation()
  return (
    <Section icon="download" title={t('account.leave.title')}>
      <div className="space-y-6">
        <TakeAlong />
        <Leave {...props} />
      </div>
    </Section>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Invitation, invitationsQuery, invite, type Me, membersQuery, rolesQuery, withdraw } from '../account.ts'
import { moment } from '../format.ts'
import { AddressLine, Refused } from './account-fields.tsx'
import { Field } from './field.tsx'
import { MemberRole } from './member-role.tsx'
import { Section } from './section.tsx'
import { useForm } from './use-form.ts'
import { useRoleName } from './use-role-name.ts'

function InviteForm() {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const roles = useQuery(rolesQuery)
  const nameOf = useRoleName()
  const roleId = useId()
  const box = useRef<HTMLFormElement>(null)
  const [sentTo, setSentTo] = useState<string>()
  const form = useForm(
    ['invited', 'role'],
    async ({ invited, role }) => {
      setSentTo(undefined)
      await invite({ address: invited.trim(), role, locale: i18n.language })
      box.current?.reset()
      setSentTo(invited.trim())
      await client.invalidateQueries(invitationsQuery)
    },
    { already_member: 'invited', unknown_role: 'role' },
  )
  // "member" is what most colleagues are; it comes first, so that nobody becomes an owner by haste.
  const choices = (roles.data?.roles ?? []).map(({ name }) => name).filter((name) => name !== 'client')
  const ordered = [...choices.filter((name) => name === 'member'), ...choices.filter((name) => name !== 'member')]
  return (
    <form ref={box} {...form.on} className="mt-5 space-y-5 border-t border-line pt-5">
      <h3 className="text-lg font-bold">{t('account.members.invite')}</h3>
      <div className="grid gap-5 sm:grid-cols-2">
        <AddressLine name="invited" error={form.errorOf('invited')} />
        <Field id={roleId} label={t('account.members.role')} error={form.errorOf('role')}>
          <select id={roleId} name="role" className="input">
            {ordered.map((name) => (
              <option key={name} value={name}>
                {nameOf(name)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Refused text={form.refused} />
      <p role="status" className="font-semibold break-words text-good empty:hidden">
        {sentTo && t('account.members.sent', { address: sentTo })}
      </p>
      <button type="submit" className="button button-plain" disabled={form.isPending || !roles.data}>
        {t('account.members.send')}
      </button>
    </form>
  )
}

function Open({ invitation, mayManage }: { invitation: Invitation; mayManage: boolean }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const nameOf = useRoleName()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => withdraw(invitation.id),
    onSettled: () => client.invalidateQueries(invitationsQuery),
  })
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0">
        <p className="font-semibold break-all">{invitation.address}</p>
        <p className="text-sm text-soft">
          {t('account.members.until', {
            role: nameOf(invitation.role),
            time: moment(invitation.expiresAt, i18n.language),
          })}
        </p>
      </div>
      {mayManage && (
        <button
          type="button"
          className="button button-plain"
          aria-label={t('account.members.withdraw_named', { address: invitation.address })}
          disabled={isPending}
          onClick={() => mutate()}
        >
          {t('account.members.withdraw')}
        </button>
      )}
      <Refused error={error} />
    </li>
  )
}

/** The people of the organisation, who is invited, and the way to invite somebody. */
export function MembersSection({ me }: { me: Me }) {
  const { t } = useTranslation()
  const members = useQuery(membersQuery)
  const invitations = useQuery(invitationsQuery)
  const mayManage = me.permissions.includes('auth.manage-members')
  return (
    <Section icon="people" title={t('account.members.title')}>
      <ul className="divide-y divide-line">
        {members.data?.map((member) => (
          <li key={member.personId} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3">
            <div className="min-w-0">
              <p className="font-semibold break-words">{member.name || member.address}</p>
              {member.name && member.address && <p className="text-sm break-all text-soft">{member.address}</p>}
            </div>
            {/* Nobody takes away what they may themselves by a slip of the finger. */}
            <MemberRole member={member} mayChange={mayManage && member.personId !== me.person.id} />
          </li>
        ))}
      </ul>
      {invitations.data && invitations.data.length > 0 && (
        <>
          <h3 className="mt-5 text-lg font-bold">{t('account.members.open')}</h3>
          <ul className="divide-y divide-line">
            {invitations.data.map((invitation) => (
              <Open key={invitation.id} invitation={invitation} mayManage={mayManage} />
            ))}
          </ul>
        </>
      )}
      <Refused error={members.error ?? invitations.error} />
      {mayManage && <InviteForm />}
    </Section>
  )
}

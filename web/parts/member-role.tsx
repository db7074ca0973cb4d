import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { changeMember, type Member, membersQuery, rolesQuery } from '../account.ts'
import { Refused } from './account-fields.tsx'
import { Tag } from './block.tsx'
import { useRoleName } from './use-role-name.ts'

/** The role of a member. Who may give another one chooses it; what nobody may give away, the server refuses with a sentence. */
export function MemberRole({ member, mayChange }: { member: Member; mayChange: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const nameOf = useRoleName()
  const roles = useQuery({ ...rolesQuery, enabled: mayChange })
  const { mutate, isPending, error } = useMutation({
    mutationFn: (role: string) => changeMember(member.personId, role),
    onSettled: () => client.invalidateQueries(membersQuery),
  })
  if (!mayChange || !roles.data) return <Tag>{nameOf(member.role)}</Tag>
  return (
    <>
      <select
        className="input w-auto"
        aria-label={t('account.members.role_of', { name: member.name || member.address })}
        value={member.role}
        disabled={isPending}
        onChange={(event) => mutate(event.target.value)}
      >
        {roles.data.roles.map(({ name }) => (
          <option key={name} value={name}>
            {nameOf(name)}
          </option>
        ))}
      </select>
      <Refused error={error} />
    </>
  )
}

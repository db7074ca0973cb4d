import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { keysQuery, type Me, membersQuery, rolesQuery } from '../account.ts'
import { moment } from '../format.ts'
import { type Refusal, reasonOf } from '../refusals.ts'
import { useRoleName } from './use-role-name.ts'

/** People and keys of the organisation by their identifiers, as far as the reader may see them. */
export function useNamesHere(me: Me) {
  const may = (permission: string) => me.permissions.includes(permission)
  const members = useQuery({ ...membersQuery, enabled: may('auth.read-members') }).data ?? []
  const keys = useQuery({ ...keysQuery, enabled: may('auth.read-keys') }).data ?? []
  return [
    ...members.map(({ personId: id, name, address }) => ({ id, name: name || address || id })),
    ...keys.map(({ id, name }) => ({ id, name })),
  ]
}

/** What was missing, and who has it: the answer to "why was I refused". */
function Why({ refusal, me }: { refusal: Refusal; me: Me }) {
  const { t } = useTranslation()
  const roleName = useRoleName()
  const { data } = useQuery({ ...rolesQuery, enabled: me.permissions.includes('auth.read-members') })
  const { needs, code, shown } = refusal
  const reason = reasonOf(refusal)
  const says = data?.permissions.find(({ name }) => name === needs)?.says
  const having = data?.roles.filter(({ permissions }) => permissions.includes(needs ?? '')).map(({ name }) => name)
  return (
    <>
      <p>{t(`refusals.why.${reason}`, { code, shown: shown && t(`refusals.shown.${shown}`, shown) })}</p>
      {needs && (reason === 'permission' || reason === 'scope') && (
        <p>
          {says} <code className="text-sm break-words text-soft">{needs}</code>
          {having && (
            <span className="block">
              {having.length === 0
                ? t('refusals.no_role')
                : t('refusals.roles', { roles: having.map(roleName).join(', ') })}
            </span>
          )}
        </p>
      )}
    </>
  )
}

type Props = { refusal: Refusal; me: Me; nameOf: (id: string) => string }

/** One refused access: who, what, why, when and from where. */
export function RefusalRow({ refusal, me, nameOf }: Props) {
  const { t, i18n } = useTranslation()
  const { at, who, about, method, route, status, address, trace } = refusal
  return (
    <li className="space-y-1.5 py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="font-semibold break-words">
          {who
            ? nameOf(who)
            : about
              ? t('refusals.about', { name: nameOf(about) })
              : t(refusal.shown ? 'refusals.unknown' : 'refusals.nobody')}
        </h2>
        <time dateTime={at} className="text-sm text-soft">
          {moment(at, i18n.language)}
        </time>
      </div>
      <Why refusal={refusal} me={me} />
      <p className="text-sm break-words text-soft">
        <code>
          {method} {route}
        </code>{' '}
        · {status} · {t('refusals.from', { address })} · {t('refusals.trace')} <code>{trace}</code>
      </p>
    </li>
  )
}

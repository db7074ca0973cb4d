import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Me, meQuery, organisationName } from '../account.ts'
import { Problem } from '../api.ts'
import { FactorsSection } from '../parts/account-factors.tsx'
import { Refused } from '../parts/account-fields.tsx'
import { KeysSection } from '../parts/account-keys.tsx'
import { LeaveSection } from '../parts/account-leave.tsx'
import { MembersSection } from '../parts/account-members.tsx'
import { OwedFactor } from '../parts/account-owed.tsx'
import { SignInRulesSection } from '../parts/account-rules.tsx'
import { SessionsSection } from '../parts/account-sessions.tsx'
import { Tag } from '../parts/block.tsx'
import { Icon } from '../parts/icons.tsx'
import { Narrow } from '../parts/narrow.tsx'
import { Section } from '../parts/section.tsx'
import { useRoleName } from '../parts/use-role-name.ts'
import { useSignOut } from '../parts/use-sign-out.ts'
import { useTitle } from '../parts/use-title.ts'

function SignOut() {
  const { t } = useTranslation()
  const { mutate, isPending, error } = useSignOut()
  return (
    <div className="space-y-3">
      <button type="button" className="button button-plain" disabled={isPending} onClick={() => mutate()}>
        {t('account.sign_out')}
      </button>
      <Refused error={error} />
    </div>
  )
}

/** Who one is: name, addresses, and the organisations one belongs to. */
function You({ me }: { me: Me }) {
  const { t } = useTranslation()
  const nameOf = useRoleName()
  const { person, organisations, tenant } = me
  return (
    <Section icon="person" title={t('account.you.title')}>
      <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[10rem_1fr]">
        <dt className="font-semibold">{t('account.field.name')}</dt>
        <dd className="break-words">{person.name}</dd>
        <dt className="font-semibold">{t('account.field.address')}</dt>
        <dd>
          {person.addresses.map(({ address }) => (
            <p key={address} className="break-all">
              {address}
            </p>
          ))}
        </dd>
        <dt className="font-semibold">{t('account.you.organisations')}</dt>
        <dd className="space-y-1.5">
          {organisations.length === 0 && <p>{t('account.you.no_organisation')}</p>}
          {organisations.map((one) => (
            <p key={one.tenant} className="flex flex-wrap items-center gap-2">
              <OrganisationName one={one} isHere={one.tenant === tenant} /> <Tag>{nameOf(one.role)}</Tag>
              {one.tenant === tenant && <Tag strong>{t('account.you.here')}</Tag>}
            </p>
          ))}
        </dd>
      </dl>
    </Section>
  )
}

/** By name, as a link where it is found elsewhere. One that has no name yet is known by its address. */
function OrganisationName({ one, isHere }: { one: Me['organisations'][number]; isHere: boolean }) {
  const name = organisationName(one, isHere)
  return one.url && !isHere ? (
    <a className="link break-words" href={`${one.url}/account`}>
      {name}
    </a>
  ) : (
    <span className="break-words">{name}</span>
  )
}

function Opened({ me, onGone }: { me: Me; onGone: () => void }) {
  const { t } = useTranslation()
  const may = (permission: string) => me.permissions.includes(permission)
  return (
    <div className="page max-w-4xl space-y-6 py-10 sm:py-14">
      <header className="flex flex-wrap items-end justify-between gap-4">
        <h1 className="text-4xl font-extrabold tracking-tight sm:text-5xl">{t('account.title')}</h1>
        <SignOut />
      </header>
      {me.owes && <OwedFactor owes={me.owes} />}
      <You me={me} />
      <div className="flex flex-wrap gap-3 empty:hidden">
        {['provisioning.read', 'provisioning.write', 'auth.manage-providers', 'submission.manage-projects'].some(
          may,
        ) && (
          <Link to="/account/organisation" className="button button-plain">
            {t('account.organisation')}
            <Icon name="arrow" className="size-4" />
          </Link>
        )}
        {may('operations.read') && (
          <Link to="/account/refusals" className="button button-plain">
            {t('refusals.title')}
            <Icon name="arrow" className="size-4" />
          </Link>
        )}
      </div>
      {may('auth.read-members') && <MembersSection me={me} />}
      {may('auth.manage-sign-in') && <SignInRulesSection />}
      {may('auth.read-keys') && <KeysSection me={me} />}
      {/* The account itself is not opened by the word of one organisation. */}
      {!me.isBound && <FactorsSection address={me.person.addresses[0]?.address} />}
      {!me.isBound && <SessionsSection />}
      {!me.isBound && <LeaveSection me={me} onGone={onGone} />}
    </div>
  )
}

/** The last page of an account. */
function Gone() {
  const { t } = useTranslation()
  return (
    <Narrow title={t('account.leave.gone_title')} lead={t('account.leave.gone')}>
      <p>
        <Link to="/" className="button button-strong">
          {t('account.leave.gone_home')}
        </Link>
      </p>
    </Narrow>
  )
}

/** The own account, and for those who may, the people and keys of the organisation. */
export function Account() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [isGone, setGone] = useState(false)
  useTitle(t(isGone ? 'account.leave.gone_title' : 'account.title'))
  const { data, error } = useQuery({ ...meQuery, enabled: !isGone })
  if (isGone) return <Gone />
  if (error instanceof Problem && error.code === 'unauthorised')
    return <Navigate to="/sign-in" search={{ return: '/account', problem: error.ended }} replace />
  if (data)
    return (
      <Opened
        me={data}
        onGone={() => {
          setGone(true)
          client.removeQueries({ queryKey: ['me'] })
        }}
      />
    )
  if (!error) return <p className="page py-24 text-soft">{t('shell.loading')}</p>
  return (
    <div className="page max-w-2xl space-y-5 py-16 sm:py-24">
      <h1 className="text-4xl font-bold">{t('account.title')}</h1>
      <Refused error={error} />
    </div>
  )
}

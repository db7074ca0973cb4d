import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account.ts'
import { Refused } from '../parts/account-fields.tsx'
import { AccountPage } from '../parts/account-page.tsx'
import { Choice } from '../parts/choice.tsx'
import { RefusalRow, useNamesHere } from '../parts/refusal-row.tsx'
import { type RefusalFilter, refusalCodes, refusalsQuery } from '../refusals.ts'
import { refusalsRoute } from '../routes.tsx'

/** Whose refusals, and of which kind. It stands in the address, so that what was found can be sent to a colleague. */
function Filter({ filter, names }: { filter: RefusalFilter; names: { id: string; name: string }[] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const choose = (change: RefusalFilter) =>
    navigate({ to: '/account/refusals', search: { ...filter, ...change }, replace: true })
  const { who, code } = filter
  const known = !who || names.some(({ id }) => id === who) ? names : [{ id: who, name: who }, ...names]
  const codes = [...new Set([...refusalCodes, ...(code ? [code] : [])])]
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Choice
        name="who"
        label={t('refusals.who')}
        none={t('refusals.everybody')}
        value={who ?? ''}
        onChange={({ target }) => choose({ who: target.value || undefined })}
        options={known.map(({ id, name }) => ({ value: id, text: name }))}
      />
      <Choice
        name="code"
        label={t('refusals.kind')}
        none={t('refusals.every_kind')}
        value={code ?? ''}
        onChange={({ target }) => choose({ code: target.value || undefined })}
        options={codes.map((value) => ({ value, text: t(`refusals.code.${value}`, value) }))}
      />
    </div>
  )
}

function Opened({ me }: { me: Me }) {
  const { t } = useTranslation()
  const filter = refusalsRoute.useSearch()
  const names = useNamesHere(me)
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(refusalsQuery(filter))
  const rows = data?.pages.flat()
  const nameOf = (id: string) => names.find((one) => one.id === id)?.name ?? id
  const isFiltered = filter.who !== undefined || filter.code !== undefined
  return (
    <section className="sheet space-y-4 p-5 sm:p-6" aria-label={t('refusals.title')}>
      <Filter filter={filter} names={names} />
      {!data && !error && <p className="text-soft">{t('shell.loading')}</p>}
      {rows?.length === 0 && <p>{t(isFiltered ? 'refusals.none_such' : 'refusals.none')}</p>}
      {rows && rows.length > 0 && (
        <ul className="divide-y divide-line">
          {rows.map((refusal) => (
            <RefusalRow key={refusal.id} refusal={refusal} me={me} nameOf={nameOf} />
          ))}
        </ul>
      )}
      <Refused error={error} />
      {hasNextPage && (
        <button
          type="button"
          className="button button-plain"
          disabled={isFetchingNextPage}
          onClick={() => fetchNextPage()}
        >
          {t('refusals.older')}
        </button>
      )}
    </section>
  )
}

/** Who was refused what at the organisation, and why, for those who may see it. */
export function Refusals() {
  const { t } = useTranslation()
  return (
    <AccountPage path="/account/refusals" title={t('refusals.title')} lead={t('refusals.lead')}>
      {(me) => (me.permissions.includes('operations.read') ? <Opened me={me} /> : <p>{t('refusals.not_yours')}</p>)}
    </AccountPage>
  )
}

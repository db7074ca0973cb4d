import { useQuery } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type Me, meQuery } from '../account.ts'
import { Problem } from '../api.ts'
import { Refused } from './account-fields.tsx'
import { Icon } from './icons.tsx'
import { useTitle } from './use-title.ts'

/** A page beside that of the account, for whoever is signed in; others sign in first and come back to `path`. */
export function AccountPage(props: { path: string; title: string; lead?: string; children: (me: Me) => ReactNode }) {
  const { path, title, lead, children } = props
  const { t } = useTranslation()
  useTitle(title)
  const { data, error } = useQuery(meQuery)
  if (error instanceof Problem && error.code === 'unauthorised')
    return <Navigate to="/sign-in" search={{ return: path }} replace />
  return (
    <div className="page max-w-4xl space-y-6 py-10 sm:py-14">
      <header className="space-y-3">
        <Link to="/account" className="link inline-flex min-h-11 items-center gap-1.5">
          <Icon name="back" className="size-4" />
          {t('account.title')}
        </Link>
        <h1 className="text-4xl font-extrabold tracking-tight sm:text-5xl">{title}</h1>
        {lead && <p className="max-w-2xl text-soft">{lead}</p>}
      </header>
      <Refused error={error} />
      {data ? children(data) : !error && <p className="text-soft">{t('shell.loading')}</p>}
    </div>
  )
}

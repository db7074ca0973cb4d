import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useTitle } from './use-title.ts'

type Props = { title: string; lead?: string; children: ReactNode }

/** A page with one short form on it. */
export function Narrow({ title, lead, children }: Props) {
  useTitle(title)
  return (
    <div className="page max-w-lg space-y-6 py-10 sm:py-16">
      <header className="space-y-3">
        <h1 className="text-3xl font-extrabold tracking-tight sm:text-4xl">{title}</h1>
        {lead && <p className="text-lg text-soft">{lead}</p>}
      </header>
      {children}
    </div>
  )
}

/** For a link whose secret is missing or no longer good: says why and how to go on. */
export function DeadLink({ text }: { text: string }) {
  const { t } = useTranslation()
  return (
    <Narrow title={t('account.dead.title')} lead={text}>
      <p>
        <Link to="/sign-in" className="button button-strong">
          {t('shell.sign_in')}
        </Link>
      </p>
    </Narrow>
  )
}

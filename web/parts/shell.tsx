import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, Outlet, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '../account.ts'
import { aboutQuery, applyAbout } from '../branding.ts'
import { useSignedInHint } from '../session.ts'
import { tenantPath } from '../tenant-path.ts'
import { useTheme } from '../theme.ts'
import { Icon } from './icons.tsx'
import { Logo } from './logo.tsx'
import { useSignOut } from './use-sign-out.ts'

function ThemeSwitch() {
  const { t } = useTranslation()
  const [theme, choose] = useTheme()
  const other = theme === 'dark' ? 'light' : 'dark'
  const label = t(`shell.theme.${other}`)
  return (
    <button
      type="button"
      className="inline-flex size-11 items-center justify-center rounded-lg hover:bg-sunk"
      aria-label={label}
      title={label}
      onClick={() => choose(other)}
    >
      <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
    </button>
  )
}

/** Where the account is, or the way to it. Whether somebody is signed in is asked only where it once was so; see `session.ts`. */
function AccountLink({ path }: { path: string }) {
  const { t } = useTranslation()
  const isKnown = useSignedInHint()
  const me = useQuery({ ...meQuery, enabled: isKnown })
  const look =
    'inline-flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-lg px-2.5 font-semibold hover:bg-sunk'
  if (isKnown && me.data && !tenantPath)
    return (
      <Link to="/account" className={look}>
        <Icon name="person" />
        <span className="sr-only sm:not-sr-only">{t('shell.account')}</span>
      </Link>
    )
  // Nobody signs in by path: accounts are at the host of the organisation.
  if (path === '/sign-in' || tenantPath) return null
  return (
    <Link to="/sign-in" className={look}>
      <Icon name="person" className="size-5 sm:hidden" />
      <span className="sr-only sm:not-sr-only">{t('shell.sign_in')}</span>
    </Link>
  )
}

/** On every page of somebody who is signed in, but that of the account, which has it at its own head. */
function SignOutHere({ path, className }: { path: string; className: string }) {
  const { t } = useTranslation()
  const isKnown = useSignedInHint()
  const me = useQuery({ ...meQuery, enabled: isKnown })
  const { mutate, isPending, isError } = useSignOut()
  if (!isKnown || !me.data || tenantPath || path === '/account') return null
  // When it cannot be done, that page says why.
  if (isError) return <Navigate to="/account" />
  return (
    <button type="button" className={className} disabled={isPending} onClick={() => mutate()}>
      {t('account.sign_out')}
    </button>
  )
}

function Header({ path }: { path: string }) {
  const { t } = useTranslation()
  const { data: about } = useQuery(aboutQuery)
  useEffect(() => applyAbout(about), [about])
  return (
    <header className="border-b border-line bg-paper">
      <div className="page flex h-16 items-center justify-between gap-2">
        <Link
          to="/"
          aria-label={t('shell.home', { name: about?.name ?? 'StateX' })}
          className="min-w-0 rounded-lg py-1.5"
        >
          <Logo about={about} />
        </Link>
        <div className="flex shrink-0 items-center sm:gap-3">
          <ThemeSwitch />
          <AccountLink path={path} />
          <SignOutHere
            path={path}
            className="hidden min-h-11 items-center rounded-lg px-2.5 font-semibold hover:bg-sunk sm:inline-flex"
          />
          {path !== '/new' && (
            <Link to="/new" className="button button-strong px-3 sm:px-4.5">
              {t('shell.start')}
            </Link>
          )}
        </div>
      </div>
    </header>
  )
}

function Footer({ path }: { path: string }) {
  const { t } = useTranslation()
  return (
    <footer className="mt-20 border-t border-line">
      <div className="page flex flex-wrap items-center justify-between gap-x-8 gap-y-2 py-8 text-sm text-soft">
        <p>{t('shell.footer')}</p>
        <nav className="flex flex-wrap gap-x-6">
          <Link className="link inline-block py-2" to="/sign-up">
            {t('shell.for_organisations')}
          </Link>
          <a className="link inline-block py-2" href="/docs">
            {t('shell.docs')}
          </a>
          <SignOutHere path={path} className="link inline-block py-2 sm:hidden" />
        </nav>
      </div>
    </footer>
  )
}

/** The frame of every page. Focus moves to the content after a change of page, as it would after a page load. */
export function Shell() {
  const { t } = useTranslation()
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const here = useRouterState({ select: (state) => state.location.pathname })
  const first = useRouterState({ select: (state) => state.location.state.__TSR_index === 0 })
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of page moves the focus
  useEffect(() => {
    if (path && !first) document.getElementById('main')?.focus({ preventScroll: true })
  }, [path])
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="button button-strong absolute start-4 top-2 z-50 -translate-y-20 focus:translate-y-0">
        {t('shell.skip')}
      </a>
      <Header path={here} />
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        <Suspense fallback={<p className="page py-24 text-soft">{t('shell.loading')}</p>}>
          <Outlet />
        </Suspense>
      </main>
      <Footer path={here} />
    </div>
  )
}

import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useTitle } from '../parts/use-title.ts'

/** The page for an address that leads nowhere. */
export function Lost() {
  const { t } = useTranslation()
  useTitle(t('lost.title'))
  return (
    <div className="page max-w-2xl space-y-5 py-16 sm:py-24">
      <h1 className="text-4xl font-bold">{t('lost.title')}</h1>
      <p className="text-lg text-soft">{t('lost.text')}</p>
      <p>
        <Link to="/" className="button button-strong">
          {t('lost.home')}
        </Link>
      </p>
    </div>
  )
}

/** Shown when a page itself failed, for example because its code could not be loaded. */
export function Broken() {
  const { t } = useTranslation()
  useTitle(t('broken.title'))
  return (
    <div className="page max-w-2xl space-y-5 py-16 sm:py-24" role="alert">
      <h1 className="text-4xl font-bold">{t('broken.title')}</h1>
      <p className="text-lg text-soft">{t('broken.text')}</p>
      <button type="button" className="button button-strong" onClick={() => location.reload()}>
        {t('broken.reload')}
      </button>
    </div>
  )
}

import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Refused } from './account-fields.tsx'
import { Icon } from './icons.tsx'

type Props<T> = { action: () => Promise<T>; onDone: (answer: T) => unknown }

/** Lets the browser ask for a passkey. What went wrong stands below, since the browser's own dialog is gone by then. */
export function PasskeyButton<T>({ action, onDone }: Props<T>) {
  const { t } = useTranslation()
  const { mutate, isPending, error } = useMutation({ mutationFn: action, onSuccess: onDone })
  return (
    <div className="space-y-3">
      <button type="button" className="button button-plain w-full" disabled={isPending} onClick={() => mutate()}>
        <Icon name="key" />
        {t('account.passkey.use')}
      </button>
      <Refused error={error} />
    </div>
  )
}

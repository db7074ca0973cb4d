import { Dialog } from '@base-ui/react/dialog'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { stepUp } from '../account.ts'
import { Problem } from '../api.ts'
import { PasswordLine, Refused } from './account-fields.tsx'
import { useForm } from './use-form.ts'

function Ask({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const form = useForm(
    ['password'],
    async ({ password }) => {
      await stepUp(password)
      onDone()
    },
    { wrong_credentials: 'password' },
  )
  return (
    <form {...form.on} className="space-y-5">
      <PasswordLine name="password" error={form.errorOf('password')} />
      <Refused text={form.refused} />
      <div className="flex flex-wrap justify-end gap-2">
        <Dialog.Close className="button button-plain">{t('account.step_up.cancel')}</Dialog.Close>
        <button type="submit" className="button button-strong" disabled={form.isPending}>
          {t('account.step_up.submit')}
        </button>
      </div>
    </form>
  )
}

/**
 * Does what the server may want a fresh password for: when it does, a dialog asks and the same thing is done once more. Answers nothing when the person
 * closed the dialog instead.
 */
export function useStepUp(): { confirmed: <T>(action: () => Promise<T>) => Promise<T | undefined>; dialog: ReactNode } {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const answer = useRef<(isConfirmed: boolean) => void>(undefined)
  const close = (isConfirmed: boolean) => {
    setOpen(false)
    answer.current?.(isConfirmed)
  }
  const confirmed = async <T,>(action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action()
    } catch (cause) {
      if (!(cause instanceof Problem && cause.code === 'step_up_required')) throw cause
      const isConfirmed = await new Promise<boolean>((resolve) => {
        answer.current = resolve
        setOpen(true)
      })
      return isConfirmed ? action() : undefined
    }
  }
  const dialog = (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && close(false)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-deep/60" />
        <Dialog.Popup className="sheet shadow-sheet fixed inset-x-4 top-1/2 z-50 mx-auto max-w-md -translate-y-1/2 space-y-4 p-6">
          <Dialog.Title className="text-xl font-bold">{t('account.step_up.title')}</Dialog.Title>
          <Dialog.Description className="text-soft">{t('account.step_up.text')}</Dialog.Description>
          <Ask onDone={() => close(true)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
  return { confirmed, dialog }
}

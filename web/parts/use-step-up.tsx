import { Dialog } from '@base-ui/react/dialog'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api.ts'
import { ConfirmWays } from './confirm-ways.tsx'

function Ask({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  return (
    <ConfirmWays
      onDone={onDone}
      buttons={(submit) => (
        <div className="flex flex-wrap justify-end gap-2">
          <Dialog.Close className="button button-plain">{t('account.step_up.cancel')}</Dialog.Close>
          {submit}
        </div>
      )}
    />
  )
}

/**
 * Does what the server may want the person to confirm first for: when it does, a dialog asks and the same thing is done once more. Answers nothing when the person
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

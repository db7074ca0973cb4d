import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'

type Props = {
  /** What opens it, and what it is called for who does not see what it stands beside. */
  button: ReactNode
  label?: string
  title: string
  text: string
  keep: string
  act: string
  onAct: () => void
}

/** Asks before something is taken away. */
export function AskFirst({ button, label, title, text, keep, act, onAct }: Props) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger className="button button-plain" aria-label={label}>
        {button}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-deep/60" />
        <AlertDialog.Popup className="sheet shadow-sheet fixed inset-x-4 top-1/2 z-50 mx-auto max-w-md -translate-y-1/2 space-y-4 p-6">
          <AlertDialog.Title className="text-xl font-bold break-words">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-soft">{text}</AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-2 pt-2">
            <AlertDialog.Close className="button button-plain">{keep}</AlertDialog.Close>
            <AlertDialog.Close className="button button-strong" onClick={onAct}>
              {act}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

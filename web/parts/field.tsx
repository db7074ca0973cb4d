import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'

/** The error under a control. The element stays in place so that `aria-describedby` always points to something. */
export function FieldError({ id, children }: { id: string; children?: ReactNode }) {
  return (
    <p id={id} className="text-[0.9375rem] font-semibold text-bad empty:hidden">
      {children && (
        <span className="inline-flex items-start gap-1.5">
          <Icon name="alert" className="mt-1 size-4" />
          <span>{children}</span>
        </span>
      )}
    </p>
  )
}

type Props = { id: string; label: string; hint?: string; error?: string; optional?: string; children: ReactNode }

/** Label, hint and error around one control, which must carry the same `id` and `describedBy(id)`. */
export function Field({ id, label, hint, error, optional, children }: Props) {
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="flex items-baseline justify-between gap-3 font-semibold">
        <span>{label}</span>
        {optional && <span className="text-sm font-normal text-soft">{optional}</span>}
      </label>
      {children}
      <p id={`${id}-hint`} className="text-sm text-soft empty:hidden">
        {hint}
      </p>
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  )
}

export const describedBy = (id: string): string => `${id}-hint ${id}-error`

import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

/** One block of the form. */
export function Section({
  icon,
  title,
  note,
  children,
}: {
  icon: IconName
  title: string
  note?: string
  children: ReactNode
}) {
  return (
    <section className="sheet p-5 sm:p-6">
      <div className="mb-4 flex items-center gap-3">
        <span className="inline-flex size-9 items-center justify-center rounded-lg bg-mark-soft">
          <Icon name={icon} />
        </span>
        <h2 className="flex-1 text-xl font-bold">{title}</h2>
        {note && <span className="text-sm text-soft">{note}</span>}
      </div>
      {children}
    </section>
  )
}

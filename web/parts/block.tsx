import type { ReactNode } from 'react'

/** A titled part of a view. */
export function Block({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="space-y-3">
      <h2 className="text-2xl font-bold">{title}</h2>
      {note && <p className="text-soft">{note}</p>}
      {children}
    </section>
  )
}

/** How something was found, at the end of a view: a method is a source, too. */
export function Method({ children }: { children: ReactNode }) {
  return <p className="border-t border-line pt-4 text-sm text-soft">{children}</p>
}

/** A small label. */
export function Tag({ children, strong = false }: { children: ReactNode; strong?: boolean }) {
  return (
    <span
      className={`inline-block rounded-md px-2 py-0.5 text-[0.8125rem] font-semibold ${strong ? 'bg-brand text-on-brand' : 'bg-sunk text-soft'}`}
    >
      {children}
    </span>
  )
}

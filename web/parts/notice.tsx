import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

const tones = {
  bad: { box: 'border-bad bg-bad-soft', icon: 'alert', colour: 'text-bad' },
  warn: { box: 'border-warn bg-warn-soft', icon: 'alert', colour: 'text-warn' },
  calm: { box: 'border-line bg-surface', icon: 'clock', colour: 'text-soft' },
} satisfies Record<string, { box: string; icon: IconName; colour: string }>

/** A message about the state of things. `bad` interrupts a screen reader, the others wait. */
export function Notice({ tone, title, children }: { tone: keyof typeof tones; title: string; children?: ReactNode }) {
  const { box, icon, colour } = tones[tone]
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={`flex gap-3 rounded-xl border px-4 py-3.5 ${box}`}>
      <Icon name={icon} className={`mt-0.5 size-5 ${colour}`} />
      <div className="min-w-0 space-y-1">
        <p className="font-semibold">{title}</p>
        {children && <div className="text-[0.9375rem]">{children}</div>}
      </div>
    </div>
  )
}
